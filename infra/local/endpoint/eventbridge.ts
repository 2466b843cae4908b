import { lastPart } from "../template/place.ts";
import type { Bus, Entry } from "../delivery/bus.ts";
import { jsonRefusal, jsonReply, ServiceError, targetOperation, type Service } from "./aws-service.ts";

const operations = ["PutEvents", "DescribeEventBus"] as const;
const nameIn = (input: unknown) => (input as { Name?: string }).Name;
const entriesOf = (input: unknown) => (input as { Entries?: Entry[] }).Entries ?? [];

/** EventBridge: PutEvents, DescribeEventBus. */
export function eventbridge(bus: Bus): Service {
  const target = targetOperation("AWSEvents");
  return {
    operation: (request) => operations.find((operation) => operation === target(request)),
    needs: (operation, input) =>
      operation === "DescribeEventBus"
        ? [{ action: "events:DescribeEventBus", resource: bus.busArn(nameIn(input)) }]
        : entriesOf(input).map(({ EventBusName, Source, DetailType }) => ({
            action: "events:PutEvents",
            resource: bus.busArn(EventBusName),
            context: { "events:source": Source ?? "", "events:detail-type": DetailType ?? "" },
          })),
    answer(operation, input) {
      if (operation === "DescribeEventBus") {
        const Arn = bus.busArn(nameIn(input));
        return jsonReply("1.1", { Arn, Name: lastPart(Arn) });
      }
      const entries = entriesOf(input);
      if (entries.length === 0 || entries.length > 10) {
        throw new ServiceError("ValidationException", "Entries must have between 1 and 10 members.");
      }
      const size = entries.reduce(
        (sum, { Detail, DetailType, Source }) => sum + Buffer.byteLength(`${Detail}${DetailType}${Source}`),
        0,
      );
      if (size > 1024 * 1024)
        throw new ServiceError(
          "ValidationException",
          "Total size of the entries in the request is over the limit.",
        );
      const results = bus.put(entries);
      return jsonReply("1.1", {
        Entries: results,
        FailedEntryCount: results.filter((result) => "ErrorCode" in result).length,
      });
    },
    refusal: jsonRefusal("1.1"),
  };
}
