/**
 * The one place that talks to Stripe: form-encoded requests of a pinned version, and answers that mean something.
 *
 * Whatever says nothing of what was asked (no connection, 5xx, too many requests, another request with the same key in
 * progress, our key not accepted) is a GatewayUnreachable: the fact is kept and Stripe is asked again.
 */
import * as z from "zod";
import * as Answers from "../answer.ts";
import { GatewayUnreachable } from "../unreachable.ts";

/** What Stripe's answers look like depends on it; the twin and the official client know the same one. */
export const VERSION = "2026-10-28.endive";

type Value = string | number | boolean | undefined;
type Field = Value | Fields | readonly (Value | Fields)[];
export type Fields = { readonly [name: string]: Field };
export type Answer = { readonly status: number; readonly body: unknown };
export type Api = {
  get(path: string, query?: Fields): Promise<Answer>;
  /** Stripe answers a repeat with the same key as it did the first time, for a day at least. */
  post(path: string, fields: Fields, idempotencyKey: string): Promise<Answer>;
};

const Failure = z.object({
  error: z.object({
    type: z.string(),
    code: z.string().optional(),
    decline_code: z.string().optional(),
    payment_intent: z.object({ id: z.string() }).optional(),
  }),
});
export type Failure = z.infer<typeof Failure>["error"];

export const api = (baseUrl: string, secretKey: string): Api => ({
  get: (path, query = {}) => {
    const text = encoded(query);
    return ask(`${baseUrl}${path}${text && `?${text}`}`, secretKey, { method: "GET" });
  },
  post: (path, fields, idempotencyKey) =>
    ask(`${baseUrl}${path}`, secretKey, { method: "POST", body: encoded(fields), idempotencyKey }),
});

type Question = { method: "GET" } | { method: "POST"; body: string; idempotencyKey: string };

async function ask(url: string, secretKey: string, question: Question): Promise<Answer> {
  const answer = await send(url, secretKey, question);
  if (answer.status === 409) throw unreachable("a request with this key is in progress");
  if (isRefusal(answer)) throw unreachable("the company's key is not accepted");
  return answer;
}

/** Whether Stripe knows the key at all. */
export async function isAccepted(baseUrl: string, secretKey: string): Promise<boolean> {
  const answer = await send(`${baseUrl}/v1/balance`, secretKey, { method: "GET" });
  if (isRefusal(answer)) return false;
  understood(z.object({ object: z.literal("balance") }), answer);
  return true;
}

const isRefusal = ({ status }: Answer): boolean => status === 401 || status === 403;

async function send(url: string, secretKey: string, question: Question): Promise<Answer> {
  const { status, text } = await Answers.to("stripe", url, {
    ...question,
    headers: {
      authorization: `Bearer ${secretKey}`,
      "stripe-version": VERSION,
      ...(question.method === "POST" && {
        "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": question.idempotencyKey,
      }),
    },
  });
  return { status, body: json(text) };
}

/** Nested as Stripe wants it: `line_items[0][price_data][currency]=uah`. */
export function encoded(fields: Fields): string {
  const form = new URLSearchParams();
  const put = (name: string, value: Field): void => {
    if (value === undefined) return;
    if (typeof value !== "object") form.append(name, String(value));
    else for (const [key, inner] of Object.entries(value)) put(`${name}[${key}]`, inner);
  };
  for (const [name, value] of Object.entries(fields)) put(name, value);
  return form.toString();
}

export const understood = <S extends z.ZodType>(shape: S, { body }: Answer): z.output<S> =>
  Answers.understood("stripe", shape, body);

/** Only Stripe's own words are a refusal: a 404 of something in between says nothing about a payment. */
export const failureOf = (answer: Answer): Failure => understood(Failure, answer).error;

/** The word to remember a refusal by. */
export const reasonOf = ({ type, code, decline_code }: Failure): string => decline_code ?? code ?? type;

const unreachable = (why: string): GatewayUnreachable => new GatewayUnreachable("stripe", why);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
