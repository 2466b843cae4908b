/**
 * When a company's next day is reconciled: in the small hours, when its last payments are certain and gateways have closed
 * their books. One row per company, made with it; a day that was missed is made up for before the next.
 */
import { Entity } from "electrodb";
import * as Clock from "../clock.ts";
import { again, commit, replay, Replay, when, type Write } from "../commit.ts";
import { digest, unpackPair } from "../id.ts";
import { due, dueAttributes, store } from "../table.ts";

export const Plans = new Entity(
  {
    model: { entity: "reconciliationPlan", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      /** The day that is next. */
      day: { type: "string", required: true },
      ...dueAttributes,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}", casing: "none" },
        sk: { field: "sk", composite: [], template: "RECONCILIATION", casing: "none" },
      },
    },
  },
  store,
);

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** After the end of the day: companies one after another, over two hours. */
const SPREAD_MINUTES = 120;

function planned(companyId: string, day: string) {
  const minutes = unpackPair(digest(companyId, 2)) % SPREAD_MINUTES;
  const at = Date.parse(day) + DAY_MS + 3 * HOUR_MS + minutes * 60_000;
  return { companyId, day, ...due(companyId, new Date(at).toISOString()) };
}

/** For a company that opens now. */
export const first = (companyId: string): Write =>
  when(Plans.create(planned(companyId, Clock.iso().slice(0, 10))), again);

/** Plans the day after this one, unless somebody has. */
export async function move({ companyId, day: before }: { companyId: string; day: string }): Promise<void> {
  const { day, duePk, dueSk } = planned(companyId, dayAfter(before));
  const write = when(
    Plans.patch({ companyId })
      .set({ day, duePk, dueSk })
      .where((a, o) => o.eq(a.day, before)),
    () => replay(undefined),
  );
  await commit([write], undefined).catch((moved: unknown) => {
    if (!(moved instanceof Replay)) throw moved;
  });
}

/** What is due of a company. */
export async function isDue(companyId: string): Promise<{ companyId: string; day: string } | undefined> {
  const { data: plan } = await Plans.get({ companyId }).go({ consistent: true });
  return plan && (plan.dueSk ?? "") <= Clock.iso() ? plan : undefined;
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
