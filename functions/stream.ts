/**
 * Records of the table's stream in, one by one answered well or failed: Lambda comes again from the first that failed.
 * The wrapper knows what a record looks like; whoever it calls sees items.
 */
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { PartialItemFailureResponse } from "@aws-lambda-powertools/batch/types";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import * as Actor from "../domain/actor.ts";
import type { Images } from "../domain/audit/image.ts";
import { logger, metrics } from "./log.ts";

type Relay = (batch: readonly Images[]) => Promise<readonly (Error | undefined)[]>;

export const stream =
  (relay: Relay) =>
  async (event: DynamoDBStreamEvent): Promise<PartialItemFailureResponse> => {
    const { Records: records } = event;
    const requestId = records[0]?.eventID ?? "stream";
    try {
      const outcomes = await Actor.within(Actor.system(requestId), () => relay(records.map(imagesOf)));
      return await answer(event, outcomes);
    } finally {
      metrics.publishStoredMetrics();
    }
  };

async function answer({ Records: records }: DynamoDBStreamEvent, outcomes: readonly (Error | undefined)[]) {
  const failures = new Map(records.map((record, position) => [record, outcomes[position]]));
  const settle = async (record: DynamoDBRecord): Promise<void> => {
    const failure = failures.get(record);
    if (!failure) return;
    logger.error("record failed", { sequenceNumber: record.dynamodb?.SequenceNumber, error: failure });
    throw failure;
  };
  const processor = new BatchProcessor(EventType.DynamoDBStreams, { logger });
  return processPartialResponse({ Records: records }, settle, processor, { throwOnFullBatchFailure: false });
}

function imagesOf({ dynamodb, userIdentity }: DynamoDBRecord): Images {
  const { OldImage, NewImage } = dynamodb ?? {};
  return {
    ...(OldImage && { old: itemOf(OldImage) }),
    ...(NewImage && { new: itemOf(NewImage) }),
    expired: (userIdentity as { principalId?: string } | undefined)?.principalId === "dynamodb.amazonaws.com",
  };
}

const itemOf = (image: Record<string, AttributeValue>) =>
  unmarshall(image as Parameters<typeof unmarshall>[0]);
