/**
 * A day's reconciliation: what gateways say of the day's money against payments and books (PAY-12).
 *
 *   RUNNING ──everything was looked at──▶ DONE ──on demand──▶ RUNNING …
 *
 * A day is one in UTC, as in the audit log. It is begun by the clock for the day before, or by staff for any, and the
 * clock's next ticks go on with it. Nothing is cut short: a gateway that is away is asked again until it answers.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit, Replay, whileMoving } from "../commit.ts";
import { invalid, missing } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { CompanyId } from "../id.ts";
import * as Metric from "../metric.ts";
import * as Page from "../page.ts";
import { stamped, store } from "../table.ts";
import { verb } from "../verb.ts";
import { check } from "./check.ts";
import * as Difference from "./difference.ts";
import * as Evidence from "./evidence.ts";
import * as Plan from "./plan.ts";
import * as Progress from "./progress.ts";

export const STATUSES = ["RUNNING", "DONE"] as const;

export const Reconciliations = new Entity(
  {
    model: { entity: "reconciliation", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      day: { type: "string", required: true },
      status: { type: STATUSES, required: true },
      /** How often the day was begun. */
      run: { type: "number", required: true },
      startedAt: { type: "string", required: true },
      finishedAt: { type: "string" },
      checked: { type: "number" },
      lines: { type: "number" },
      kinds: { type: CustomAttributeType<Record<string, number>>("any") },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "day"],
          template: "C#${companyId}/RECONCILIATION#${day}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "RUN", casing: "none" },
      },
      ofCompany: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["companyId"],
          template: "C#${companyId}/RECONCILIATIONS",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["day"], template: "${day}", casing: "none" },
      },
    },
  },
  store,
);
export type Reconciliation = EntityItem<typeof Reconciliations>;

export const View = z.object({
  day: z.string(),
  status: z.enum(STATUSES),
  run: z.int(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  /** Payments that were asked for at their gateway, and lines of statements that were looked up here. */
  checked: z.int().optional(),
  lines: z.int().optional(),
  /** Differences of the day by kind, those that are resolved included. */
  kinds: z.record(z.string(), z.int()).optional(),
});

const READERS = ["owner", "admin", "manager"] as const;

export const run = verb({
  name: "reconciliation.run",
  may: READERS,
  idempotency: "accepted",
  input: z.strictObject({ companyId: CompanyId, day: z.iso.date() }),
  output: View,
  async run({ companyId, day }) {
    if (day > Clock.iso().slice(0, 10)) {
      throw invalid("reconciliation.day_to_come", "A day that is to come can not be reconciled.");
    }
    return View.parse(await begin(companyId, day));
  },
});

export const list = verb({
  name: "reconciliation.list",
  may: READERS,
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(View),
  run: ({ companyId, ...asked }) =>
    Page.read(Reconciliations.query.ofCompany({ companyId }), asked, `${companyId}/reconciliations`, {
      order: "desc",
    }),
});

export const show = verb({
  name: "reconciliation.show",
  may: READERS,
  input: z.strictObject({ companyId: CompanyId, day: z.iso.date() }),
  output: View.extend({ open: z.int() }),
  async run({ companyId, day }) {
    const found = await find(companyId, day);
    if (!found) throw missing("reconciliation");
    const { kinds, open } = await Difference.count(companyId, day);
    return { ...View.parse(found), kinds, open };
  },
});

/** Begins it, or begins a finished one anew, without what that one came to; one that is running is left to run. */
export const begin = (companyId: string, day: string): Promise<Reconciliation> =>
  whileMoving(async () => {
    const known = await find(companyId, day);
    if (known?.status === "RUNNING") return known;
    const progress = Progress.start(companyId, day, await Evidence.phasesOf(companyId));
    const fields = { status: "RUNNING" as const, run: (known?.run ?? 0) + 1, startedAt: Clock.iso() };
    const fresh = { companyId, day, ...fields };
    const operation = known
      ? Reconciliations.patch({ companyId, day })
          .set(fields)
          .remove(["finishedAt", "checked", "lines", "kinds"])
          .where((a, o) => `${o.eq(a.status, "DONE")} AND ${o.eq(a.run, known.run)}`)
      : Reconciliations.create(fresh);
    const writes = [change(Events.ReconciliationStarted(), operation, again), Progress.begun(progress)];
    return commit(writes, fresh);
  });

/** The day that is due of a company; one that was missed is made up for before the next. */
export async function daily(companyId: string): Promise<void> {
  const plan = await Plan.isDue(companyId);
  if (!plan) return;
  await begin(companyId, plan.day);
  await Plan.move(plan);
}

/** Goes on from wherever it was left, until all is looked at or the time is over. */
export async function goOn(
  { companyId, day }: { companyId: string; day: string },
  deadline: number,
): Promise<void> {
  while (Clock.millis() < deadline) {
    const at = await Progress.find(companyId, day);
    if (!at) return;
    const [phase] = at.phases as Evidence.Phase[];
    if (phase === undefined) return finish(at);
    if (!(await step(at, phase))) return;
  }
}

async function step(at: Progress.Progress, phase: Evidence.Phase): Promise<boolean> {
  const { companyId, day, cursor } = at;
  try {
    const page = await Evidence.read(at, { phase, ...(cursor !== "" && { cursor }) });
    await check(companyId, day, phase, page);
    const read = { checked: page.paymentIds.length, lines: page.lines.length, next: page.next };
    return await Progress.advance(at, read);
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    Metric.count("ReconciliationDelayed");
    await Progress.later(at);
    return false;
  }
}

async function finish(at: Progress.Progress): Promise<void> {
  const { companyId, day, checked, lines } = at;
  const { kinds, open } = await Difference.count(companyId, day);
  const done = change(
    Events.ReconciliationFinished(),
    Reconciliations.patch({ companyId, day })
      .set({ status: "DONE", finishedAt: Clock.iso(), checked, lines, kinds })
      .where((a, o) => o.eq(a.status, "RUNNING")),
    again,
  );
  await commit([Progress.ended(at), done], undefined).catch((moved: unknown) => {
    if (!(moved instanceof Replay)) throw moved;
  });
  if (open > 0) Metric.count("DifferencesOpen", open);
}

export async function find(companyId: string, day: string): Promise<Reconciliation | undefined> {
  const { data } = await Reconciliations.get({ companyId, day }).go({ consistent: true });
  return data ?? undefined;
}
