/**
 * What a function may be allowed to do, by name: the statements its role gets and the variables that tell it
 * where. One file, so that nobody can be given a table's name without the permission or the other way round.
 * No action and no resource carries a wildcard; nothing may Scan.
 */
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Place } from "../domain/vault.ts";
import type { Environment } from "./environments.ts";
import type { Grant } from "./functions.ts";
import type { House } from "./house.ts";
import { indexes } from "./table.ts";

interface Granted {
  readonly statements: readonly PolicyStatement[];
  readonly variables: Readonly<Record<string, string>>;
}

const allow = (resource: string | string[], ...actions: string[]) =>
  new PolicyStatement({ actions, resources: [resource].flat() });

/** Sealing and opening are for one purpose each, which the encryption context names. */
const secrets = (
  { keys }: House,
  action: "GenerateDataKey" | "Decrypt",
  purpose: Place["purpose"],
): Granted => ({
  statements: [
    new PolicyStatement({
      actions: [`kms:${action}`],
      resources: [keys.secrets.keyArn],
      conditions: { StringEquals: { "kms:EncryptionContext:purpose": purpose } },
    }),
  ],
  variables: { SECRETS_KEY_ID: keys.secrets.keyId },
});

const decrypt = ["kms:Decrypt", "kms:DescribeKey"];
const encrypt = ["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
const change = ["dynamodb:PutItem", "dynamodb:UpdateItem"];

const grants: Record<Grant, (house: House) => Granted> = {
  "table.read": ({ table, keys }) => ({
    statements: [
      allow(table.tableArn, "dynamodb:GetItem", "dynamodb:BatchGetItem"),
      allow(
        [table.tableArn, ...indexes.map(({ indexName }) => `${table.tableArn}/index/${indexName}`)],
        "dynamodb:Query",
      ),
      allow(keys.data.keyArn, ...decrypt),
    ],
    variables: { TABLE_NAME: table.tableName },
  }),
  "table.append": ({ table, keys }) => ({
    statements: [allow(table.tableArn, ...change), allow(keys.data.keyArn, ...encrypt)],
    variables: { TABLE_NAME: table.tableName },
  }),
  // A transaction is allowed by the actions of its parts.
  "table.write": ({ table, keys }) => ({
    statements: [
      allow(table.tableArn, ...change, "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"),
      allow(keys.data.keyArn, ...encrypt),
    ],
    variables: { TABLE_NAME: table.tableName },
  }),
  "limits.count": ({ limits, environment }) => ({
    statements: [allow(limits.tableArn, "dynamodb:UpdateItem")],
    variables: { LIMITS_TABLE: limits.tableName, ...limitVariables(environment) },
  }),
  "bus.put": ({ bus }) => ({
    statements: [allow(bus.eventBusArn, "events:PutEvents")],
    variables: { BUS_NAME: bus.eventBusName },
  }),
  "bus.look": ({ bus }) => ({
    statements: [allow(bus.eventBusArn, "events:DescribeEventBus")],
    variables: { BUS_NAME: bus.eventBusName },
  }),
  "key.mac": ({ keys }) => ({
    statements: [allow(keys.signing.keyArn, "kms:GenerateMac")],
    variables: { HMAC_KEY_ID: keys.signing.keyId },
  }),
  "guest.mac": ({ keys }) => ({
    statements: [allow(keys.guests.keyArn, "kms:GenerateMac")],
    variables: { GUEST_KEY_ID: keys.guests.keyId },
  }),
  "key.look": ({ keys }) => ({
    statements: [allow([keys.signing.keyArn, keys.guests.keyArn], "kms:DescribeKey")],
    variables: { HMAC_KEY_ID: keys.signing.keyId, GUEST_KEY_ID: keys.guests.keyId },
  }),
  "settings.seal": (house) => secrets(house, "GenerateDataKey", "gateway-settings"),
  "settings.open": (house) => secrets(house, "Decrypt", "gateway-settings"),
  "cards.seal": (house) => secrets(house, "GenerateDataKey", "saved-card"),
  "cards.open": (house) => secrets(house, "Decrypt", "saved-card"),
  "sandbox.read": (house) => ({
    statements: [
      allow(sandboxTable(house).tableArn, "dynamodb:GetItem"),
      allow(house.keys.data.keyArn, ...decrypt),
    ],
    variables: { SANDBOX_TABLE: sandboxTable(house).tableName },
  }),
  "sandbox.write": (house) => ({
    statements: [allow(sandboxTable(house).tableArn, ...change), allow(house.keys.data.keyArn, ...encrypt)],
    variables: { SANDBOX_TABLE: sandboxTable(house).tableName },
  }),
};

export const limitVariables = ({ limits }: Environment): Record<string, string> => ({
  LIMIT_PUBLIC: String(limits.public),
  LIMIT_USER: String(limits.user),
  LIMIT_ADMIN: String(limits.admin),
  LIMIT_GATEWAY: String(limits.gateway),
  LIMIT_CALENDAR: String(limits.calendar),
});

export function granted(house: House, wanted: readonly Grant[]): Granted {
  const each = wanted.map((grant) => grants[grant](house));
  return {
    statements: each.flatMap(({ statements }) => statements),
    variables: Object.assign({}, ...each.map(({ variables }) => variables)) as Record<string, string>,
  };
}

function sandboxTable({ sandbox }: House) {
  if (sandbox === undefined) throw new Error("This environment has no sandbox gateway.");
  return sandbox.table;
}
