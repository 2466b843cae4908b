import * as z from "zod";
import { count, inert, json, list, maybe, shape, text } from "./shape.ts";

/** EventBridge, Scheduler, SQS and what only watches. */
const retryPolicy = maybe(
  shape({ MaximumEventAgeInSeconds: maybe(count), MaximumRetryAttempts: maybe(count) }),
);
const deadLetter = maybe(shape({ Arn: maybe(text) }));

export const eventBus = shape(
  { Name: text },
  "Description DeadLetterConfig KmsKeyIdentifier LogConfig Policy Tags",
);
export const archive = inert("ArchiveName Description EventPattern KmsKeyIdentifier RetentionDays SourceArn");
export const eventBusPolicy = inert("EventBusName Statement StatementId Action Principal Condition");
export const rule = shape(
  {
    EventBusName: maybe(text),
    EventPattern: maybe(json),
    Name: maybe(text),
    ScheduleExpression: maybe(text),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    Targets: list(
      shape({
        Arn: text,
        DeadLetterConfig: deadLetter,
        Id: text,
        Input: maybe(text),
        RetryPolicy: retryPolicy,
      }),
    ),
  },
  "Description Tags",
);

export const scheduleTarget = shape({
  Arn: text,
  DeadLetterConfig: deadLetter,
  Input: maybe(text),
  RetryPolicy: retryPolicy,
  RoleArn: text,
});
export const schedule = shape(
  {
    EndDate: maybe(text),
    FlexibleTimeWindow: shape({ Mode: z.enum(["OFF", "FLEXIBLE"]) }, "MaximumWindowInMinutes"),
    GroupName: maybe(text),
    Name: maybe(text),
    ScheduleExpression: text,
    ScheduleExpressionTimezone: z.enum(["UTC", "Etc/UTC"], "only UTC is understood").default("UTC"),
    StartDate: maybe(text),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    Target: scheduleTarget,
  },
  "Description KmsKeyArn",
);
export const scheduleGroup = shape({ Name: maybe(text) }, "Tags");

export const queue = shape(
  {
    DelaySeconds: z.coerce.number().max(0, "delayed queues are not understood").optional(),
    FifoQueue: z.literal(false, "FIFO queues are not understood").optional(),
    QueueName: maybe(text),
    RedrivePolicy: maybe(shape({ deadLetterTargetArn: text, maxReceiveCount: count })),
    VisibilityTimeout: count.default(30),
  },
  "KmsDataKeyReusePeriodSeconds KmsMasterKeyId MaximumMessageSize MessageRetentionPeriod ReceiveMessageWaitTimeSeconds RedriveAllowPolicy SqsManagedSseEnabled Tags",
);
export const queuePolicy = shape({ PolicyDocument: json, Queues: list(text) });

export const alarm = inert(
  "ActionsEnabled AlarmActions AlarmDescription AlarmName ComparisonOperator DatapointsToAlarm Dimensions EvaluateLowSampleCountPercentile EvaluationPeriods ExtendedStatistic InsufficientDataActions MetricName Metrics Namespace OKActions Period Statistic Tags Threshold ThresholdMetricId TreatMissingData Unit",
);
export const compositeAlarm = inert(
  "ActionsEnabled ActionsSuppressor ActionsSuppressorExtensionPeriod ActionsSuppressorWaitPeriod AlarmActions AlarmDescription AlarmName AlarmRule InsufficientDataActions OKActions Tags",
);
export const dashboard = inert("DashboardBody DashboardName");
export const topic = inert(
  "DisplayName KmsMasterKeyId Subscription Tags TopicName TracingConfig SignatureVersion",
);
export const topicPolicy = inert("PolicyDocument Topics");
export const subscription = inert("Endpoint Protocol RawMessageDelivery TopicArn");
