/**
 * What all processes have counted: one row per caller and window, in a table of its own. Nobody would miss it, so it has no
 * stream, no backup and no audit, and a function that may only read the books can still count.
 */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { connect } from "../connection.ts";
import type { Share } from "./limit.ts";

const KEPT_SECONDS = 600;

/** A client of its own: a counter that is slow must not take a line from the books. */
const counter = connect({ maxAttempts: 1, requestTimeout: 1000 });

/** Not through `commit`: an answer that is lost may count twice, which errs on the side of the limit. */
export const share: Share = async ({ id, count, endsAt }) => {
  const { Attributes } = await counter.send(
    new UpdateCommand({
      TableName: process.env.LIMITS_TABLE ?? "limits",
      Key: { pk: id },
      UpdateExpression: "ADD #count :count SET #ttl = if_not_exists(#ttl, :ttl)",
      ExpressionAttributeNames: { "#count": "count", "#ttl": "ttl" },
      ExpressionAttributeValues: { ":count": count, ":ttl": Math.ceil(endsAt / 1000) + KEPT_SECONDS },
      ReturnValues: "UPDATED_NEW",
    }),
  );
  return Number(Attributes?.count);
};
