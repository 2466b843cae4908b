/** Puts events on the bus: at most 10 a call and 256 KB, in the order given; what the bus did not take is sent again. */
import {
  DescribeEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import type { Envelope } from "../event.ts";

const SOURCE = "holdfast";
const MOST_ENTRIES = 10;
const MOST_BYTES = 256_000;
const TRIES = 4;

const client = new EventBridgeClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 3000, throwOnRequestTimeout: true },
});

type Letter = { readonly id: string; readonly bytes: number; readonly entry: PutEventsRequestEntry };

/** Returns the ids of those that the bus did not take. */
export async function put(envelopes: readonly Envelope[]): Promise<Set<string>> {
  const untaken = new Set<string>();
  const calls = sheaves(envelopes.map(letter));
  for (const [position, letters] of calls.entries()) {
    const left = await deliver(letters);
    for (const { id } of left) untaken.add(id);
    // A bus that takes nothing is not asked for the rest: the stream comes again from the first failure anyway.
    if (left.length === letters.length) {
      for (const { id } of calls.slice(position + 1).flat()) untaken.add(id);
      break;
    }
  }
  return untaken;
}

/** Whether the bus is there; for whoever may put nothing on it. */
export async function look(abortSignal: AbortSignal): Promise<void> {
  await client.send(new DescribeEventBusCommand({ Name: process.env.BUS_NAME }), { abortSignal });
}

async function deliver(letters: readonly Letter[]): Promise<readonly Letter[]> {
  let left = letters;
  for (let tries = 1; tries <= TRIES && left.length > 0; tries++) {
    if (tries > 1) await pause(Math.random() * 50 * 2 ** tries);
    left = await send(left);
  }
  return left;
}

/** Whoever was refused by the bus, one by one or all at once. */
async function send(letters: readonly Letter[]): Promise<readonly Letter[]> {
  try {
    const sent = new PutEventsCommand({ Entries: letters.map(({ entry }) => entry) });
    const { Entries = [] } = await client.send(sent);
    return letters.filter((_, position) => !Entries[position] || Entries[position].ErrorCode !== undefined);
  } catch {
    return letters;
  }
}

function letter(envelope: Envelope): Letter {
  const Detail = JSON.stringify(envelope);
  const bytes = 14 + Buffer.byteLength(SOURCE + envelope.type + Detail);
  const EventBusName = process.env.BUS_NAME;
  const entry = {
    EventBusName,
    Source: SOURCE,
    DetailType: envelope.type,
    Detail,
    Time: new Date(envelope.at),
  };
  return { id: envelope.id, bytes, entry };
}

function sheaves(letters: readonly Letter[]): Letter[][] {
  const calls: Letter[][] = [];
  let room = 0;
  for (const next of letters) {
    const last = calls.at(-1);
    if (last && last.length < MOST_ENTRIES && next.bytes <= room) last.push(next);
    else {
      calls.push([next]);
      room = MOST_BYTES;
    }
    room -= next.bytes;
  }
  return calls;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
