/** Requests of every temper, made from what a verb's schema asks for: valid, nearly valid, and meant to hurt. */
import * as fc from "fast-check";
import * as z from "zod";
import type { Asked, Route } from "./front-door.ts";

type Json = {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Json>;
  required?: string[];
  items?: Json;
  minItems?: number;
  anyOf?: Json[];
  oneOf?: Json[];
  const?: unknown;
};
/** Ids by the name of their field, the caller's and others', and cursors of all kinds of lists. */
export type Loot = { ids: Record<string, readonly string[]>; cursors: readonly string[] };

const HOSTILE_TEXTS = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud83c\udf89".repeat(30),
  "\ud83c",
  "\udf89x",
  "\u202etfel",
  "e\u0301".repeat(50),
  "ﷺ".repeat(40),
  "null",
  "undefined",
  "NaN",
  "-0",
  "1e309",
  "true",
  "[object Object]",
  "__proto__",
  "constructor",
  "' OR '1'='1' --",
  '"; DROP TABLE bookings; --',
  "${7*7}{{7*7}}<%= 7*7 %>#{7*7}",
  "$where: sleep(1)",
  "attribute_exists(pk)",
  ":pk AND begins_with(pk, :c)",
  "C#cmp_0/SESSION#ses_0",
  "../../etc/passwd",
  "..%2f..%2f",
  "<script>alert(1)</script>",
  "javascript:alert(1)",
  "http://169.254.169.254/latest/meta-data/",
  "%00%ff%c0%ae",
  "\r\nset-cookie: a=b",
  "9999-12-31T23:59:59.999Z",
  "0000-01-01T00:00:00+23:59",
  "2026-02-30T00:00:00Z",
  "x".repeat(3000),
];
const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);
const hostileNumber = fc.oneof(
  fc.constantFrom(-1, 0, -0, 0.1, 1.5, 41, 2 ** 31, 2 ** 53, 2 ** 53 + 2, 1e21, 1e308, -1e308, 5e-324),
  fc.double(),
);
const deep = fc.integer({ min: 1, max: 2000 }).map((depth) => {
  let nested: unknown = 1;
  for (let level = 0; level < depth; level++) nested = level % 2 ? { a: nested } : [nested];
  return nested;
});
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], { toString: 1, valueOf: null }) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const KNOWN: Record<string, readonly string[]> = {
  timeZone: ["Europe/Kyiv", "UTC", "America/Argentina/Buenos_Aires"],
  currency: ["UAH", "JPY", "KWD"],
  locale: ["uk-UA", "en"],
  gateway: ["sandbox"],
  unread: ["true", "false"],
};

function text(name: string, { format, pattern, minLength = 0, maxLength = 100 }: Json, loot: Loot) {
  const known = loot.ids[name] ?? KNOWN[name] ?? (name === "cursor" ? loot.cursors : undefined);
  if (known && known.length > 0) return fc.constantFrom(...known);
  if (format === "date-time") {
    return fc
      .integer({ min: -10, max: 800 * 24 })
      .map((hours) => new Date(Date.now() + hours * 3600_000).toISOString());
  }
  if (format === "date") return fc.constantFrom(new Date().toISOString().slice(0, 10), "2026-05-01");
  if (format === "uri") return fc.webUrl();
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  // Whatever people may write, somebody will.
  const written = fc.oneof(hostileText, fc.string({ minLength: Math.max(1, minLength) }));
  return written.map((anything) => anything.slice(0, maxLength));
}

function valid(name: string, schema: Json, loot: Loot): fc.Arbitrary<unknown> {
  const { type, minimum = 1, maximum = 100, properties } = schema;
  const { items, minItems = 0, anyOf, oneOf } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = (anyOf ?? oneOf ?? []).map((one) => valid(name, one, loot));
  if (either.length > 0) return fc.oneof(...either);
  if (items) return fc.array(valid(name, items, loot), { minLength: minItems, maxLength: minItems + 2 });
  if (type === "null") return fc.constant(null);
  if (type === "integer" || type === "number") {
    return fc.oneof(
      fc.integer({ min: minimum, max: Math.min(maximum, 50) }),
      fc.constantFrom(minimum, maximum),
    );
  }
  if (type === "boolean") return fc.boolean();
  if (properties) return object(schema, loot, 12);
  return text(name, schema, loot);
}

