import { type Stack, Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Environment } from "./environments.ts";
import { type House, constructId, physicalName } from "./house.ts";
import type { Keys } from "./keys.ts";

export interface Ringing {
  readonly metric: cloudwatch.IMetric;
  /** One sentence: what it means for people. */
  readonly ifItFails: string;
  /** Rings when the metric reaches it. */
  readonly threshold?: number;
}

/**
 * An alarm that tells whoever it wakes what it means for people; its name says where to look. Silence is good news.
 * It knows what it watches by name alone: a reference would tie its stack to every function.
 */
export function ring({ environment, topic }: House, name: string, ringing: Ringing): void {
  const { metric, ifItFails, threshold = 1 } = ringing;
  new cloudwatch.Alarm(topic.stack, constructId(name), {
    alarmName: physicalName(environment, name),
    metric,
    threshold,
    alarmDescription: ifItFails,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(topic));
}

/** A metric that AWS keeps of a function or a queue. */
export const kept = (
  namespace: "AWS/Lambda" | "AWS/SQS",
  metricName: string,
  dimensionsMap: Record<string, string>,
  { statistic, minutes }: { statistic: "Sum" | "Maximum"; minutes: number },
) =>
  new cloudwatch.Metric({
    namespace,
    metricName,
    dimensionsMap,
    statistic,
    period: Duration.minutes(minutes),
  });

/** A metric that the product emits itself; `service` is its only dimension, or `function` beside it. */
export const emitted = (
  metricName: string,
  { name }: Environment,
  { statistic = "Sum", ...dimensions }: { statistic?: string; function?: string } = {},
) =>
  new cloudwatch.Metric({
    namespace: "Holdfast",
    metricName,
    dimensionsMap: { service: `holdfast-${name}`, ...dimensions },
    period: Duration.minutes(5),
    statistic,
  });

export function makeTopic(stack: Stack, { name, alarmEmail }: Environment, { data }: Keys): Topic {
  const topic = new Topic(stack, "Alarms", {
    topicName: `holdfast-${name}-alarms`,
    masterKey: data,
    enforceSSL: true,
  });
  // A topic with a policy of its own loses the default one, by which CloudWatch may publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  );
  if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}
