import { CfnOutput, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { makeAlarms } from "./alarms.ts";
import { makeTopic } from "./alarm.ts";
import { makeApi, makeReference, makeResources } from "./api.ts";
import { makeAuthoriser } from "./authoriser.ts";
import { makeBus } from "./bus.ts";
import type { Environment } from "./environments.ts";
import type { House } from "./house.ts";
import { makeIdentity } from "./identity.ts";
import { makeKeys } from "./keys.ts";
import { makeReactions } from "./reactions.ts";
import { makeLimits } from "./limits.ts";
import type { Routes } from "./routes.ts";
import { makeSandbox, makeSandboxFunctions } from "./sandbox.ts";
import { makeBookkeeper, makeRelay } from "./stream.ts";
import { makeTable } from "./table.ts";
import { makeTimers } from "./timers.ts";
import { makeWeb } from "./web.ts";
import { makeWebhooks } from "./webhooks.ts";

/** The whole system of one environment: first what holds state and has an address, then what moves in. */
export class Holdfast extends Stack {
  constructor(scope: Construct, environment: Environment, routes: Routes) {
    const { name, account, region, keep } = environment;
    super(scope, `holdfast-${name}`, {
      env: { account, region },
      description: `Holdfast, ${name}`,
      terminationProtection: keep,
      // The tool compares the bootstrap's version itself; the cast is for the library's own optional properties.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    const keys = makeKeys(this, environment);
    const sandbox = makeSandbox(this, environment, keys);
    const house: House = {
      stack: this,
      environment,
      keys,
      topic: makeTopic(this, environment, keys),
      table: makeTable(this, environment, keys),
      limits: makeLimits(this, environment),
      bus: makeBus(this, environment),
      api: makeApi(this, "Api", `holdfast-${name}`, environment),
      ...(sandbox && { sandbox }),
    };
    const issuer = makeIdentity(this, environment, house.api);
    makeResources(house, routes, makeAuthoriser(house, issuer));
    makeReference(house, routes);
    makeWebhooks(house, routes);
    makeWeb(house, routes, issuer);
    makeRelay(house);
    makeBookkeeper(house);
    makeReactions(house);
    makeTimers(house);
    makeSandboxFunctions(house, routes);
    makeAlarms(house);
    new CfnOutput(this, "ApiUrl", { value: house.api.apiEndpoint });
  }
}