/** Each field valid most of the time, else absent or hostile; a higher `honesty` makes fewer of these. */
function object({ properties = {}, required = [] }: Json, loot: Loot, honesty: number) {
  const field = ([name, schema]: [string, Json]) =>
    [
      name,
      fc.oneof(
        { weight: honesty, arbitrary: valid(name, schema, loot) },
        { weight: 1, arbitrary: hostile },
        { weight: required.includes(name) ? 1 : 2 * honesty, arbitrary: fc.constant(ABSENT) },
      ),
    ] as const;
  return fc
    .record(Object.fromEntries(Object.entries(properties).map(field)))
    .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ABSENT)));
}
const ABSENT = Symbol("absent");

const extra = (honesty: number) =>
  fc.oneof(
    { weight: honesty, arbitrary: fc.constant("") },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '"__proto__":{"may":["public"]}',
        '"constructor":{"prototype":{}}',
        '"companyId":"cmp_0"',
        '"kind":"system"',
        '"":1',
        '"status":"CONFIRMED"',
        '"\\u0000":"\\ud800"',
      ),
    },
  );
const malformed = fc.oneof(
  fc.constantFrom(
    "",
    "{",
    "null",
    "[]",
    '"x"',
    "\ufeff{}",
    '{"a":1}{"b":2}',
    "{'a':1}",
    '{"a":NaN}',
    "\u0000",
  ),
  fc.constantFrom("[".repeat(60_000), `{"a":"${"x".repeat(66_000)}"}`, '{"a":'.repeat(9000)),
  fc.string({ unit: "binary", maxLength: 300 }),
);

const header = (usual: fc.Arbitrary<string>, odd: readonly string[], honesty: number) =>
  fc.oneof(
    { weight: honesty, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
const headers = (honesty: number) =>
  fc
    .record({
      "idempotency-key": header(
        fc.uuid(),
        ["", '""', "k", "k,k", "k".repeat(256), "ключ", "a b", "\u0000"],
        2 * honesty,
      ),
      "if-match": fc.oneof(
        { weight: 3 * honesty, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: fc.constantFrom('"1"', '"2"', "*") },
        {
          weight: 1,
          arbitrary: fc.constantFrom("", "1", 'W/"1"', '"1","2"', `"${"9".repeat(400)}"`, "\u0000"),
        },
      ),
      "content-type": header(
        fc.constant("application/json"),
        ["text/html", "multipart/form-data", "application/json; charset=utf-7", "\u0000", ""],
        6,
      ),
      accept: fc.constantFrom(undefined, "*/*", "text/html", "../"),
      "x-forwarded-for": fc.constantFrom(undefined, "127.0.0.1", "' OR 1=1"),
      "x-user-id": fc.constantFrom(undefined, "usr_root"),
    })
    .map(
      (given) =>
        Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<
          string,
          string
        >,
    );

/** As API Gateway hands a query over: text, the last word of it. */
const asText = (value: unknown): string =>
  typeof value === "string" ? value.toWellFormed() : (JSON.stringify(value) ?? "");

const texts = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asText(value)]));

export const requestTo = (route: Route, loot: Loot): fc.Arbitrary<Asked> =>
  fc.oneof(
    { weight: 4, arbitrary: request(route, loot, 150) },
    { weight: 4, arbitrary: request(route, loot, 10) },
    { weight: 2, arbitrary: request(route, loot, 1) },
  );

function request({ key, verb, parameters }: Route, loot: Loot, honesty: number): fc.Arbitrary<Asked> {
  const { properties = {}, required = [] } = z.toJSONSchema(verb.input, {
    io: "input",
    unrepresentable: "any",
  }) as Json;
  const given = Object.entries(properties).filter(([name]) => !parameters.includes(name));
  const named = parameters.map((name) => [name, properties[name] ?? {}] as const);
  const hasBody = /^(POST|PATCH|PUT)/.test(key);
  return fc
    .record({
      path: object({ properties: Object.fromEntries(named), required: [...parameters] }, loot, 3 * honesty),
      fields: object({ properties: Object.fromEntries(given), required }, loot, honesty),
      extra: extra(honesty),
      headers: headers(honesty),
      malformed: fc.oneof(
        { weight: honesty, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: malformed },
      ),
      base64: fc.oneof(
        { weight: 6, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    })
    .map(({ path, fields, extra: more, malformed: raw, ...rest }): Asked => {
      const json = JSON.stringify(fields);
      const body = more ? `${json.slice(0, -1)}${json === "{}" ? "" : ","}${more}}` : json;
      return {
        ...rest,
        // API Gateway has matched the route, so no parameter is absent or empty.
        path: { ...Object.fromEntries(parameters.map((name) => [name, "-"])), ...texts(path) },
        ...(hasBody ? { raw: raw ?? body } : { query: texts(fields), ...(raw !== undefined && { raw }) }),
      };
    });
}
