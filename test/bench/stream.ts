/** What the table's stream would bring of writes that were metered, what the relay tells of it, and who listens. */
import type { AttributeValue, DynamoDBRecord, EventBridgeEvent } from "aws-lambda";
import type { Envelope } from "../../domain/event.ts";
import * as Confirmed from "../../functions/reactions/booking-confirmed.ts";
import * as Created from "../../functions/reactions/booking-created.ts";
import * as Approved from "../../functions/reactions/refund-auto-approved.ts";
import { handler } from "../../functions/relay.ts";
import type { Write } from "./price.ts";

type Stored = Record<string, AttributeValue>;

export const recordsOf = (writes: readonly Write[]): DynamoDBRecord[] =>
  writes
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    .map(({ before, after }, position) => ({
      eventID: String(position),
      eventName: before ? (after ? "MODIFY" : "REMOVE") : "INSERT",
      dynamodb: {
        SequenceNumber: String(position),
        ...(before && { OldImage: before as Stored }),
        ...(after && { NewImage: after as Stored }),
      },
    }));

let told: Envelope[] = [];
/** The bus's side of it. */
export const hear = ({ Detail }: { Detail: string }): void => void told.push(JSON.parse(Detail) as Envelope);

/** Gives the writes to the relay, and returns the events that it put on the bus. */
export async function relay(writes: readonly Write[]): Promise<Envelope[]> {
  told = [];
  const { batchItemFailures } = await handler({ Records: recordsOf(writes) });
  if (batchItemFailures.length > 0) throw new Error(`The relay failed: ${JSON.stringify(batchItemFailures)}`);
  return told;
}

type Reaction = (event: EventBridgeEvent<string, unknown>) => Promise<void>;
const REACTIONS: Readonly<Record<string, Reaction>> = {
  "booking.created": Created.notifyCustomer,
  "booking.confirmed": Confirmed.notifyCustomer,
};

export const listens = ({ type }: Envelope): boolean => REACTIONS[type] !== undefined;
/** What follows from an event for the customer; nothing for most. */
export const react = (event: Envelope): Promise<void> | undefined =>
  REACTIONS[event.type]?.({ detail: event } as EventBridgeEvent<string, unknown>);

/** Pays out the refund that these events tell of. */
export async function payOut(events: readonly Envelope[]): Promise<void> {
  const detail = events.find(({ type }) => type === "refund.auto_approved");
  await Approved.payOut({ detail } as EventBridgeEvent<string, unknown>);
}
