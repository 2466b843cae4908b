import { functionArn, lastPart } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Stack } from "../template/template.ts";
import { wildcard } from "./wildcard.ts";
import type { Roles } from "./roles.ts";

/**
 * The permissions that AWS's own services need between the parts: checked once, at the start, because on AWS
 * their absence shows as events that silently never arrive.
 */
export function checkWiring(stack: Stack, roles: Roles) {
  const complaints = [
    ...apisMayInvoke(stack),
    ...rulesMayInvoke(stack),
    ...schedulesMayInvoke(stack, roles),
    ...mappingsMayRead(stack, roles),
  ];
  if (complaints.length > 0) refuse(`On AWS this would not work:\n  ${complaints.join("\n  ")}`);
}

function mayInvoke(stack: Stack, principal: string, functionName: string, source: string) {
  return stack.all("AWS::Lambda::Permission").some(({ properties }) => {
    const { Action, FunctionName, Principal, SourceArn } = properties;
    if (Principal !== principal || lastPart(FunctionName) !== functionName) return false;
    if (Action !== "lambda:InvokeFunction" && Action !== "lambda:*") return false;
    return SourceArn === undefined || wildcard(SourceArn).test(source);
  });
}

function apisMayInvoke(stack: Stack): string[] {
  const invoked = [
    ...stack
      .all("AWS::ApiGatewayV2::Integration")
      .map((part) => ({ part, uri: part.properties.IntegrationUri })),
    ...stack
      .all("AWS::ApiGatewayV2::Authorizer")
      .filter(({ properties }) => properties.AuthorizerCredentialsArn === undefined)
      .map((part) => ({ part, uri: part.properties.AuthorizerUri })),
  ];
  return invoked.flatMap(({ part, uri }) => {
    const name = /:function:([\w-]+)/.exec(uri)?.[1] ?? "";
    const granted = stack.all("AWS::Lambda::Permission").some(({ properties }) => {
      const { FunctionName, Principal, SourceArn } = properties;
      const forApi = SourceArn === undefined || SourceArn.includes(`:${part.properties.ApiId}/`);
      return Principal === "apigateway.amazonaws.com" && lastPart(FunctionName) === name && forApi;
    });
    return granted ? [] : [`${part.logicalId}: API Gateway may not invoke ${name}.`];
  });
}

function rulesMayInvoke(stack: Stack): string[] {
  return stack.all("AWS::Events::Rule").flatMap((rule) =>
    rule.properties.Targets.flatMap(({ Arn, DeadLetterConfig }) => {
      const complaints: string[] = [];
      const name = lastPart(Arn);
      if (Arn === functionArn(name) && !mayInvoke(stack, "events.amazonaws.com", name, rule.arn)) {
        complaints.push(`${rule.logicalId}: EventBridge may not invoke ${name}.`);
      }
      const queue = DeadLetterConfig?.Arn;
      if (queue !== undefined && !mayReceiveFrom(stack, "events.amazonaws.com", queue)) {
        complaints.push(`${rule.logicalId}: EventBridge may not send to ${lastPart(queue)}.`);
      }
      return complaints;
    }),
  );
}

/** Whether some statement of the queue's policy allows the service to send; its conditions are not weighed. */
function mayReceiveFrom(stack: Stack, principal: string, queueArn: string): boolean {
  const queue = stack.all("AWS::SQS::Queue").find(({ arn }) => arn === queueArn);
  return stack.all("AWS::SQS::QueuePolicy").some(({ properties }) => {
    if (!queue || !properties.Queues.includes(queue.ref)) return false;
    const statements = [properties.PolicyDocument["Statement"]].flat() as {
      Effect?: string;
      Principal?: { Service?: unknown };
    }[];
    return statements.some(
      ({ Effect, Principal }) => Effect === "Allow" && [Principal?.Service].flat().includes(principal),
    );
  });
}

function schedulesMayInvoke(stack: Stack, roles: Roles): string[] {
  return stack.all("AWS::Scheduler::Schedule").flatMap(({ logicalId, properties }) => {
    const { Arn, DeadLetterConfig, RoleArn } = properties.Target;
    const role = roles.get(RoleArn);
    const complaints: string[] = [];
    if (!role?.allows({ action: "lambda:InvokeFunction", resource: Arn })) {
      complaints.push(`${logicalId}: its role may not invoke ${lastPart(Arn)}.`);
    }
    const queue = DeadLetterConfig?.Arn;
    if (queue !== undefined && !role?.allows({ action: "sqs:SendMessage", resource: queue })) {
      complaints.push(`${logicalId}: its role may not send to ${lastPart(queue)}.`);
    }
    return complaints;
  });
}

const needed = {
  dynamodb: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
  sqs: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
};

/** What a function's own role must allow: reading its source, and sending what failed to its queues. */
function mappingsMayRead(stack: Stack, roles: Roles): string[] {
  const roleOf = (name: string) => {
    const lambda = stack.all("AWS::Lambda::Function").find((candidate) => candidate.name === lastPart(name));
    return roles.get(lambda?.properties.Role ?? "");
  };
  const sources = stack.all("AWS::Lambda::EventSourceMapping").flatMap(({ logicalId, properties }) => {
    const { EventSourceArn, FunctionName } = properties;
    const actions = needed[EventSourceArn.includes(":dynamodb:") ? "dynamodb" : "sqs"];
    return actions
      .filter((action) => !roleOf(FunctionName)?.allows({ action, resource: EventSourceArn }))
      .map(
        (action) =>
          `${logicalId}: the role of ${lastPart(FunctionName)} does not allow ${action} on its source.`,
      );
  });
  const failures = [
    ...stack.all("AWS::Lambda::EventSourceMapping"),
    ...stack.all("AWS::Lambda::EventInvokeConfig"),
  ].flatMap(({ logicalId, properties }) => {
    const resource = properties.DestinationConfig?.OnFailure?.Destination;
    if (
      resource === undefined ||
      roleOf(properties.FunctionName)?.allows({ action: "sqs:SendMessage", resource })
    )
      return [];
    return [
      `${logicalId}: the role of ${lastPart(properties.FunctionName)} may not send to ${lastPart(resource)}.`,
    ];
  });
  return [...sources, ...failures];
}
