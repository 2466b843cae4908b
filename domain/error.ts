/**
 * The one error the domain refuses with. `kind` decides the HTTP status in `functions/http.ts`, `code` ("noun.reason")
 * is stable and part of the API, `message` is for people. Anything else that is thrown is a bug and must ring.
 */
export const KINDS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  not_allowed: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unprocessable: 422,
  limited: 429,
  unavailable: 503,
} as const;

export type Kind = keyof typeof KINDS;
/** What a problem says beside these, which are its own: what is called like one of them would never be read. */
type Own = "type" | "title" | "status" | "code" | "detail" | "requestId";
export type Detail = Readonly<Record<string, unknown> & Partial<Record<Own, never>>>;

export class DomainError extends Error {
  readonly kind: Kind;
  readonly code: string;
  readonly detail: Detail;

  constructor(kind: Kind, code: string, message: string, detail: Detail = {}) {
    super(message);
    this.name = "DomainError";
    this.kind = kind;
    this.code = code;
    this.detail = detail;
  }
}

const refusal =
  (kind: Kind) =>
  (code: string, message: string, detail?: Detail): DomainError =>
    new DomainError(kind, code, message, detail);

export const invalid = refusal("invalid");
export const unauthenticated = refusal("unauthenticated");
export const forbidden = refusal("forbidden");
export const conflict = refusal("conflict");
export const stale = refusal("stale");
export const limited = refusal("limited");
export const unprocessable = refusal("unprocessable");
export const unavailable = refusal("unavailable");

/** The same answer for "not there" and "not yours": nothing but the noun may differ. */
export const missing = (noun: string): DomainError =>
  new DomainError("missing", `${noun}.not_found`, `There is no such ${noun.replaceAll("_", " ")}.`);

export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`Impossible: ${why}`);
}
