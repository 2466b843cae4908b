/**
 * The verbs' own zod schemas as JSON Schema. What several verbs answer is one component, named after the noun of the first;
 * what one verb takes is named after the verb.
 */
import * as z from "zod";
import { Money, Price } from "../../domain/money.ts";
import type { Operation } from "./operations.ts";
import { pascal } from "./words.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}
export type Components = Record<string, Schema>;

/** What is answered only here, by the verb that answers it. */
const VIEWS: Readonly<Record<string, string>> = {
  "audit.history": "AuditEntry",
  "audit.verify": "Verification",
  "booking.book": "BookingWithPayment",
  "booking.cancel": "CancelledBooking",
  "booking.get": "BookingInFull",
  "booking.history": "AuditEntry",
  "booking.list_day": "RosterEntry",
  "booking.list_mine": "ListedBooking",
  "booking.list_of_customer": "ListedBooking",
  "booking.list_roster": "RosterEntry",
  "member.companies_of_me": "Workplace",
  "notification.read_all": "ReadCount",
  "notification.unread_count": "UnreadCount",
  "schedule.list_versions": "ScheduleVersion",
  "schedule.preview": "ScheduleEffect",
  "session.show": "SessionInFull",
  "slot.preview": "SlotDates",
  "storefront.activities": "PublicActivity",
  "storefront.company": "PublicCompany",
  "storefront.sessions": "PublicSession",
};

export const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const nameOf = ({ $ref = "" }: Schema): string => $ref.slice("#/components/schemas/".length);

export function schemasOf(operations: readonly Operation[]) {
  const registry = z.registry<{ id: string }>().add(Money, { id: "Money" }).add(Price, { id: "Price" });
  const taken = new Set(["Money", "Price", "Problem"]);
  const pages = new Map<z.ZodType, string>();
  const give = (schema: z.ZodType, wished: string, otherwise: string): string => {
    const known = registry.get(schema)?.id;
    if (known !== undefined) return known;
    const id = taken.has(wished) ? otherwise : wished;
    if (taken.has(id)) throw new Error(`Two schemas would be called ${id}.`);
    taken.add(id);
    registry.add(schema, { id });
    return id;
  };
  const answers = operations.filter(({ verb }) => verb.status !== 204);
  const uses = (one: Operation): number =>
    answers.filter((other) => answered(other) === answered(one)).length;
  // What is answered most often is the thing itself; the others are views of it.
  for (const operation of answers.toSorted((one, other) => uses(other) - uses(one))) {
    const { verb, noun } = operation;
    const special = VIEWS[verb.verb];
    const name = give(answered(operation), special ?? pascal(noun), pascal(verb.verb));
    if (itemOf(verb.output)) pages.set(verb.output, `${name}Page`);
  }
  const components: Components = {};
  const convert = (schema: z.ZodType, io: "input" | "output"): Schema => {
    const { properties, $defs = {} } = tidied(
      z.toJSONSchema(z.object({ it: schema }), { metadata: registry, io, override: spoken }) as Raw,
      io,
    );
    for (const [name, definition] of Object.entries($defs)) add(components, name, definition);
    return properties!["it"]!;
  };
  return {
    components,
    answerOf({ verb }: Operation): Schema {
      const schema = convert(verb.output, "output");
      const page = pages.get(verb.output);
      if (page === undefined) return schema;
      add(components, page, schema);
      return refTo(page);
    },
    /** What goes in, without what stands in the path. */
    inputOf({ verb, pathNames }: Operation): { path: Components; rest: Schema } {
      const { properties = {}, required = [], ...about } = convert(verb.input, "input");
      const entries = Object.entries(properties);
      const inPath = (name: string): boolean => pathNames.includes(name);
      return {
        path: Object.fromEntries(entries.filter(([name]) => inPath(name))),
        rest: {
          ...about,
          properties: Object.fromEntries(entries.filter(([name]) => !inPath(name))),
          ...(required.some((name) => !inPath(name)) && {
            required: required.filter((name) => !inPath(name)),
          }),
        },
      };
    },
  };
}

/** What it answers with, or with a page of. */
const answered = ({ verb }: Operation): z.ZodType => itemOf(verb.output) ?? verb.output;

/** The items of a page. */
function itemOf(output: z.ZodType): z.ZodType | undefined {
  if (!(output instanceof z.ZodObject)) return undefined;
  const { items, cursor } = output.shape as Record<string, z.ZodType | undefined>;
  return cursor && items instanceof z.ZodArray ? (items.element as z.ZodType) : undefined;
}

type Raw = Schema & { readonly $defs?: Components };

/** As zod has it, but for what an API description says otherwise. */
function tidied(schema: Raw, io: "input" | "output"): Raw {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === "$schema" || key === "id") return typeof value === "string" ? undefined : value;
    // An answer may grow a field; a request may not.
    if (key === "additionalProperties" && value === false && io === "output") return undefined;
    if (isNumber(value) && (key === "minimum" || key === "maximum") && !between(value)) return undefined;
    // The format says it, and the exact rule fills half a page.
    if (key === "pattern" && String(value).includes("[2468][048]")) return undefined;
    return key === "$ref" ? String(value).replace("#/$defs/", "#/components/schemas/") : value;
  });
  return JSON.parse(text) as Raw;
}
const isNumber = (value: unknown): value is number => typeof value === "number";
const between = (value: number): boolean => Math.abs(value) < Number.MAX_SAFE_INTEGER;

/** Names tell what texts are: `…At` is an instant. What is written beside a schema comes along. */
const spoken: NonNullable<z.core.ToJSONSchemaParams["override"]> = ({ zodSchema, jsonSchema, path }) => {
  const { description, examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (description !== undefined) jsonSchema.description = description;
  if (Array.isArray(examples)) jsonSchema.examples = examples;
  if (jsonSchema.type === "string" && /[a-z]At$/.test(String(path.at(-1)))) jsonSchema.format ??= "date-time";
};

function add(components: Components, name: string, schema: Schema): void {
  const known = components[name];
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`${name} is two things.`);
  components[name] = schema;
}
