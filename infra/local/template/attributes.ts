import { createHash } from "node:crypto";
import {
  account,
  apiIdOf,
  arn,
  functionArn,
  poolIdOf,
  region,
  streamArn,
  tableArn,
  type Place,
} from "./place.ts";

/** What `Ref` and `Fn::GetAtt` answer for a resource, by type. A type that is not listed here is not understood. */
export interface Named {
  readonly logicalId: string;
  readonly name: string;
  readonly place: Place;
  /** The resolved properties, for the few attributes that depend on them. */
  readonly property: (name: string) => unknown;
}

interface Described {
  /** The property that names the resource; without it the logical id is the name. */
  readonly nameProperty?: string;
  readonly ref: (resource: Named) => string;
  readonly attributes?: Record<string, (resource: Named) => string>;
}

const byName = ({ name }: Named) => name;
const byLogicalId = ({ logicalId }: Named) => logicalId;
const named = (nameProperty: string, Arn: (name: string) => string): Described => ({
  nameProperty,
  ref: byName,
  attributes: { Arn: ({ name }) => Arn(name) },
});
const nameless: Described = { ref: byLogicalId };

const table: Described = {
  nameProperty: "TableName",
  ref: byName,
  attributes: {
    Arn: ({ name }) => tableArn(name),
    StreamArn: ({ name }) => streamArn(name),
    TableId: byLogicalId,
  },
};

/** Key ids look like AWS's, and stay the same from run to run, so that what was encrypted can be decrypted. */
export function keyIdOf(logicalId: string) {
  const hex = createHash("sha256").update(logicalId).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "default");
