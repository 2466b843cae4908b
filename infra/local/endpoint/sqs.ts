import { md5, type Attributes, type Queues } from "../delivery/queues.ts";
import { jsonRefusal, jsonReply, ServiceError, targetOperation, type Service } from "./aws-service.ts";
import { arn } from "../template/place.ts";

/** SQS: enough to send, and to empty a queue by hand. */
interface Input {
  readonly QueueUrl?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Attributes;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly ReceiptHandle?: string;
}

export function sqs(queues: Queues): Service {
  const target = targetOperation("AmazonSQS");
  const operations: Record<string, (queue: string, input: Input) => unknown> = {
    SendMessage(queue, { MessageBody, MessageAttributes }) {
      if (!MessageBody)
        throw new ServiceError("MissingParameter", "The request must contain the parameter MessageBody.");
      return {
        MessageId: queues.send(queue, MessageBody, MessageAttributes),
        MD5OfMessageBody: md5(MessageBody),
      };
    },
    ReceiveMessage(queue, { MaxNumberOfMessages = 1, VisibilityTimeout }) {
      const Messages = queues.receive(queue, MaxNumberOfMessages, VisibilityTimeout).map((message) => ({
        MessageId: message.id,
        ReceiptHandle: message.receipt,
        Body: message.body,
        MD5OfBody: md5(message.body),
        MessageAttributes: message.attributes,
        Attributes: {
          ApproximateReceiveCount: String(message.received),
          SentTimestamp: String(message.sentAt),
        },
      }));
      return Messages.length > 0 ? { Messages } : {};
    },
    DeleteMessage(queue, { ReceiptHandle = "" }) {
      queues.delete(queue, ReceiptHandle);
      return {};
    },
    GetQueueAttributes(queue) {
      const { visible, hidden } = queues.count(queue);
      const QueueArn = queues.find(queue)?.arn ?? "";
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
          QueueArn,
        },
      };
    },
  };
  return {
    operation(request) {
      const operation = target(request);
      return operation !== undefined && operation in operations ? operation : undefined;
    },
    needs(operation, input) {
      const { QueueUrl = "" } = input as Input;
      const resource =
        queues.find(QueueUrl)?.arn ?? arn("sqs", QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1));
      return [{ action: `sqs:${operation}`, resource }];
    },
    answer(operation, input) {
      const queue = queues.find((input as Input).QueueUrl ?? "");
      if (!queue) throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
      return jsonReply("1.0", operations[operation]?.(queue.name, input as Input));
    },
    refusal: jsonRefusal("1.0", "com.amazonaws.sqs#"),
  };
}
