/** What can be wrong with an answer, whatever was asked. */
import type { Verb } from "../../domain/verb.ts";

type Answer = {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  body: Record<string, unknown> | undefined;
};

const STACK = /\n\s+at |\\n\s+at |\.[mt]s:\d+:\d+|node_modules|(?:Type|Range|Syntax|Zod|Electro)Error/;

export function faultsOf({ status, output, media }: Verb, answer: Answer, marker: string): string[] {
  const { body, text } = answer;
  const refusal = answer.status >= 400;
  const code = body?.code;
  return Object.entries({
    "a bug or a failure": answer.status >= 500 || answer.status < 200,
    "a stack trace": STACK.test(text),
    "foreign data": text.includes(marker) || JSON.stringify(answer.headers).includes(marker),
    "no request id": typeof answer.headers["x-request-id"] !== "string",
    "no problem+json": refusal && answer.headers["content-type"] !== "application/problem+json",
    "no code": refusal && !(typeof code === "string" && /^[a-z_]+\.[a-z_]+$/.test(code)),
    "another type than its code": refusal && body?.type !== `urn:holdfast:problem:${String(code)}`,
    "another status than declared": !refusal && answer.status !== status,
    "not what the schema promises": !refusal && !output.safeParse(media ? text : body).success,
  }).flatMap(([fault, is]) => (is ? [fault] : []));
}
