/** Headers that the edge itself reads and writes, as components. */
import type { Operation } from "./operations.ts";
import type { Schema } from "./schemas.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: unknown;
}

const text = (description: string, example: string) => ({ description, schema: { type: "string" }, example });

export const headers = {
  "X-Request-Id": text("Names this request in our logs; it is in every problem too.", "JKJaXmPLvHcESHA="),
  ETag: text("The version of what was answered, for If-Match; or its digest, for If-None-Match.", '"3"'),
  "Cache-Control": text("How long the answer may be kept, by anybody.", "public, max-age=300"),
  "Idempotent-Replayed": text(
    "`true` when this is the answer to an earlier request with the same key.",
    "true",
  ),
  "RateLimit-Policy": text("The quota and its window in seconds.", '"user";q=1000;w=60'),
  RateLimit: text("What is left of the quota, and the seconds until it is full again.", '"user";r=994;t=37'),
  "Retry-After": text("Seconds to wait before the request is sent again.", "2"),
  "WWW-Authenticate": text("Bearer, and what is wrong with the token.", 'Bearer error="token.expired"'),
} as const;

const ref = (name: keyof typeof headers) => ({ [name]: { $ref: `#/components/headers/${name}` } });
const always = { ...ref("X-Request-Id"), ...ref("RateLimit"), ...ref("RateLimit-Policy") };

export const ofSuccess = ({ verb }: Operation, hasVersion: boolean) => ({
  ...always,
  ...((hasVersion || verb.cacheSeconds !== undefined) && ref("ETag")),
  ...(verb.cacheSeconds !== undefined && ref("Cache-Control")),
  ...(verb.idempotency !== "none" && ref("Idempotent-Replayed")),
});

export const ofProblem = (status: number) => ({
  ...always,
  ...((status === 429 || status === 503) && ref("Retry-After")),
  ...(status === 401 && ref("WWW-Authenticate")),
});

export function parameters({ verb, takesIfMatch }: Operation): Parameter[] {
  const required = verb.idempotency === "required" || verb.idempotency === "byId";
  const key: Parameter = {
    name: "Idempotency-Key",
    in: "header",
    required,
    description: `Makes a repeat of this request change nothing: the same key, the same body, the same answer.${required ? " Required, as this takes seats or money." : ""}`,
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
    example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
  };
  const match: Parameter = {
    name: "If-Match",
    in: "header",
    required: false,
    description: "The ETag that was read: refused with 412 when somebody changed the thing since.",
    schema: { type: "string" },
    example: '"3"',
  };
  const same: Parameter = {
    name: "If-None-Match",
    in: "header",
    required: false,
    description: "The ETag of what you have: answered 304, without a body, while it is still the same.",
    schema: { type: "string" },
    example: '"9mCBSqK4pBkv3aQ8Zr0yPw"',
  };
  return [
    ...(verb.cacheSeconds === undefined ? [] : [same]),
    ...(verb.idempotency === "none" ? [] : [key]),
    ...(takesIfMatch ? [match] : []),
  ];
}
