import type * as z from "zod";
import * as Event from "./event-shapes.ts";
import * as Function from "./function-shapes.ts";
import * as Http from "./http-shapes.ts";
import * as Table from "./table-shapes.ts";

/** Every resource type the local run understands, with the properties it understands of it. */
export const shapes = {
  "AWS::ApiGatewayV2::Api": Http.api,
  "AWS::ApiGatewayV2::Authorizer": Http.authorizer,
  "AWS::ApiGatewayV2::Integration": Http.integration,
  "AWS::ApiGatewayV2::Route": Http.route,
  "AWS::ApiGatewayV2::Stage": Http.stage,
  "AWS::CDK::Metadata": Http.metadata,
  "AWS::CloudWatch::Alarm": Event.alarm,
  "AWS::CloudWatch::CompositeAlarm": Event.compositeAlarm,
  "AWS::CloudWatch::Dashboard": Event.dashboard,
  "AWS::Cognito::UserPool": Http.userPool,
  "AWS::Cognito::UserPoolClient": Http.userPoolClient,
  "AWS::Cognito::UserPoolDomain": Http.userPoolDomain,
  "AWS::Cognito::UserPoolGroup": Http.userPoolGroup,
  "AWS::DynamoDB::GlobalTable": Table.globalTable,
  "AWS::DynamoDB::Table": Table.table,
  "AWS::Events::Archive": Event.archive,
  "AWS::Events::EventBus": Event.eventBus,
  "AWS::Events::EventBusPolicy": Event.eventBusPolicy,
  "AWS::Events::Rule": Event.rule,
  "AWS::IAM::ManagedPolicy": Function.managedPolicy,
  "AWS::IAM::Policy": Function.policy,
  "AWS::IAM::Role": Function.role,
  "AWS::KMS::Alias": Function.alias,
  "AWS::KMS::Key": Function.key,
  "AWS::Lambda::EventInvokeConfig": Function.eventInvokeConfig,
  "AWS::Lambda::EventSourceMapping": Function.eventSourceMapping,
  "AWS::Lambda::Function": Function.lambdaFunction,
  "AWS::Lambda::Permission": Function.permission,
  "AWS::Logs::LogGroup": Function.logGroup,
  "AWS::SNS::Subscription": Event.subscription,
  "AWS::SNS::Topic": Event.topic,
  "AWS::SNS::TopicPolicy": Event.topicPolicy,
  "AWS::SQS::Queue": Event.queue,
  "AWS::SQS::QueuePolicy": Event.queuePolicy,
  "AWS::Scheduler::Schedule": Event.schedule,
  "AWS::Scheduler::ScheduleGroup": Event.scheduleGroup,
} as const;

export type ResourceType = keyof typeof shapes;
export type Properties<Type extends ResourceType> = z.infer<(typeof shapes)[Type]>;
