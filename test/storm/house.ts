/** The company of a storm: a calendar of small sessions, and staff who change it while customers book. */
import { setTimeout as pause } from "node:timers/promises";
import type { LocalRun } from "../../infra/local/run.ts";
import { openClient, type Client, type Tally } from "./client.ts";
import type { Chance } from "./customer.ts";

const DAY_MS = 24 * 3600_000;
export const PRICE = { amount: 58_055, currency: "UAH" };
const CAPACITIES = [1, 1, 2, 3, 12, 44];

export type House = { companyId: string; home: string; sessions: string[]; owner: Client };

export async function openHouse(run: LocalRun, seed: number, tally: Tally): Promise<House> {
  const owner = openClient(run.url, await run.token(`owner-${seed}`), tally);
  const make = async (path: string, key: string, body?: Record<string, unknown>) => {
    const answer = await owner.post({ path, key, ...(body && { body }) });
    if (!answer || answer.status >= 300) throw new Error(`${path} answered ${JSON.stringify(answer)}`);
    return answer.body as Record<string, string>;
  };
  const { companyId = "" } = await make("/v1/companies", "company", {
    name: "Storm Sailing",
    slug: `storm-${seed}`,
    timeZone: "Europe/Kyiv",
    currency: "UAH",
    locale: "uk-UA",
    holdMinutes: 5,
  });
  const home = `/v1/companies/${companyId}`;
  const { activityId = "" } = await make(`${home}/activities`, "activity", {
    name: "Regatta",
    description: "In any weather",
    durationMinutes: 60,
    capacity: 8,
    price: PRICE,
  });
  await make(`${home}/activities/${activityId}/publication`, "publication");
  const sessions: string[] = [];
  for (const [index, capacity] of CAPACITIES.entries()) {
    const startsAt = new Date(Date.now() + (10 + index) * DAY_MS).toISOString();
    const body = { activityId, startsAt, capacity };
    sessions.push((await make(`${home}/sessions`, `session-${index}`, body)).sessionId!);
  }
  return { companyId, home, sessions, owner };
}

/** Closes and opens the sale, and once cancels a session. */
export async function staff(
  { home, sessions, owner }: House,
  { chance, over }: { chance: Chance; over: () => boolean },
): Promise<void> {
  for (let step = 1; !over(); step++) {
    const sessionId = sessions[Math.floor(chance("which", step) * sessions.length)]!;
    const path = `${home}/sessions/${sessionId}`;
    await owner.post({ path: `${path}/closing`, key: `closing-${step}` });
    await owner.get(`${path}/bookings`);
    await owner.post({ path: `${path}/opening`, key: `opening-${step}` });
    const body = { reason: "storm" };
    if (step === 3)
      await owner.post({ path: `${home}/sessions/${sessions[4]}/cancellation`, key: "off", body });
    await pause(300 + chance("rest", step) * 500);
  }
}
