/**
 * Terms: what is agreed with whoever books, as one immutable row whose id is the digest of its content.
 *
 * Sessions and bookings carry the id instead of a copy, so a booking keeps what it was made under (BKG-3), costs some
 * thirty bytes for it, and equal terms are one row. A row is written in the commit of the activity that has it and never
 * changes, so what was read once is known for ever. Terms that are the usual ones have no id, no row and no read.
 */
import { CustomAttributeType, Entity } from "electrodb";
import * as z from "zod";
import { DEFAULT_POLICY, Policy } from "../booking/policy.ts";
import { again, when, type Write } from "../commit.ts";
import { assert } from "../error.ts";
import { digest } from "../id.ts";
import { canonical } from "../once.ts";
import { store } from "../table.ts";
import { Question } from "./question.ts";
import { Shown as ShownKind, UnitKind } from "./unit-kind.ts";
import { unique } from "./listed.ts";

export const parts = {
  policy: Policy,
  unitKinds: z
    .array(UnitKind)
    .max(20)
    .refine(unique("unitKindId"), "must have one unitKindId each")
    .refine(accompanied, "may be accompanied by the other unit kinds only")
    .describe("Who may come, at which price. Without any, all spots are alike."),
  questions: z
    .array(Question)
    .max(20)
    .refine(unique("questionId"), "must have one questionId each")
    .describe("What is asked of whoever books."),
  postPaid: z.boolean().describe("Whether attendees are billed after the session."),
};
/** As they are answered. */
export const shown = {
  ...parts,
  unitKinds: z.array(ShownKind),
  questions: z.array(Question),
};
export type Terms = z.output<z.ZodObject<typeof parts>>;

export const DEFAULT_TERMS: Terms = {
  policy: DEFAULT_POLICY,
  unitKinds: [],
  questions: [],
  postPaid: false,
};

const Rows = new Entity(
  {
    model: { entity: "terms", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      termsId: { type: "string", required: true },
      content: { type: CustomAttributeType<Terms>("any"), required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/TERMS", casing: "none" },
        sk: { field: "sk", composite: ["termsId"], template: "${termsId}", casing: "none" },
      },
    },
  },
  store,
);

/** What they are called; nothing, where they are the usual ones. The id says whether there are unit kinds. */
export function idOf(terms: Terms): string | undefined {
  const content = canonical(terms);
  if (content === USUAL) return undefined;
  return `${terms.unitKinds.length > 0 ? WITH_UNITS : "trm_"}${digest(content, 26)}`;
}
const WITH_UNITS = "trm_u_";
/** The terms, if holds under them name their units: known without reading them. */
export const unitsOf = (termsId: string | undefined): string | undefined =>
  termsId?.startsWith(WITH_UNITS) ? termsId : undefined;
const USUAL = canonical(DEFAULT_TERMS);

/** Puts the terms where their id finds them. Putting them again puts the same. */
export function writes(companyId: string, terms: Terms): Write[] {
  const termsId = idOf(terms);
  return termsId === undefined ? [] : [when(Rows.put({ companyId, termsId, content: terms }), again)];
}

/** What has an id; without one, the usual terms. */
export const of = (companyId: string, termsId: string | undefined): Promise<Terms> =>
  termsId === undefined ? Promise.resolve(DEFAULT_TERMS) : get(companyId, termsId);

export async function get(companyId: string, termsId: string): Promise<Terms> {
  const key = `${companyId}/${termsId}`;
  const cached = known.get(key);
  if (cached) return cached;
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
  const read = look(companyId, termsId);
  known.set(key, read);
  read.catch(() => known.delete(key));
  return read;
}

const MOST_KNOWN = 500;
const known = new Map<string, Promise<Terms>>();

async function look(companyId: string, termsId: string): Promise<Terms> {
  const { data } = await Rows.get({ companyId, termsId }).go({ consistent: true });
  assert(data, "terms that something names are there");
  return data.content;
}

function accompanied(kinds: readonly UnitKind[]): boolean {
  const ids = new Set(kinds.map(({ unitKindId }) => unitKindId));
  return kinds.every(({ unitKindId, accompaniedBy = [] }) =>
    accompaniedBy.every((other) => other !== unitKindId && ids.has(other)),
  );
}
