import { Duration, Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { kept, ring } from "./alarm.ts";
import { type House, constructId, physicalName } from "./house.ts";

/** Where work is set aside after its last attempt, until somebody looks. It rings with the first message. */
export function makeDeadLetters(house: House, name: string, ifItFails: string): Queue {
  const queueName = physicalName(house.environment, `${name}-dead-letters`);
  const queue = new Queue(house.stack, `${constructId(name)}DeadLetters`, {
    queueName,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: "AwsSolutions-SQS3",
    reason:
      "This is a dead-letter queue: of a rule, a schedule, a stream mapping or an asynchronous invocation.",
  });
  const watched = { QueueName: queueName };
  ring(house, `${name}-dead-letters-not-empty`, {
    metric: kept("AWS/SQS", "ApproximateNumberOfMessagesVisible", watched, {
      statistic: "Maximum",
      minutes: 1,
    }),
    ifItFails: `Attempts have ended, somebody must act. ${ifItFails}`,
  });
  return queue;
}
