import type { Wire } from "../engine/wire.ts";
import { tableArn } from "../template/place.ts";
import { jsonRefusal, ServiceError, type Need, type Request, type Service } from "./aws-service.ts";

/** DynamoDB: judged here on tables and indexes, then passed to the engine byte for byte. */
type Input = Record<string, unknown>;

const onOneTable = new Set([
  "DeleteItem",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
]);
export const writing = new Set([
  "BatchWriteItem",
  "DeleteItem",
  "PutItem",
  "TransactWriteItems",
  "UpdateItem",
]);
const actionOfWrite: Record<string, string> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Put: "PutItem",
  Update: "UpdateItem",
};
const administration =
  /^(CreateTable|DeleteTable|ListTables|UpdateTable|UpdateTimeToLive|ListStreams|DescribeStream|GetShardIterator|GetRecords)$/;

function need(action: string, table: unknown, index?: string): Need {
  const arn = String(table).startsWith("arn:") ? String(table) : tableArn(String(table));
  return {
    action: `dynamodb:${action}`,
    resource: index === undefined ? arn : `${arn}/index/${index}`,
  };
}

function needsOf(operation: string, input: Input): readonly Need[] {
  if (onOneTable.has(operation))
    return [need(operation, input["TableName"], input["IndexName"] as string | undefined)];
  if (operation === "BatchGetItem" || operation === "BatchWriteItem") {
    return Object.keys((input["RequestItems"] ?? {}) as Input).map((table) => need(operation, table));
  }
  const items = (input["TransactItems"] ?? []) as Record<string, { TableName?: unknown }>[];
  if (operation === "TransactGetItems") return items.map((item) => need("GetItem", item["Get"]?.TableName));
  if (operation === "TransactWriteItems") {
    return items.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => need(actionOfWrite[kind] ?? kind, TableName)),
    );
  }
  return [{ action: `dynamodb:${operation}`, resource: "*" }];
}

const known = (operation: string) =>
  onOneTable.has(operation) ||
  writing.has(operation) ||
  /^(BatchGetItem|TransactGetItems)$/.test(operation) ||
  administration.test(operation);

export function dynamodb(wire: Wire, wrote: () => void): Service {
  const refusal = jsonRefusal("1.0", "com.amazon.coral.service#");
  const forwarded = ["authorization", "content-type", "x-amz-date", "x-amz-target"];
  return {
    operation(request: Request) {
      const [, operation = ""] = (request.headers["x-amz-target"] ?? "").split(".");
      return known(operation) ? operation : undefined;
    },
    needs: (operation, input) => needsOf(operation, input as Input),
    async answer(operation, _input, { headers, body }) {
      const kept = Object.fromEntries(
        forwarded.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])),
      );
      try {
        const reply = await wire.send(kept, body);
        if (writing.has(operation)) wrote();
        return reply;
      } catch (error) {
        throw new ServiceError(
          "InternalServerError",
          `The table engine does not answer: ${String(error)}`,
          500,
        );
      }
    },
    refusal,
  };
}
