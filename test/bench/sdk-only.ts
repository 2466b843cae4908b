/** The least a function on this table can be: the SDK's document client, and nothing else. What start times are measured by. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const commands = { GetCommand, TransactWriteCommand, UpdateCommand };

export const handler = (event: { command: keyof typeof commands; input: never }): Promise<unknown> =>
  client.send(new commands[event.command](event.input) as never);
