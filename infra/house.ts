import type { Stack } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { Environment } from "./environments.ts";
import type { Keys } from "./keys.ts";

/** What every function may be connected to: built first, then handed to whatever moves in. */
export interface House {
  /** Where what moves in is put. */
  readonly stack: Stack;
  readonly environment: Environment;
  readonly keys: Keys;
  /** Where alarms ring; they are put into its stack. */
  readonly topic: Topic;
  readonly table: TableV2;
  /** What callers have used of their rate limits. */
  readonly limits: TableV2;
  readonly bus: EventBus;
  readonly api: HttpApi;
  readonly sandbox?: { readonly api: HttpApi; readonly table: TableV2 };
}

/** `holdfast-dev-api-holds`: names are ours, so that alarms can watch by name what lives in another stack. */
export const physicalName = ({ name }: Environment, part?: string): string =>
  part === undefined ? `holdfast-${name}` : `holdfast-${name}-${part}`;

/** `booking-confirmed-notifyCustomer` → `BookingConfirmedNotifyCustomer`. */
export const constructId = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
