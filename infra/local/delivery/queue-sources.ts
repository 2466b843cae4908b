import type { Functions } from "../functions/functions.ts";
import { lastPart, region } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Resource, Stack } from "../template/template.ts";
import { md5, type Message, type Queues } from "./queues.ts";

/** Queues that feed a function. */
export interface QueueSources {
  pending(): boolean;
  start(): void;
  stop(): void;
}

const lookMs = 250;
const firstBackoffSeconds = 0.2;

export function openQueueSources(stack: Stack, queues: Queues, functions: Functions): QueueSources {
  const sources = stack
    .all("AWS::Lambda::EventSourceMapping")
    .filter(
      ({ properties }) => !properties.EventSourceArn.includes(":dynamodb:") && properties.Enabled !== false,
    )
    .map((mapping) => feed(mapping, queues, functions));
  let looking: NodeJS.Timeout | undefined;
  const lookAll = () => sources.forEach((source) => source.look());
  return {
    pending: () => sources.some((source) => source.pending()),
    start() {
      looking = setInterval(lookAll, lookMs);
      queues.onSend(() => setImmediate(lookAll));
    },
    stop() {
      clearInterval(looking);
      for (const source of sources) source.stop();
    },
  };
}

function feed(
  { logicalId, properties }: Resource<"AWS::Lambda::EventSourceMapping">,
  queues: Queues,
  functions: Functions,
) {
  const queue =
    queues.find(properties.EventSourceArn) ??
    refuse(`${logicalId}: ${properties.EventSourceArn} is not a queue or stream of this template.`);
  if (properties.FilterCriteria) refuse(`${logicalId}: filters on queues are not understood.`);
  const functionName = lastPart(properties.FunctionName);
  const atOnce = properties.ScalingConfig?.MaximumConcurrency ?? 5;
  let running = 0;
  let stopped = false;

  async function deliver(messages: readonly Message[]) {
    const failed = await attempt(messages);
    if (stopped) return;
    for (const { id, receipt, received } of messages) {
      if (failed(id)) queues.release(queue.name, receipt, firstBackoffSeconds * 2 ** (received - 1));
      else queues.delete(queue.name, receipt);
    }
  }

  async function attempt(messages: readonly Message[]): Promise<(id: string) => boolean> {
    try {
      const answer = await functions.invoke(functionName, JSON.stringify({ Records: messages.map(record) }));
      if (!properties.FunctionResponseTypes.includes("ReportBatchItemFailures")) return () => false;
      const { batchItemFailures = [] } = (JSON.parse(answer) ?? {}) as {
        batchItemFailures?: { itemIdentifier: string }[];
      };
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      return (id) => failed.has(id);
    } catch {
      return () => true;
    }
  }

  const record = (message: Message) => ({
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: { ApproximateReceiveCount: String(message.received), SentTimestamp: String(message.sentAt) },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue }]) => [
        name,
        { dataType: DataType, stringValue: StringValue },
      ]),
    ),
    md5OfBody: md5(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: queue.arn,
    awsRegion: region,
  });

  return {
    look() {
      if (stopped) return;
      while (running < atOnce) {
        const messages = queues.receive(queue.name, Math.min(properties.BatchSize ?? 10, 10));
        if (messages.length === 0) return;
        running += 1;
        void deliver(messages).finally(() => (running -= 1));
      }
    },
    pending() {
      const { visible, hidden } = queues.count(queue.name);
      return visible + hidden > 0;
    },
    stop: () => void (stopped = true),
  };
}
