import { CfnOutput, RemovalPolicy, type Stack } from "aws-cdk-lib";
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { addRoutes, makeApi } from "./api.ts";
import { entryOf } from "./entries.ts";
import type { Environment } from "./environments.ts";
import { Fn } from "./fn.ts";
import * as functions from "./functions.ts";
import type { House } from "./house.ts";
import type { Keys } from "./keys.ts";
import { react } from "./reactions.ts";
import type { Routes } from "./routes.ts";

/** The sandbox gateway is another company's service, in our stack for convenience: its own API and its own table. */
export function makeSandbox(stack: Stack, environment: Environment, { data }: Keys): House["sandbox"] {
  if (!environment.sandbox) return undefined;
  const api = makeApi(stack, "SandboxApi", `holdfast-sandbox-${environment.name}`, environment);
  new CfnOutput(stack, "SandboxUrl", { value: api.apiEndpoint });
  const table = new TableV2(stack, "SandboxTable", {
    tableName: `holdfast-sandbox-${environment.name}`,
    partitionKey: { name: "pk", type: AttributeType.STRING },
    billing: Billing.onDemand(),
    timeToLiveAttribute: "ttl",
    encryption: TableEncryptionV2.customerManagedKey(data),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return { api, table };
}

export function makeSandboxFunctions(house: House, { sandbox: routes }: Routes): void {
  if (house.sandbox === undefined) return;
  const { gateway, callback } = functions.sandbox;
  const fn = new Fn(house, { ...gateway, name: "sandbox-gateway", entry: entryOf.sandbox("gateway") });
  fn.lambda.addEnvironment("SANDBOX_PUBLIC_URL", house.sandbox.api.apiEndpoint);
  addRoutes(house.sandbox.api, fn, routes, {
    whyOpen: "A stand-in for a payment provider: its pages are opened by whoever pays, and no money moves.",
  });
  // A callback that was not accepted is repeated by the gateway itself, as real ones do.
  react(
    house,
    { source: "sandbox-gateway", event: "callback.due", retries: 2 },
    { ...callback, name: "sandbox-callback", entry: entryOf.sandbox("callback") },
  );
}
