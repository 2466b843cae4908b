import { writing } from "../endpoint/dynamodb.ts";
import type { Call } from "../endpoint/aws-service.ts";
import type { Reply } from "../engine/wire.ts";
import * as Answers from "./answers.ts";

/**
 * Conflicts as DynamoDB has them and the embedded engine has not: a transaction and any other write of the same item at
 * the same moment. Of two single writes none conflicts; the one that comes second is refused.
 */
type Keys = readonly string[];
type Op = { TableName?: string; Key?: Item; Item?: Item };
type Item = { pk?: { S?: string }; sk?: { S?: string } };

/** `windowMs`: how long after its answer a write still counts as being carried out. */
export function openOverlaps(windowMs: number, onConflict: () => void) {
  const transactions = new Map<string, number>();
  const writes = new Map<string, number>();

  return async (call: Call, next: () => Promise<Reply>): Promise<Reply> => {
    if (call.service !== "dynamodb" || !writing.has(call.operation)) return next();
    const transaction = call.operation === "TransactWriteItems";
    const keys = keysOf(call);
    const at = keys.flatMap((key, position) =>
      transactions.has(key) || (transaction && writes.has(key)) ? [position] : [],
    );
    if (at.length > 0) {
      onConflict();
      return Answers.conflict(call, at);
    }
    const kept = transaction ? transactions : writes;
    hold(kept, keys, 1);
    try {
      return await next();
    } finally {
      setTimeout(() => hold(kept, keys, -1), windowMs);
    }
  };
}

function hold(kept: Map<string, number>, keys: Keys, by: 1 | -1) {
  for (const key of keys) {
    const count = (kept.get(key) ?? 0) + by;
    if (count === 0) kept.delete(key);
    else kept.set(key, count);
  }
}

export function keysOf({ operation, requestBody }: Call): Keys {
  const input = JSON.parse(requestBody.toString()) as Op & { TransactItems?: Record<string, Op>[] };
  if (operation === "BatchWriteItem") return [];
  const ops =
    operation === "TransactWriteItems" ? (input.TransactItems ?? []).flatMap(Object.values<Op>) : [input];
  return ops.map(({ TableName, Key, Item }) => {
    const { pk, sk } = Key ?? Item ?? {};
    return [TableName, pk?.S, sk?.S].join("\n");
  });
}
