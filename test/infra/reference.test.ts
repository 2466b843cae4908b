import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { errorsPage } from "../../infra/docs.ts";
import { readRoutes } from "../../infra/routes.ts";
import { clientFile, writtenClient } from "../../infra/reference/client.ts";
import { openApiOf, type Described, type OpenApi } from "../../infra/reference/openapi.ts";
import { readOperations, type Operation } from "../../infra/reference/operations.ts";
import { describeApi, describeErrors } from "../../infra/reference/reference.ts";

let api: OpenApi;
let operations: readonly Operation[];
beforeAll(async () => {
  ({ operations } = await readOperations());
  api = openApiOf(operations, "test");
}, 60_000);

const copy = () =>
  structuredClone(api) as unknown as { paths: Record<string, Record<string, { responses: object }>> };
const codes = (name: string) =>
  operations.find(({ verb }) => verb.verb === name)?.problems.map(({ code }) => code) ?? [];
const described = ({ path, method }: Operation): Described => api.paths[path]![method.toLowerCase()]!;

async function redocly(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const source = JSON.stringify(document);
  const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}
const schemaOf31 = async (document: object) =>
  (await new Validator().validate(structuredClone(document) as Record<string, unknown>)).valid;

type Json = {
  type?: string;
  pattern?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Json>;
  items?: Json;
  anyOf?: Json[];
  oneOf?: Json[];
};
/** Codes, names of gateways and zones, rules, cursors: found or not, and shown to nobody. */
const READ_BY_RULE = [
  "code",
  "cursor",
  "dtstart",
  "embedKey",
  "entity",
  "exdates",
  "gateway",
  "locale",
  "rdates",
  "rrule",
  "slug",
  "timeZone",
  "unread",
];

describe("/openapi.json", () => {
  it("API-1 is clean under two linters, which both see what is wrong", async () => {
    expect(await redocly(api)).toEqual([]);
    expect(await schemaOf31(api)).toBe(true);
    const broken = copy();
    for (const one of Object.values(broken.paths["/v1/health"]!)) one.responses = { 200: {} };
    expect(await redocly(broken)).not.toEqual([]);
    expect(await schemaOf31(broken)).toBe(false);
  });

  it("API-1 has every route that is deployed, and no other", async () => {
    const { api: deployed } = await readRoutes();
    const keys = Array.from(deployed.values()).flatMap((routes) => routes.map(({ key }) => key));
    const shown = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const [heads, others] = [true, false].map((head) =>
      keys.filter((key) => key.startsWith("HEAD ") === head),
    );
    expect(shown.toSorted()).toEqual(others!.toSorted());
    const kept = operations.filter(
      ({ verb }) => verb.cacheSeconds !== undefined && verb.may.includes("public"),
    );
    expect(heads!.toSorted(), "asked for by whoever keeps them").toEqual(
      kept.map(({ path }) => `HEAD ${path}`).toSorted(),
    );
  });

  it("API-1 has examples that the verbs themselves take and give", () => {
    for (const operation of operations) {
      const { parameters, requestBody, responses } = described(operation);
      const asked = parameters
        .filter(({ in: where }) => where !== "header")
        .map(({ name, example }) => [name, example]);
      const body = Object.values(requestBody?.content ?? {})[0]?.example as object | undefined;
      const input = { ...(Object.fromEntries(asked) as object), ...body };
      expect(operation.verb.input.safeParse(input).error, operation.verb.verb).toBe(undefined);
      const answer = Object.values(responses[String(operation.verb.status)]?.content ?? {})[0]?.example;
      if (operation.verb.status === 204) continue;
      expect(operation.verb.output.safeParse(answer).error, operation.verb.verb).toBe(undefined);
    }
  });

  it("API-1 says of every text that is sent what it may hold, or it is read by a rule of its own", () => {
    const free = new Set<string>();
    const look = (schema: Json, name: string): void => {
      const { type, pattern, format, properties = {}, items, anyOf = [], oneOf = [] } = schema;
      for (const [field, part] of Object.entries(properties)) look(part, field);
      for (const part of [...anyOf, ...oneOf]) look(part, name);
      if (items) look(items, name);
      const bound = [pattern, format, schema.enum, schema.const].some((rule) => rule !== undefined);
      if (type === "string" && !bound) free.add(name);
    };
    for (const { verb } of operations)
      look(z.toJSONSchema(verb.input, { io: "input", unrepresentable: "any" }) as Json, "");
    expect(Array.from(free).toSorted()).toEqual(READ_BY_RULE);
  });

  it("API-1 says who needs a token, a key or a version, as the verbs have it", () => {
    for (const operation of operations) {
      const { verb, takesIfMatch } = operation;
      const { parameters, security } = described(operation);
      expect(security.length === 0, verb.verb).toBe(verb.may.includes("public"));
      const key = parameters.find(({ name }) => name === "Idempotency-Key");
      expect(key?.required, verb.verb).toBe(
        verb.idempotency === "none" ? undefined : verb.idempotency !== "accepted",
      );
      expect(parameters.some(({ name }) => name === "If-Match")).toBe(takesIfMatch);
    }
    expect(operations.filter(({ takesIfMatch }) => takesIfMatch).map(({ verb }) => verb.verb)).toContain(
      "booking.cancel",
    );
  });

  it("API-1 knows by what a verb may refuse, from its own code and from what it calls", () => {
    expect(codes("hold.place")).toEqual(
      expect.arrayContaining([
        "session.sold_out",
        "hold.spots_out_of_range",
        "idempotency.key_missing",
        "token.expired",
      ]),
    );
    expect(codes("booking.book")).toEqual(
      expect.arrayContaining([
        "hold.expired",
        "gateway.unknown",
        "booking.already_booked",
        "request.rate_limited",
      ]),
    );
    expect(codes("storefront.company")).not.toContain("token.missing");
    expect(codes("activity.edit")).toContain("activity.changed_meanwhile");
    expect(codes("session.show")).not.toContain("idempotency.key_reused");
  });
});

describe("what is written from it", () => {
  it("/docs runs nothing and fetches nothing", async () => {
    const page = (await describeApi())["docs.html"]!;
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(| on\w+=| style=/i);
    expect(page.match(/(?:src|href)="(?!#|\/openapi\.json)[^"]*"/g)).toBe(null);
    for (const { verb } of operations) expect(page).toContain(`id="${verb.verb}"`);
  });

  it("docs/errors.md and the client are current: run `npm run docs` after a change", async () => {
    expect(readFileSync(errorsPage, "utf8")).toBe(await describeErrors());
    expect(readFileSync(clientFile, "utf8")).toBe(await writtenClient());
  }, 60_000);
});
