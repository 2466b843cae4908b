/**
 * Tallies: which changes a company's dashboard has taken, one row for each batch of them, numbered without gaps.
 *
 * A tally is never older than the changes that it took, so whoever reads from the last one back to a change's time sees
 * whether it was taken; and he writes the next number, which is refused to everybody who has not seen all before it. They
 * are kept for longer than the stream remembers anything.
 *
 * A recount is two of them. While it counts the items themselves, the folds beside it write down what they added, so that
 * its end can tell what it saw from what it did not: plainly by time for changes that are old enough, and by the version
 * of the item for the younger.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as Clock from "../clock.ts";
import { again, when, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import { store } from "../table.ts";

const KEPT_SECONDS = 8 * 24 * 3600;

/** What a fold added while a recount was going on. */
export type Beside = {
  readonly item: string;
  readonly version: number;
  readonly at: string;
  readonly counts: readonly (readonly [place: string, count: number])[];
};
export type Counting = { readonly seq: number; readonly since: string };
export type Recount = {
  readonly seq: number;
  /** Every change before this instant was counted. */
  readonly from: string;
  /** No change after this one was. */
  readonly to: string;
};

const Tallies = new Entity(
  {
    model: { entity: "tally", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      seq: { type: "number", required: true, padding: { length: 12, char: "0" } },
      at: { type: "string", required: true },
      /** Whose days are counted. A company that moves to another zone is counted anew. */
      timeZone: { type: "string", required: true },
      took: { type: CustomAttributeType<string[]>("any"), required: true },
      recount: { type: CustomAttributeType<Recount>("any") },
      counting: { type: CustomAttributeType<Counting>("any") },
      beside: { type: CustomAttributeType<Beside[]>("any") },
      /** Of a recount: the versions of the items that had changed lately. */
      saw: { type: CustomAttributeType<Record<string, number>>("any") },
      ttl: { type: "number", required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/TALLIES", casing: "none" },
        sk: { field: "sk", composite: ["seq"], template: "T#${seq}", casing: "none" },
      },
    },
  },
  store,
);
export type Tally = EntityItem<typeof Tallies>;

/** The tally after `last`; another with its number refuses it. What goes on, goes on, unless this says otherwise. */
export const next = (last: Tally | undefined, said: Omit<Tally, "seq" | "ttl">): Tally => ({
  ...(last?.recount && { recount: last.recount }),
  ...(last?.counting && { counting: last.counting }),
  ...said,
  seq: (last?.seq ?? 0) + 1,
  at: [said.at, last?.at ?? ""].toSorted().at(-1)!,
  ttl: Math.floor(Clock.millis() / 1000) + KEPT_SECONDS,
});

export const put = (tally: Tally): Write => when(Tallies.create(tally), again);

/** From the newest back to the last one before the instant. */
export async function since(companyId: string, instant: string): Promise<Tally[]> {
  const found: Tally[] = [];
  const query = Tallies.query.primary({ companyId });
  let cursor: string | null = null;
  do {
    const page: { data: Tally[]; cursor: string | null } = await query.go({
      consistent: true,
      order: "desc",
      limit: found.length === 0 ? 3 : 25,
      cursor,
    });
    found.push(...page.data);
    cursor = page.cursor;
  } while (cursor !== null && found.at(-1)!.at >= instant);
  return found;
}

/** What the recount saw of the items that had changed lately. */
export async function seenBy(companyId: string, { seq }: Recount): Promise<Record<string, number>> {
  const { data } = await Tallies.get({ companyId, seq }).go({ consistent: true });
  assert(data?.saw, "a recount lasts as long as anything can ask for it");
  return data.saw;
}

/** Whether a recount that began at `from` has seen this change in the item that it read. */
export const saw = (
  { item, version, at }: Omit<Beside, "counts">,
  from: string,
  seen: Readonly<Record<string, number>>,
): boolean => at < from || version <= (seen[item] ?? 0);
