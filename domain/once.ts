/**
 * What was answered to an Idempotency-Key: one row per company, person, verb and key, written in the transaction of the
 * effect itself, kept for 48 hours. There is no "in progress" state and no lease: either the effect is there with its
 * answer, or neither is.
 */
import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as Actor from "./actor.ts";
import * as Clock from "./clock.ts";
import { DomainError, KINDS, unprocessable, type Kind } from "./error.ts";
import { digest } from "./id.ts";
import { send, type Item, type Prepared } from "./send.ts";
import { reader, TABLE } from "./table.ts";

const KEPT_SECONDS = 48 * 3600;
const SK = "ONCE";

export type Remembered =
  | { kind: "final" | "progress"; answer: unknown }
  | { kind: "refusal"; answer: z.infer<typeof Refused> };
const Refused = z.object({
  kind: z.enum(Object.keys(KINDS) as [Kind, ...Kind[]]),
  code: z.string(),
  message: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

/** The refusal of a row that remembers: carried out of `send` as an error so that position decides as for any other. */
class Known extends Error {
  readonly row: Item;
  constructor(row: Item) {
    super("This key was used before.");
    this.row = row;
  }
}

export function pinOf(scope: { companyId: string; command: string; key: string; input: unknown }): Actor.Pin {
  const { userId, kind } = Actor.current();
  const principal = userId ?? kind;
  const name = digest([scope.companyId, principal, scope.command, scope.key].join("\n"), 32);
  return { pk: `C#${scope.companyId}/ONCE#${name}`, fingerprint: fingerprint(scope.input), written: false };
}

/** The same for inputs that mean the same: keys are sorted, undefined is absent. */
export function fingerprint(input: unknown): string {
  return createHash("sha256").update(canonical(input)).digest("base64url").slice(0, 22);
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(",")}}`;
}

/** The put that remembers; a later step of the same request replaces what an earlier one put. */
export function remember(pin: Actor.Pin, answer: unknown, kind: Remembered["kind"]): Prepared {
  const row = {
    pk: pin.pk,
    sk: SK,
    fingerprint: pin.fingerprint,
    kind,
    // Half the bytes, so that an answer of the usual size costs one write unit and not two.
    answer: deflateRawSync(JSON.stringify(answer ?? null)),
  };
  const ttl = Math.floor(Clock.millis() / 1000) + KEPT_SECONDS;
  return {
    commitId: "",
    refuse: (old) => new Known(old ?? row),
    params: {
      TableName: TABLE,
      Item: { ...row, ttl },
      ConditionExpression: pin.written ? "kind = :progress" : "attribute_not_exists(pk)",
      ...(pin.written && { ExpressionAttributeValues: { ":progress": "progress" } }),
    },
  };
}

/** What the refused request was answered before; any other error is thrown on. */
export function recall(refused: unknown, pin: Actor.Pin): Remembered {
  if (!(refused instanceof Known)) throw refused;
  return read(refused.row, pin);
}

/** A refusal came before the write: was this request perhaps answered earlier, when the world was different? */
export async function find(pin: Actor.Pin): Promise<Remembered | undefined> {
  const key = { TableName: TABLE, Key: { pk: pin.pk, sk: SK } };
  const { Item } = await reader.send(new GetCommand({ ...key, ConsistentRead: true }));
  return Item && read(Item, pin);
}

/** Pins a refusal, so that a retry cannot change an outcome. If something was answered meanwhile, that stands: here it is. */
export async function pinRefusal(pin: Actor.Pin, error: DomainError): Promise<Remembered | undefined> {
  const { kind, code, message, detail } = error;
  return send([remember(pin, { kind, code, message, detail }, "refusal")], {}).then(
    () => undefined,
    (refused: unknown) => recall(refused, pin),
  );
}

function read(row: Item, pin: Actor.Pin): Remembered {
  if (row.fingerprint !== pin.fingerprint) {
    throw unprocessable("idempotency.key_reused", "This Idempotency-Key was used with another request.");
  }
  const answer: unknown = JSON.parse(inflateRawSync(row.answer as Uint8Array).toString());
  if (row.kind === "refusal") return { kind: "refusal", answer: Refused.parse(answer) };
  return { kind: row.kind === "progress" ? "progress" : "final", answer };
}

/** The pinned refusal as it was thrown. */
export const refusalOf = ({ kind, code, message, detail }: z.infer<typeof Refused>): DomainError =>
  new DomainError(kind, code, message, detail);
