/** The gateway's own small table: one item per checkout, one per merchant with controls. */
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";

type Item = { readonly pk: string } & Record<string, unknown>;

const TableName = process.env.SANDBOX_TABLE ?? "sandbox";

/** Every write recognises its own earlier attempt by what it finds, so the SDK may repeat it. */
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
  }),
  { marshallOptions: { removeUndefinedValues: true } },
);

export async function get(pk: string): Promise<Record<string, unknown> | undefined> {
  return (await client.send(new GetCommand({ TableName, Key: { pk }, ConsistentRead: true }))).Item;
}

/** Changes nothing where there is one already. */
export const putNew = (Item: Item): Promise<void> =>
  unlessRefused(
    client.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" })),
  );

export const put = async (Item: Item): Promise<void> => {
  await client.send(new PutCommand({ TableName, Item }));
};

/** Changes nothing where the condition is refused; whoever must know which it was reads again. */
export const update = (pk: string, input: Omit<UpdateCommandInput, "TableName" | "Key">): Promise<void> =>
  unlessRefused(client.send(new UpdateCommand({ TableName, Key: { pk }, ...input })));

async function unlessRefused(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
