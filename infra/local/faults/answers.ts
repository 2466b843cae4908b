import { jsonRefusal, type Call } from "../endpoint/aws-service.ts";
import type { Reply } from "../engine/wire.ts";
import type { Next } from "./fault.ts";

/** How AWS says that something went wrong, to the letter that the SDK reads. */
const dynamodb = jsonRefusal("1.0", "com.amazonaws.dynamodb.v20120810#");
const others = jsonRefusal("1.1");

type Code = "TransactionConflict" | "ThrottlingError";

/** A transaction tells which of its items could not be had; `at` are their positions, all of them unless given. */
export function cancelled(call: Call, code: Code, at?: readonly number[]): Reply {
  const { TransactItems } = JSON.parse(call.requestBody.toString()) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((_, position) =>
    !at || at.includes(position) ? { Code: code, Message: "Not now." } : { Code: "None" },
  );
  const codes = CancellationReasons.map(({ Code: one }) => one).join(", ");
  const __type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
  const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return {
    status: 400,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Buffer.from(JSON.stringify({ __type, Message, CancellationReasons })),
  };
}

export function conflict(call: Call, at?: readonly number[]): Reply {
  if (call.operation === "TransactWriteItems") return cancelled(call, "TransactionConflict", at);
  return dynamodb("TransactionConflictException", "Transaction is ongoing for the item");
}

export function throttle(call: Call): Reply {
  if (call.service !== "dynamodb") return others("ThrottlingException", "Rate exceeded.");
  if (call.operation === "TransactWriteItems") return cancelled(call, "ThrottlingError");
  return dynamodb("ThrottlingException", "Throughput exceeds the current capacity of your table.");
}

export const internal = ({ service }: Call): Reply =>
  service === "dynamodb"
    ? dynamodb("InternalServerError", "Internal server error", 500)
    : others("InternalFailure", "Internal failure", 500);

export const inProgress = (): Reply =>
  dynamodb("TransactionInProgressException", "The transaction with the given request token is in progress");

/** Some entries are taken and some are not, at least one of them. */
export async function partly({ requestBody }: Call, next: Next, draw: number): Promise<Reply> {
  const { Entries, ...rest } = JSON.parse(requestBody.toString()) as { Entries: unknown[] };
  const refused = new Set([Math.floor(draw * Entries.length)]);
  Entries.forEach((_, position) => (position * 7) % 3 === Math.floor(draw * 3) && refused.add(position));
  const taken = Entries.filter((_, position) => !refused.has(position));
  const reply =
    taken.length > 0 ? await next(Buffer.from(JSON.stringify({ ...rest, Entries: taken }))) : undefined;
  const given = reply ? (JSON.parse(reply.body.toString()) as { Entries?: object[] }).Entries : [];
  if (!given) return reply!;
  const failure = { ErrorCode: "InternalFailure", ErrorMessage: "Internal failure" };
  let position = 0;
  const answers = Entries.map((_, asked) => (refused.has(asked) ? failure : given[position++]));
  const FailedEntryCount = answers.filter((answer) => answer && "ErrorCode" in answer).length;
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: Buffer.from(JSON.stringify({ Entries: answers, FailedEntryCount })),
  };
}
