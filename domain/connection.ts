/**
 * A connection to a table: gives up early, says what was removed by leaving it out, and copies nothing for a log.
 *
 * The SDK filters a copy of all that is asked and answered, member by member, for a logger that is not there: a tenth of
 * the processor time of a read. What we log of a call is our own.
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

type Patience = { readonly maxAttempts: number; readonly requestTimeout: number };

export function connect({ maxAttempts, requestTimeout }: Patience): DynamoDBDocumentClient {
  // A request that hangs is worse than one that fails: the SDK's own defaults are no timeout and seconds of back-off.
  const requestHandler = { connectionTimeout: 500, requestTimeout, throwOnRequestTimeout: true };
  const client = new DynamoDBClient({ maxAttempts, requestHandler });
  client.middlewareStack.remove("loggerMiddleware");
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