const queueUrl = ({ name, place }: Named) => `${place.endpointUrl}/${account}/${name}`;
const busOf = ({ property }: Named) => textOf(property("EventBusName")).replace(/^.*event-bus\//, "");

export const described: Record<string, Described> = {
  "AWS::ApiGatewayV2::Api": {
    ref: ({ logicalId }) => apiIdOf(logicalId),
    attributes: {
      ApiEndpoint: ({ logicalId, place }) => place.apiUrls.get(apiIdOf(logicalId)) ?? "",
      ApiId: ({ logicalId }) => apiIdOf(logicalId),
    },
  },
  "AWS::ApiGatewayV2::Authorizer": { ref: byLogicalId, attributes: { AuthorizerId: byLogicalId } },
  "AWS::ApiGatewayV2::Integration": { ref: byLogicalId, attributes: { IntegrationId: byLogicalId } },
  "AWS::ApiGatewayV2::Route": { ref: byLogicalId, attributes: { RouteId: byLogicalId } },
  "AWS::ApiGatewayV2::Stage": { nameProperty: "StageName", ref: byName },
  "AWS::CDK::Metadata": nameless,
  "AWS::CloudWatch::Alarm": named("AlarmName", (name) => arn("cloudwatch", `alarm:${name}`)),
  "AWS::CloudWatch::CompositeAlarm": named("AlarmName", (name) => arn("cloudwatch", `alarm:${name}`)),
  "AWS::CloudWatch::Dashboard": { nameProperty: "DashboardName", ref: byName },
  "AWS::Cognito::UserPool": {
    nameProperty: "UserPoolName",
    ref: ({ logicalId }) => poolIdOf(logicalId),
    attributes: {
      Arn: ({ logicalId }) => arn("cognito-idp", `userpool/${poolIdOf(logicalId)}`),
      ProviderName: ({ place }) => place.issuerUrl.replace(/^https?:\/\//, ""),
      ProviderURL: ({ place }) => place.issuerUrl,
      UserPoolId: ({ logicalId }) => poolIdOf(logicalId),
    },
  },
  "AWS::Cognito::UserPoolClient": {
    ref: ({ logicalId }) => apiIdOf(logicalId),
    attributes: { ClientId: ({ logicalId }) => apiIdOf(logicalId) },
  },
  "AWS::Cognito::UserPoolDomain": {
    nameProperty: "Domain",
    ref: byName,
    attributes: { CloudFrontDistribution: () => "none.cloudfront.net" },
  },
  "AWS::Cognito::UserPoolGroup": { nameProperty: "GroupName", ref: byName },
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::DynamoDB::Table": table,
  "AWS::Events::Archive": named("ArchiveName", (name) => arn("events", `archive/${name}`)),
  "AWS::Events::EventBus": {
    nameProperty: "Name",
    ref: byName,
    attributes: { Arn: ({ name }) => arn("events", `event-bus/${name}`), Name: byName },
  },
  "AWS::Events::EventBusPolicy": nameless,
  "AWS::Events::Rule": {
    nameProperty: "Name",
    ref: (rule) => (busOf(rule) === "default" ? rule.name : `${busOf(rule)}|${rule.name}`),
    attributes: {
      Arn: (rule) =>
        arn("events", busOf(rule) === "default" ? `rule/${rule.name}` : `rule/${busOf(rule)}/${rule.name}`),
    },
  },
  "AWS::IAM::ManagedPolicy": {
    nameProperty: "ManagedPolicyName",
    ref: ({ name }) => `arn:aws:iam::${account}:policy/${name}`,
    attributes: { PolicyArn: ({ name }) => `arn:aws:iam::${account}:policy/${name}` },
  },
  "AWS::IAM::Policy": { nameProperty: "PolicyName", ref: byName },
  "AWS::IAM::Role": {
    nameProperty: "RoleName",
    ref: byName,
    attributes: { Arn: ({ name }) => `arn:aws:iam::${account}:role/${name}`, RoleId: byLogicalId },
  },
  "AWS::KMS::Alias": { nameProperty: "AliasName", ref: byName },
  "AWS::KMS::Key": {
    ref: ({ logicalId }) => keyIdOf(logicalId),
    attributes: {
      Arn: ({ logicalId }) => arn("kms", `key/${keyIdOf(logicalId)}`),
      KeyId: ({ logicalId }) => keyIdOf(logicalId),
    },
  },
  "AWS::Lambda::EventInvokeConfig": nameless,
  "AWS::Lambda::EventSourceMapping": { ref: byLogicalId, attributes: { Id: byLogicalId } },
  "AWS::Lambda::Function": named("FunctionName", functionArn),
  "AWS::Lambda::Permission": nameless,
  "AWS::Logs::LogGroup": named("LogGroupName", (name) => arn("logs", `log-group:${name}:*`)),
  "AWS::SNS::Subscription": nameless,
  "AWS::SNS::Topic": {
    nameProperty: "TopicName",
    ref: ({ name }) => arn("sns", name),
    attributes: { TopicArn: ({ name }) => arn("sns", name), TopicName: byName },
  },
  "AWS::SNS::TopicPolicy": nameless,
  "AWS::SQS::Queue": {
    nameProperty: "QueueName",
    ref: queueUrl,
    attributes: { Arn: ({ name }) => arn("sqs", name), QueueName: byName, QueueUrl: queueUrl },
  },
  "AWS::SQS::QueuePolicy": nameless,
  "AWS::Scheduler::Schedule": {
    nameProperty: "Name",
    ref: byName,
    attributes: {
      Arn: ({ name, property }) => arn("scheduler", `schedule/${textOf(property("GroupName"))}/${name}`),
    },
  },
  "AWS::Scheduler::ScheduleGroup": named("Name", (name) => arn("scheduler", `schedule-group/${name}`)),
};

export const pseudo: Record<string, unknown> = {
  "AWS::AccountId": account,
  "AWS::NoValue": undefined,
  "AWS::NotificationARNs": [],
  "AWS::Partition": "aws",
  "AWS::Region": region,
  "AWS::StackId": arn("cloudformation", "stack/holdfast-local/0"),
  "AWS::StackName": "holdfast-local",
  "AWS::URLSuffix": "amazonaws.com",
};
