import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiAs, type Api } from "./demo-api.ts";
import { openAccounts } from "./twins/accounts.ts";
import type { LocalRun } from "./run.ts";

/**
 * A company to play with, made through the API as its owner would. Every step has a fixed idempotency key and can
 * find what an earlier, interrupted try made, so it is completed and never doubled.
 */
export interface Demo {
  readonly company: { readonly companyId: string; readonly slug: string };
  readonly people: Record<
    "owner" | "coach" | "ada" | "boris",
    { userId: string; token: string; customerId?: string }
  >;
  readonly activities: readonly Row[];
  readonly sessions: readonly Row[];
}
type Row = Record<string, unknown>;
type Made = Omit<Demo, "people">;

const names = ["owner", "coach", "ada", "boris"] as const;
const slug = "demo-studio";
const offered = [
  {
    name: "Morning yoga",
    description: "Slow flow for all levels.",
    durationMinutes: 60,
    capacity: 12,
    price: { amount: 45_000, currency: "UAH" },
  },
  {
    name: "Personal training",
    description: "One to one with a coach.",
    durationMinutes: 60,
    capacity: 1,
    price: { amount: 120_000, currency: "UAH" },
  },
];
/** Hours of the day in UTC, and which activity with how many places. */
const day = [
  { hour: 7, activity: 0, capacity: 12 },
  { hour: 12, activity: 1, capacity: 1 },
  { hour: 16, activity: 0, capacity: 6 },
];
const days = 7;
const enough = 5;
const dayMs = 86_400_000;

/** Made at the first start and kept; tokens are made anew, as the run's address may have changed. */
export function openDemo(dataDir: string): (run: LocalRun) => Promise<Demo> {
  const file = join(dataDir, "demo.json");
  let made: Promise<Made> | undefined;
  return async (run) => {
    made ??= make(run, file).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    const { company, activities, sessions } = await made;
    const people = await Promise.all(names.map(async (name) => [name, await run.token(name)] as const));
    return { company, people: Object.fromEntries(people) as Demo["people"], activities, sessions };
  };
}

async function make(run: LocalRun, file: string): Promise<Made> {
  const [owner, coach] = await Promise.all([run.token("owner"), run.token("coach")]);
  const api = apiAs(run.url, owner.token);
  const kept = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Made)
    : await found(api, coach.userId);
  await openAtGateways(run, api, kept.company.companyId);
  const coming = kept.sessions.filter(({ startsAt }) => Date.parse(String(startsAt)) > Date.now());
  const sessions =
    coming.length >= enough ? kept.sessions : [...coming, ...(await schedule(api, kept, coming))];
  const complete = { ...kept, sessions };
  writeFileSync(`${file}.new`, JSON.stringify(complete, undefined, 2));
  renameSync(`${file}.new`, file);
  return complete;
}

async function found(api: Api, coachId: string): Promise<Made> {
  const company = (await api.make("/v1/companies", "demo-company", {
    name: "Demo Studio",
    slug,
    timeZone: "Europe/Kyiv",
    currency: "UAH",
    locale: "en",
  })) as Made["company"];
  const base = `/v1/companies/${company.companyId}`;
  await api.make(`${base}/members`, "demo-coach", { userId: coachId, role: "coach" });
  const activities: Row[] = [];
  for (const [index, activity] of offered.entries()) {
    const { activityId } = await api.make(`${base}/activities`, `demo-activity-${index}`, activity);
    activities.push(
      await api.make(
        `${base}/activities/${String(activityId)}/publication`,
        `demo-publication-${index}`,
        undefined,
      ),
    );
  }
  return { company, activities, sessions: [] };
}

/** The twins forget with the process, so the company's accounts are opened at every start. */
async function openAtGateways(run: LocalRun, api: Api, companyId: string): Promise<void> {
  const accounts = await openAccounts(run.twins, { companyId, apiUrl: run.url });
  for (const [gateway, credentials] of Object.entries(accounts)) {
    await api.put(`/v1/companies/${companyId}/gateways/${gateway}`, { credentials });
  }
}

/** The keys name the slot, so the same slot is never made twice, whatever the day of the start. */
async function schedule(api: Api, { company, activities }: Made, coming: readonly Row[]): Promise<Row[]> {
  const taken = new Set(coming.map(({ startsAt }) => Date.parse(String(startsAt))));
  const midnight = Math.floor(Date.now() / dayMs) * dayMs;
  const made: Row[] = [];
  for (let index = 1; index <= days; index += 1) {
    for (const { hour, activity, capacity } of day) {
      const starts = midnight + index * dayMs + hour * 3_600_000;
      if (taken.has(starts)) continue;
      const startsAt = new Date(starts).toISOString();
      const { activityId } = activities[activity]!;
      made.push(
        await api.make(
          `/v1/companies/${company.companyId}/sessions`,
          `demo-session-${startsAt.slice(0, 13)}`,
          {
            activityId,
            startsAt,
            endsAt: new Date(starts + 3_600_000).toISOString(),
            capacity,
          },
        ),
      );
    }
  }
  return made;
}
