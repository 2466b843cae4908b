/** Form fields as Stripe reads them: `a[b][0][c]=d` is `{ a: { b: [{ c: "d" }] } }`, and `a[]=x` is a list, too. */
import * as z from "zod";
import { invalid } from "./failure.ts";

interface Nested {
  [name: string]: string | Nested;
}

export function nested(form: URLSearchParams): unknown {
  const root: Nested = {};
  for (const [name, value] of form) {
    const path = [
      /^[^[]*/.exec(name)?.[0] ?? "",
      ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, key = ""]) => key),
    ];
    put(root, path, value);
  }
  return listed(root);
}

function put(into: Nested, [first = "", ...rest]: string[], value: string): void {
  const key = first === "" ? String(Object.keys(into).length) : first;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = into[key];
  const next = typeof inner === "object" ? inner : (Object.create(null) as Nested);
  into[key] = next;
  put(next, rest, value);
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function listed(value: string | Nested): unknown {
  if (typeof value === "string") return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const);
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** Like Stripe, refuses what it does not know and says which parameter it was. */
export function understood<S extends z.ZodType>(shape: S, form: URLSearchParams): z.output<S> {
  const parsed = shape.safeParse(nested(form));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String);
  const param = path.map((key, index) => (index === 0 ? key : `[${key}]`)).join("");
  const code = unknown === undefined ? codeOf(issue.message) : "parameter_unknown";
  throw invalid(
    unknown === undefined ? `${param}: ${issue.message}` : `Received unknown parameter: ${param}`,
    {
      code,
      param,
    },
  );
}

/** A shape may name Stripe's own code for what it refuses. */
const codeOf = (message: string): string =>
  /^[a-z_]+$/.test(message)
    ? message
    : message.includes("undefined")
      ? "parameter_missing"
      : "parameter_invalid";

export const Whole = z
  .string()
  .regex(/^-?\d+$/, "parameter_invalid_integer")
  .transform(Number);
/** Stripe takes eight digits. */
export const Amount = Whole.pipe(
  z.int().positive("parameter_invalid_integer").max(99_999_999, "amount_too_large"),
);
export const Currency = z
  .string()
  .regex(/^[a-z]{3}$/i, "invalid_currency")
  .transform((code) => code.toLowerCase());
export const Metadata = z.record(z.string().max(40), z.string().max(500)).default({});
export const Flag = z.enum(["true", "false"]).transform((text) => text === "true");
