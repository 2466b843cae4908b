/**
 * A difference between a gateway's books and ours, found on a day.
 *
 *   OPEN ──by staff, with a reason──▶ RESOLVED
 *
 * Its id is made of the day and of what differs, so however often a day is reconciled, and by however many at once, it
 * is one row; what staff have resolved stays so.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { change, commit, commitOne, replay, Replay } from "../commit.ts";
import { conflict, missing } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, DifferenceId, digest } from "../id.ts";
import { Money } from "../money.ts";
import * as Page from "../page.ts";
import { stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import { KINDS, SUGGESTIONS, type Finding } from "./comparison.ts";

export const STATUSES = ["OPEN", "RESOLVED"] as const;

export const Differences = new Entity(
  {
    model: { entity: "difference", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      day: { type: "string", required: true },
      differenceId: { type: "string", required: true },
      gateway: { type: "string", required: true },
      kind: { type: KINDS, required: true },
      about: { type: "string", required: true },
      paymentId: { type: "string" },
      ours: { type: CustomAttributeType<Money>("any") },
      theirs: { type: CustomAttributeType<Money>("any") },
      status: { type: STATUSES, required: true },
      foundAt: { type: "string", required: true },
      resolvedBecause: { type: "string" },
      resolvedAt: { type: "string" },
      /** The company, while it is open: what makes the index sparse. */
      openOf: { type: "string" },
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
        sk: {
          field: "sk",
          composite: ["differenceId"],
          template: "DIFFERENCE#${differenceId}",
          casing: "none",
        },
      },
      open: {
        index: "byTime",
        pk: { field: "byTimePk", composite: ["openOf"], template: "C#${openOf}/DIFFERENCES", casing: "none" },
        sk: {
          field: "byTimeSk",
          composite: ["foundAt", "differenceId"],
          template: "${foundAt}#${differenceId}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Difference = EntityItem<typeof Differences>;

export const View = z.object({
  differenceId: DifferenceId,
  day: z.string(),
  gateway: z.string(),
  kind: z.enum(KINDS),
  about: z.string(),
  paymentId: z.string().optional(),
  ours: Money.optional(),
  theirs: Money.optional(),
  suggestion: z.string(),
  status: z.enum(STATUSES),
  foundAt: z.string(),
  resolvedBecause: z.string().optional(),
  resolvedAt: z.string().optional(),
});
const viewOf = (row: Difference): z.infer<typeof View> =>
  View.parse({ ...row, suggestion: SUGGESTIONS[row.kind] });
const shown = (page: Page.Page<Difference>) => ({ ...page, items: page.items.map(viewOf) });

/** Keeps it; one that is known already is left as it is. */
export async function keep(companyId: string, day: string, found: Finding): Promise<void> {
  const { kind, about, gateway, paymentId, ours, theirs } = found;
  const row: Difference = {
    companyId,
    day,
    differenceId: `dif_${digest([companyId, day, gateway, kind, about].join("\n"), 26)}`,
    gateway,
    kind,
    about,
    status: "OPEN",
    foundAt: Clock.iso(),
    openOf: companyId,
    ...(paymentId !== undefined && { paymentId }),
    ...(ours && { ours }),
    ...(theirs && { theirs }),
  };
  const write = change(Events.DifferenceFound({ reason: kind }), Differences.create(row), () =>
    replay(undefined),
  );
  await commitOne(write).catch((known: unknown) => {
    if (!(known instanceof Replay)) throw known;
  });
}

const READERS = ["owner", "admin", "manager"] as const;

export const list = verb({
  name: "difference.list",
  may: READERS,
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(View),
  run: async ({ companyId, ...asked }) =>
    shown(await Page.read(Differences.query.open({ openOf: companyId }), asked, `${companyId}/differences`)),
});

export const ofDay = verb({
  name: "difference.of_day",
  may: READERS,
  input: z.strictObject({ companyId: CompanyId, day: z.iso.date(), ...Page.asked }),
  output: Page.of(View),
  run: async ({ companyId, day, ...asked }) =>
    shown(
      await Page.read(
        Differences.query.primary({ companyId, day }),
        asked,
        `${companyId}/differences/${day}`,
      ),
    ),
});

export const resolve = verb({
  name: "difference.resolve",
  may: READERS,
  idempotency: "accepted",
  input: z.strictObject({
    companyId: CompanyId,
    day: z.iso.date(),
    differenceId: DifferenceId,
    reason: Text.Reason,
  }),
  output: View,
  async run({ reason, ...key }) {
    const row = await get(key);
    const done = { status: "RESOLVED" as const, resolvedBecause: reason, resolvedAt: Clock.iso() };
    const write = change(
      Events.DifferenceResolved({ reason }),
      Differences.patch(key)
        .set(done)
        .remove(["openOf"])
        .where((a, o) => o.eq(a.status, "OPEN")),
      () => conflict("difference.already_resolved", "Somebody has resolved this difference already."),
    );
    return commit([write], viewOf({ ...row, ...done }));
  },
});

async function get(key: { companyId: string; day: string; differenceId: string }): Promise<Difference> {
  const { data } = await Differences.get(key).go({ consistent: true });
  return data ?? Promise.reject(missing("difference"));
}

/** How many of each kind a day has, and how many of all are open. */
export async function count(companyId: string, day: string) {
  const kinds: Record<string, number> = {};
  let open = 0;
  for await (const { kind, status } of Page.each(Differences.query.primary({ companyId, day }))) {
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (status === "OPEN") open += 1;
  }
  return { kinds, open };
}
