/** Examples made from the schemas: each fits its schema, and fields of one name have one value everywhere. */
import type { Components, Schema } from "./schemas.ts";
import { nameOf } from "./schemas.ts";

const ULID = "01KAJ6V5B0X8M3Q9T2R7WDNE4H";
const SESSION = `${ULID}01`;
const HOLD = `${SESSION}007K2M9QXW4B6TDE8N`;
const DAY = "2027-05-04";

const KNOWN: Readonly<Record<string, unknown>> = {
  name: "Lviv Climbing",
  slug: "lviv-climbing",
  timeZone: "Europe/Kyiv",
  currency: "UAH",
  locale: "uk-UA",
  activityName: "Bouldering",
  description: "For everybody, shoes included.",
  email: "ada@example.com",
  amount: 45_000,
  capacity: 8,
  seatsLeft: 5,
  durationMinutes: 60,
  cutOffMinutes: 30,
  holdMinutes: 10,
  spots: 2,
  minSpots: 1,
  maxSpots: 4,
  expiresInSeconds: 600,
  version: 3,
  limit: 20,
  latencyMs: 4,
  startsAt: `${DAY}T15:00:00.000Z`,
  endsAt: `${DAY}T16:00:00.000Z`,
  closesAt: `${DAY}T14:30:00.000Z`,
  from: `${DAY}T00:00:00.000Z`,
  to: "2027-05-11T00:00:00.000Z",
  day: DAY,
  startTime: "18:30",
  rrule: "FREQ=WEEKLY;BYDAY=TU,TH",
  gateway: "sandbox",
  returnUrl: "https://shop.example/thanks",
  embedder: "https://shop.example",
  reason: "I am ill.",
  sessionId: `ses_${SESSION}`,
  holdId: `hold_${HOLD}`,
  bookingId: `bkg_${HOLD.slice(0, 44)}`,
  userId: `usr_${ULID}`,
  ownerId: `usr_${ULID}`,
  subject: `bkg_${HOLD.slice(0, 44)}`,
  checkoutUrl: `https://pay.example/checkout/${ULID}`,
  requestId: "JKJaXmPLvHcESHA=",
  cursor: "eyJwayI6IuKApiJ9.5f1d7a84",
  unread: "true",
  type: "booking.confirmed",
  command: "booking.book",
};

export function exampleOf(schema: Schema, components: Components, name = ""): unknown {
  if (schema.$ref !== undefined) return exampleOf(components[nameOf(schema)] ?? {}, components, name);
  if (schema.examples) return schema.examples[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(choice, components, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.items) return [exampleOf(schema.items, components, singular(name))];
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    return Object.fromEntries(entries.map(([key, part]) => [key, exampleOf(part, components, key)]));
  }
  const known = KNOWN[name];
  if (known !== undefined && fits(known, schema)) return known;
  return made(schema, name);
}

function made({ type, format, pattern, minimum, exclusiveMinimum }: Schema, name: string): unknown {
  if (type === "integer" || type === "number") return minimum ?? (exclusiveMinimum ?? 0) + 1;
  if (type === "boolean") return true;
  if (type === "object") return {};
  if (type !== "string") return null;
  if (format === "date-time") return "2027-04-30T09:12:45.000Z";
  if (format === "date") return DAY;
  if (format === "uri") return "https://shop.example/";
  const prefix = /^\^([a-z]+)_\[/.exec(pattern ?? "")?.[1];
  if (prefix !== undefined) return `${prefix}_${ULID}`;
  return name.endsWith("Id") ? `${name.slice(0, 3)}_${ULID}` : name || "text";
}

const fits = (value: unknown, { type, format, pattern }: Schema): boolean =>
  (format !== "date" || /^\d{4}-\d\d-\d\d$/.test(String(value))) &&
  (type === undefined || type === (typeof value === "number" ? "integer" : typeof value)) &&
  (pattern === undefined || new RegExp(pattern).test(String(value)));

const singular = (name: string): string => name.replace(/s$/, "");
