import { type Stack, Duration, RemovalPolicy } from "aws-cdk-lib";
import { AccountRootPrincipal, PolicyDocument, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key, type KeyProps, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import type { Environment } from "./environments.ts";

export interface Keys {
  /** Encrypts the tables and the alarm topic at rest. */
  readonly data: Key;
  /** Functions derive their signing keys from it with GenerateMac; it never leaves KMS. */
  readonly signing: Key;
  /** Seals what companies and customers entrust to us: who may read the table may not open it (`domain/vault.ts`). */
  readonly secrets: Key;
  /** The same for guests' tokens alone, which the authoriser checks: it may sign nothing else. */
  readonly guests: Key;
}

const administration = [
  "CancelKeyDeletion",
  "CreateAlias",
  "CreateGrant",
  "DeleteAlias",
  "DescribeKey",
  "DisableKey",
  "DisableKeyRotation",
  "EnableKey",
  "EnableKeyRotation",
  "GetKeyPolicy",
  "GetKeyRotationStatus",
  "ListAliases",
  "ListGrants",
  "ListKeyPolicies",
  "ListKeyRotations",
  "ListResourceTags",
  "PutKeyPolicy",
  "RetireGrant",
  "RevokeGrant",
  "RotateKeyOnDemand",
  "ScheduleKeyDeletion",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
];
const encryption = ["Encrypt", "Decrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"];
const signing = ["GenerateMac", "VerifyMac"];

export function makeKeys(stack: Stack, { name, keep }: Environment): Keys {
  const removalPolicy = keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  return {
    data: new Key(stack, "DataKey", {
      description: `Encrypts the data of holdfast ${name} at rest.`,
      alias: `holdfast-${name}-data`,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      removalPolicy,
      policy: ownedByAccount([...administration, ...encryption], alarmsMayUse(stack.account)),
    }),
    secrets: new Key(stack, "SecretsKey", {
      description: `Encrypts the data keys of credentials and saved cards of holdfast ${name}.`,
      alias: `holdfast-${name}-secrets`,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      removalPolicy,
      policy: ownedByAccount([...administration, ...encryption]),
    }),
    signing: makeSigningKey(stack, "SigningKey", {
      description: `Signing keys of holdfast ${name} (cursors, webhooks) are derived from it.`,
      alias: `holdfast-${name}-signing`,
      removalPolicy,
    }),
    guests: makeSigningKey(stack, "GuestKey", {
      description: `The signing key of guests' tokens of holdfast ${name} is derived from it.`,
      alias: `holdfast-${name}-guests`,
      removalPolicy,
    }),
  };
}

const makeSigningKey = (stack: Stack, id: string, props: KeyProps): Key =>
  new Key(stack, id, {
    ...props,
    keySpec: KeySpec.HMAC_256,
    keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
    policy: ownedByAccount([...administration, ...signing]),
  });

// In a key's own policy the resource "*" means this key, and KMS accepts no other.
const ownedByAccount = (actions: readonly string[], ...others: PolicyStatement[]) =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AccountRootPrincipal()],
        actions: actions.map((action) => `kms:${action}`),
        resources: ["*"],
      }),
      ...others,
    ],
  });

// CloudWatch publishes to the encrypted alarm topic; without this, alarms are lost silently.
const alarmsMayUse = (account: string) =>
  new PolicyStatement({
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: ["*"],
    conditions: { StringEquals: { "aws:SourceAccount": account } },
  });
