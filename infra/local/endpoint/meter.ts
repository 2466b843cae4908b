import type { Reply } from "../engine/wire.ts";
import { writing } from "./dynamodb.ts";

/** What each call to the table cost, as DynamoDB itself counts it. What it refuses it does not report, though it bills it. */
export interface Reading {
  readonly functionName: string;
  readonly operation: string;
  readonly requestId: string | undefined;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface Meter {
  /** The readings since the last reset. */
  read(): readonly Reading[];
  reset(): void;
}

export interface Metering extends Meter {
  prepare(body: Buffer): Buffer;
  record(
    reply: Reply,
    call: { functionName: string; operation: string; requestId: string | undefined },
  ): void;
}

const notMetered = /^(Describe|List|Create|Update(Table|TimeToLive)|DeleteTable|GetShard|GetRecords)/;
export const metered = (operation: string) => !notMetered.test(operation) || operation === "UpdateItem";

export function openMeter(): Metering {
  let readings: Reading[] = [];
  return {
    read: () => readings,
    reset: () => void (readings = []),
    prepare: (body) =>
      Buffer.from(
        JSON.stringify({ ...(JSON.parse(body.toString()) as object), ReturnConsumedCapacity: "INDEXES" }),
      ),
    record({ status, body }, call) {
      const reported =
        status === 200
          ? (JSON.parse(body.toString()) as { ConsumedCapacity?: unknown }).ConsumedCapacity
          : [];
      const capacities = [reported ?? []].flat() as { CapacityUnits?: number }[];
      const units = capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      const writes = writing.has(call.operation);
      readings.push({ ...call, readUnits: writes ? 0 : units, writeUnits: writes ? units : 0 });
    },
  };
}
