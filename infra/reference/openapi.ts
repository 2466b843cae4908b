/** The API as an OpenAPI 3.1 document, made of the verbs' declarations. */
import type { Verb } from "../../domain/verb.ts";
import { TITLES } from "../../functions/problem.ts";
import { exampleOf } from "./examples.ts";
import { headers, type Parameter, parameters } from "./headers.ts";
import type { Operation } from "./operations.ts";
import { PROBLEM, responsesOf } from "./problems.ts";
import { schemasOf, type Components, type Schema } from "./schemas.ts";
import { capital, pascal, plural } from "./words.ts";

export interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}
export type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content?: Content;
}
export interface OpenApi {
  readonly info: { readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Components;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

const JSON_TYPE = "application/json";

export function openApiOf(operations: readonly Operation[], version: string): OpenApi {
  const schemas = schemasOf(operations);
  const { components } = schemas;
  components["Problem"] = PROBLEM;
  const paths: Record<string, Record<string, Described>> = {};
  for (const operation of operations) {
    const described = describe(operation, schemas);
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = described;
  }
  const responses = shared(Object.values(paths).flatMap((methods) => Object.values(methods)));
  const tags = [...new Set(operations.map(({ noun }) => tagOf(noun)))];
  return {
    openapi: "3.1.0",
    info: {
      title: "Holdfast",
      summary: "Bookings and money for businesses that sell time and custom work.",
      description: INTRODUCTION,
      version,
      license: { name: "Proprietary", url: "https://holdfast.example/terms" },
    },
    servers: [{ url: "/", description: "Where this document is served." }],
    security: [{ bearer: [] }],
    tags: tags.map((name) => ({ name, description: `Everything about ${name.toLowerCase()}.` })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).toSorted(byName)),
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "A token of the environment's OpenID Connect issuer.",
        },
      },
      headers,
      responses,
    },
  } as OpenApi;
}

/** What several operations answer alike is said once; they refer to it. */
function shared(operations: readonly Described[]): Record<string, Response> {
  const uses = Map.groupBy(
    operations.flatMap(({ responses }) => Object.entries(responses).map((one) => ({ responses, one }))),
    ({ one: [status, response] }) => `${status} ${JSON.stringify(response)}`,
  );
  const named: Record<string, Response> = {};
  for (const users of uses.values()) {
    const [status, response] = users[0]!.one;
    if (users.length === 1 || !("application/problem+json" in (response.content ?? {}))) continue;
    const title = (TITLES[Number(status)] ?? "Done").replaceAll(/\W+(\w)/g, (_, letter: string) =>
      letter.toUpperCase(),
    );
    const alike = Object.keys(named).filter((name) => name.replace(/\d+$/, "") === title).length;
    const name = alike === 0 ? title : `${title}${alike + 1}`;
    named[name] = response;
    for (const { responses } of users) {
      (responses as Record<string, object>)[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  return named;
}

function describe(operation: Operation, schemas: ReturnType<typeof schemasOf>): Described {
  const { method, verb, noun, summary, description, pathNames } = operation;
  const { path, rest } = schemas.inputOf(operation);
  const inBody = method === "POST" || method === "PATCH" || method === "PUT";
  const fields = Object.entries(rest.properties ?? {});
  const example = (schema: Schema, name: string) => exampleOf(schema, schemas.components, name);
  const parameter = (where: "path" | "query", name: string, schema: Schema): Parameter => ({
    name,
    in: where,
    required: where === "path" || (rest.required ?? []).includes(name),
    schema,
    example: example(schema, name),
  });
  const named = `${pascal(verb.verb)}Request`;
  if (inBody && fields.length > 0) schemas.components[named] = rest;
  return {
    operationId: operation.id,
    summary,
    description: [description, `For ${audience(verb)}.`].filter(Boolean).join("\n\n"),
    tags: [tagOf(noun)],
    security: verb.may.includes("public") ? [] : [{ bearer: [] }],
    parameters: [
      ...pathNames.map((name) => parameter("path", name, path[name] ?? { type: "string" })),
      ...(inBody ? [] : fields.map(([name, schema]) => parameter("query", name, schema))),
      ...parameters(operation),
    ],
    ...(inBody &&
      fields.length > 0 && {
        requestBody: {
          required: (rest.required ?? []).length > 0,
          content: {
            [JSON_TYPE]: { schema: { $ref: `#/components/schemas/${named}` }, example: example(rest, "") },
          },
        },
      }),
    responses: responsesOf(operation, answerOf(operation, schemas)),
  };
}

function answerOf(operation: Operation, schemas: ReturnType<typeof schemasOf>): Content | undefined {
  if (operation.verb.status === 204) return undefined;
  const schema = schemas.answerOf(operation);
  return { [operation.verb.media ?? JSON_TYPE]: { schema, example: exampleOf(schema, schemas.components) } };
}

/** Who may, in words. */
export function audience({ may }: Verb): string {
  if (may.includes("public")) return "anyone, without signing in";
  if (may.includes("user")) return "anyone who is signed in";
  if (may.includes("customer")) return "any customer, for themselves";
  if (may.includes("staff")) return "the company's staff";
  const roles = may.filter((grant) => !["platform", "system"].includes(grant));
  return roles.length > 0 ? `the company's ${roles.map(plural).join(", ")}` : "platform admins";
}

export const tagOf = (noun: string): string => TAGS[noun] ?? capital(plural(noun.replaceAll("_", " ")));
const TAGS: Readonly<Record<string, string>> = {
  audit: "History",
  health: "Health",
  availability: "Storefront",
  catalogue: "Storefront",
  storefront: "Storefront",
};

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);

const INTRODUCTION = `Companies put sessions on sale; customers hold seats, book them and pay.

Errors are problem+json with a stable \`code\`. A POST takes an \`Idempotency-Key\`: repeat a request whose answer was lost
with the same key, and it has happened once. Lists are pages with a \`cursor\`. Money is an integer of minor units with
its currency; instants are UTC.`;
