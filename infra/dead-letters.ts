import { Duration, Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { ring } from "./alarm.ts";
import { type House, constructId } from "./house.ts";

/** Where work is set aside after its last attempt, until somebody looks. It rings with the first message. */
export function makeDeadLetters(house: House, name: string, ifItFails: string): Queue {
  const { stack, environment, topic } = house;
  const queue = new Queue(stack, `${constructId(name)}DeadLetters`, {
    queueName: `holdfast-${environment.name}-${name}-dead-letters`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: "AwsSolutions-SQS3",
    reason:
      "This is a dead-letter queue: of a rule, a schedule, a stream mapping or an asynchronous invocation.",
  });
  ring(queue, "NotEmpty", topic, {
    metric: queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: "Maximum",
    }),
    ifItFails: `Attempts have ended, somebody must act. ${ifItFails}`,
  });
  return queue;
}
