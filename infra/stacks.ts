import { type App, CfnOutput, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from "aws-cdk-lib";
import { makeAlarms } from "./alarms.ts";
import { makeTopic } from "./alarm.ts";
import { makeApi } from "./api.ts";
import { makeAuthoriser } from "./authoriser.ts";
import { makeBus } from "./bus.ts";
import type { Environment } from "./environments.ts";
import { type House, physicalName } from "./house.ts";
import { makeIdentity } from "./identity.ts";
import { makeKeys } from "./keys.ts";
import { makeReactions } from "./reactions.ts";
import { makeOcto, makeReference, makeResources } from "./resources.ts";
import { makeLimits } from "./limits.ts";
import type { Routes } from "./routes.ts";
import { makeSandbox, makeSandboxFunctions } from "./sandbox.ts";
import { makeBookkeeper, makeRelay } from "./stream.ts";
import { makeTable } from "./table.ts";
import { makeTimers } from "./timers.ts";
import { makeWeb } from "./web.ts";
import { makeWebhooks } from "./webhooks.ts";

/**
 * The whole system of one environment, in stacks because a stack has room for 500 resources: what holds state and what
 * people talk to; what follows by itself; and what rings. The second and the third take from the first and from nobody else.
 */
export function makeStacks(app: App, environment: Environment, routes: Routes): void {
  const main = makeStack(app, environment, `Holdfast, ${environment.name}`);
  const follows = makeStack(
    app,
    environment,
    "What follows by itself: the stream, reactions, timers",
    "work",
  );
  const rings = makeStack(app, environment, "What rings, and where", "alarms");

  const keys = makeKeys(main, environment);
  const sandbox = makeSandbox(main, environment, keys);
  const house: House = {
    stack: main,
    environment,
    keys,
    topic: makeTopic(rings, environment, keys),
    table: makeTable(main, environment, keys),
    limits: makeLimits(main, environment),
    bus: makeBus(main, environment),
    api: makeApi(main, "Api", `holdfast-${environment.name}`, environment),
    ...(sandbox && { sandbox }),
  };
  const issuer = makeIdentity(main, environment, house.api);
  makeResources(house, routes, makeAuthoriser(house, issuer));
  makeReference(house, routes);
  makeOcto(house, routes);
  makeWebhooks(house, routes);
  makeWeb(house, routes, issuer);
  makeSandboxFunctions(house, routes);
  new CfnOutput(main, "ApiUrl", { value: house.api.apiEndpoint });

  const work: House = { ...house, stack: follows };
  makeRelay(work);
  makeBookkeeper(work);
  makeReactions(work);
  makeTimers(work);

  makeAlarms(house);
  lend(house);
}

function makeStack(app: App, environment: Environment, description: string, part?: string): Stack {
  const { account, region, keep } = environment;
  return new Stack(app, physicalName(environment, part), {
    env: { account, region },
    description,
    terminationProtection: keep,
    // The tool compares the bootstrap's version itself; the cast is for the library's own optional properties.
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  });
}

/**
 * What the other stacks may take from the first, whether or not anybody takes it today: what another stack still uses
 * cannot be withdrawn, so a deployment would fail that takes the last grant of something away.
 */
function lend({ stack, keys, table, bus, api, sandbox }: House): void {
  const lent = [
    keys.data.keyArn,
    ...[keys.signing, keys.secrets, keys.guests].flatMap(({ keyArn, keyId }) => [keyArn, keyId]),
    table.tableArn,
    table.tableName,
    table.tableStreamArn,
    bus.eventBusArn,
    bus.eventBusName,
    api.apiEndpoint,
    api.apiId,
    sandbox?.api.apiEndpoint,
  ];
  for (const value of lent) if (value !== undefined) stack.exportValue(value);
}
