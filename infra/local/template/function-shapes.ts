import * as z from "zod";
import { count, flag, inert, list, maybe, shape, text } from "./shape.ts";

/** Lambda, as far as the local run acts on it. */
const onFailure = maybe(shape({ OnFailure: maybe(shape({ Destination: text })) }, "OnSuccess"));

export const lambdaFunction = shape(
  {
    Code: shape({ S3Key: text }, "S3Bucket S3ObjectVersion"),
    DeadLetterConfig: maybe(shape({ TargetArn: text })),
    Environment: maybe(shape({ Variables: maybe(z.record(z.string(), z.coerce.string())) })),
    FunctionName: maybe(text),
    Handler: text,
    MemorySize: count.default(128),
    ReservedConcurrentExecutions: maybe(count),
    Role: text,
    Runtime: z.string().startsWith("nodejs", "only Node.js functions run here"),
    Timeout: count.default(3),
  },
  "Architectures Description EphemeralStorage KmsKeyArn LoggingConfig RecursiveLoop RuntimeManagementConfig Tags TracingConfig",
);

export const permission = shape(
  { Action: text, FunctionName: text, Principal: text, SourceArn: maybe(text) },
  "SourceAccount",
);

export const eventInvokeConfig = shape({
  DestinationConfig: onFailure,
  FunctionName: text,
  MaximumEventAgeInSeconds: maybe(count),
  MaximumRetryAttempts: maybe(count),
  Qualifier: z.literal("$LATEST").optional(),
});

export const eventSourceMapping = shape(
  {
    BatchSize: maybe(count),
    BisectBatchOnFunctionError: maybe(flag),
    DestinationConfig: onFailure,
    Enabled: maybe(flag),
    EventSourceArn: text,
    FilterCriteria: maybe(shape({ Filters: list(shape({ Pattern: text })) })),
    FunctionName: text,
    FunctionResponseTypes: list(z.literal("ReportBatchItemFailures")),
    MaximumRecordAgeInSeconds: maybe(count),
    MaximumRetryAttempts: maybe(count),
    ScalingConfig: maybe(shape({ MaximumConcurrency: maybe(count) })),
    StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]).optional(),
  },
  "MaximumBatchingWindowInSeconds MetricsConfig ParallelizationFactor Tags",
);

const statements = z.looseObject({ Statement: z.union([z.array(z.unknown()), z.unknown()]) });
const inlinePolicy = shape({ PolicyDocument: statements, PolicyName: text });

export const role = shape(
  {
    AssumeRolePolicyDocument: statements,
    ManagedPolicyArns: list(text),
    Policies: list(inlinePolicy),
    RoleName: maybe(text),
  },
  "Description MaxSessionDuration Path Tags",
);
export const policy = shape({ PolicyDocument: statements, PolicyName: text, Roles: list(text) });
export const managedPolicy = shape(
  { ManagedPolicyName: maybe(text), PolicyDocument: statements, Roles: list(text) },
  "Description Path",
);

export const key = shape(
  {
    Enabled: flag.default(true),
    KeySpec: z.enum(["SYMMETRIC_DEFAULT", "HMAC_256"]).default("SYMMETRIC_DEFAULT"),
    KeyUsage: z.enum(["ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC"]).optional(),
  },
  "BypassPolicyLockoutSafetyCheck Description EnableKeyRotation KeyPolicy MultiRegion PendingWindowInDays RotationPeriodInDays Tags",
);
export const alias = shape({ AliasName: text, TargetKeyId: text });

export const logGroup = inert(
  "DataProtectionPolicy KmsKeyId LogGroupClass LogGroupName RetentionInDays Tags",
);
