import type { Server } from "node:http";
import { resolve } from "node:path";
import { rolesOf } from "./access/roles.ts";
import { checkWiring } from "./access/wiring.ts";
import { openBus } from "./delivery/bus.ts";
import { openDeliveries } from "./delivery/deliveries.ts";
import { planner } from "./delivery/plan.ts";
import { openQueueSources } from "./delivery/queue-sources.ts";
import { openQueues, type Queues } from "./delivery/queues.ts";
import { openSchedules } from "./delivery/schedules.ts";
import { openStore } from "./delivery/store.ts";
import { openTimers } from "./delivery/timers.ts";
import { dynamodb } from "./endpoint/dynamodb.ts";
import { serveEndpoint, type Intercept } from "./endpoint/endpoint.ts";
import { eventbridge } from "./endpoint/eventbridge.ts";
import { kms } from "./endpoint/kms.ts";
import { openMeter, type Meter } from "./endpoint/meter.ts";
import { scheduler } from "./endpoint/scheduler.ts";
import { sqs } from "./endpoint/sqs.ts";
import { startEngine } from "./engine/engine.ts";
import { openStreams } from "./engine/streams.ts";
import { makeTables } from "./engine/tables.ts";
import { openWire } from "./engine/wire.ts";
import type { Faults } from "./faults/faults.ts";
import { openAssets } from "./functions/assets.ts";
import { openFunctions } from "./functions/functions.ts";
import { openClock, type LocalClock } from "./functions/local-clock.ts";
import { openLogs } from "./functions/logs.ts";
import { openGateway } from "./http/gateway.ts";
import { openIssuer, personNamed } from "./http/issuer.ts";
import { close, listenAfter, listenOn, urlOf } from "./http/listen.ts";
import { serveLocal } from "./http/local-routes.ts";
import { openSignIn } from "./http/sign-in.ts";
import { whenIdle, within } from "./idle.ts";
import { openHouse } from "./twins/house.ts";
import { undoing } from "./undoing.ts";
import { lastPart } from "./template/place.ts";
import { apisOf, readTemplate } from "./template/template.ts";

/** Runs a synthesised template on this machine. `main.ts` is one user of this, the tests are another. */
export interface LocalOptions {
  /** As `synthesise` answers it, with the assembly's directory that holds the assets. */
  readonly template: object;
  readonly assetsDir: string;
  readonly dataDir: string;
  /** Of the main API; 0 for any free one. */
  readonly port?: number;
  /** Counts or spoils calls to the endpoint; what it throws cuts the caller's connection. */
  readonly intercept?: Intercept;
  /** What goes wrong at the endpoint, in the streams, on the bus and with timers. */
  readonly faults?: Faults;
  /** Meters every call to the tables. */
  readonly meter?: boolean;
  readonly warn?: (message: string) => void;
  /** How long after the start recurring timers fire once. */
  readonly timersAfterMs?: number;
  /** What `GET /local/demo` answers. */
  readonly demo?: (run: LocalRun) => Promise<unknown>;
}

export interface LocalRun {
  readonly url: string;
  /** Every API by its name in the template, the main one too. */
  readonly urls: Readonly<Record<string, string>>;
  readonly endpointUrl: string;
  /** Where the gateways' twins are, by the variable that tells the functions. */
  readonly twins: Readonly<Record<string, string>>;
  readonly meter: Meter;
  readonly queues: Queues;
  /** The functions' own. */
  readonly clock: Pick<LocalClock, "advance" | "now">;
  readonly demo: () => Promise<unknown>;
  /** As a caller would invoke it, with what its handler answers; rejects with a FunctionFailure. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  token(name: string): Promise<{ userId: string; token: string }>;
  /** False when something was still pending after that time. */
  idle(timeoutMs?: number): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startLocal(options: LocalOptions): Promise<LocalRun> {
  return undoing((later) => boot(options, later));
}

/** Each part that needs an end says so to `later`; the ends run in reverse, also when a later part fails to start. */
async function boot(options: LocalOptions, later: (undo: () => unknown) => void): Promise<LocalRun> {
  const {
    assetsDir,
    faults,
    intercept = faults?.intercept,
    port = 4000,
    template,
    timersAfterMs = 2_000,
  } = options;
  const dataDir = resolve(options.dataDir);
  const said = new Set<string>();
  const warn = (message: string) => {
    said.add(message);
    options.warn?.(message);
  };
  const warnOnce = (message: string) => (said.has(message) ? undefined : warn(message));

  const store = openStore(dataDir);
  later(() => store.close());

  const closedLater = (server: Server) => (later(() => close(server)), server);
  const endpointServer = closedLater(await listenOn(0));
  const mainServer = closedLater(await listenOn(port));
  const apis: { apiId: string; logicalId: string; server: Server }[] = [];
  for (const [index, api] of apisOf(template).entries()) {
    apis.push({ ...api, server: index === 0 ? mainServer : closedLater(await listenAfter(port)) });
  }
  const house = await openHouse(port, closedLater);
  const servers = new Set([mainServer, ...apis.map(({ server }) => server)]);
  const place = {
    endpointUrl: urlOf(endpointServer),
    issuerUrl: `${urlOf(mainServer)}/local/issuer`,
    apiUrls: new Map(apis.map(({ apiId, server }) => [apiId, urlOf(server)])),
  };
  const stack = readTemplate(template, place);
  const roles = rolesOf(stack);
  checkWiring(stack, roles);

  const logs = openLogs(resolve(dataDir, "logs"), warn);
  later(() => logs.close());
  const engine = await startEngine(dataDir, (message) => warn(message));
  later(() => engine.stop());
  const wire = openWire(engine.url);
  later(() => wire.close());
  await makeTables(stack, wire, engine);

  const queues = openQueues(stack, store);
  const clock = openClock();
  const { endpointUrl } = place;
  const functions = openFunctions(stack, openAssets(assetsDir), logs, {
    endpointUrl,
    addresses: house.addresses,
    clock,
  });
  const planFor = planner(stack, warnOnce);
  const deliveries = openDeliveries(store, queues, functions, warn, faults);
  const bus = openBus(stack, planFor, deliveries);
  const timers = openTimers(stack, planFor, deliveries);
  const schedules = openSchedules(stack, store, planFor, deliveries, faults);
  const streams = openStreams(stack, { wire, store, functions, queues, warn, faults });
  const sources = openQueueSources(stack, queues, functions);
  const meter = openMeter();
  const lambdas = stack.all("AWS::Lambda::Function");
  serveEndpoint(endpointServer, {
    services: {
      dynamodb: dynamodb(wire, streams.nudge),
      events: eventbridge(bus),
      kms: kms(stack, store),
      scheduler: scheduler(stack, roles, schedules),
      sqs: sqs(queues),
    },
    callers: new Map(
      lambdas.flatMap(({ name, properties: { Role } }) => {
        const policy = roles.get(Role);
        return policy ? [[name, { roleName: lastPart(Role), policy }] as const] : [];
      }),
    ),
    requestOf: functions.requestOf,
    end: functions.end,
    warn,
    intercept,
    meter,
    meterAll: options.meter ?? false,
  });

  const clients = stack.all("AWS::Cognito::UserPoolClient");
  const issuer = await openIssuer(dataDir, place.issuerUrl, clients[0]?.ref ?? "local");
  const signIn = openSignIn(
    issuer,
    clients.map(({ ref, properties }) => ({ id: ref, back: properties.CallbackURLs })),
  );
  const idle = async (timeoutMs = 10_000) => {
    await within(house.settled(), timeoutMs);
    return whenIdle(
      () => functions.running() > 0 || deliveries.pending() > 0 || streams.pending() || sources.pending(),
      timeoutMs,
    );
  };
  const run: LocalRun = {
    url: urlOf(mainServer),
    urls: Object.fromEntries(
      stack
        .all("AWS::ApiGatewayV2::Api")
        .map(({ ref, properties }) => [properties.Name, place.apiUrls.get(ref) ?? ""]),
    ),
    endpointUrl: place.endpointUrl,
    twins: house.addresses,
    meter,
    queues,
    clock,
    demo: () => Promise.resolve(options.demo?.(run) ?? null),
    invoke: async (name, event) => JSON.parse(await functions.invoke(name, JSON.stringify(event))) as unknown,
    async token(name) {
      const person = personNamed(name);
      return { userId: person.userId, token: await issuer.token(person) };
    },
    idle,
    stop: async () => {},
  };

  const local = { issuer, signIn, queues, schedules, timers, functions, idle, demo: run.demo };
  const accessLog = logs.of("access");
  const mainApi =
    apis[0] && stack.all("AWS::ApiGatewayV2::Api").find(({ logicalId }) => logicalId === apis[0]?.logicalId);
  const main = mainApi && openGateway(stack, mainApi, functions, accessLog);
  mainServer.on("request", (request, response) => {
    if (serveLocal(local, request, response)) return;
    if (main) main(request, response);
    else response.writeHead(404).end();
  });
  for (const { logicalId, server } of apis.slice(1)) {
    const api = stack.all("AWS::ApiGatewayV2::Api").find((candidate) => candidate.logicalId === logicalId);
    if (api) server.on("request", openGateway(stack, api, functions, accessLog));
  }

  deliveries.start();
  streams.start();
  sources.start();
  schedules.start();
  timers.start(timersAfterMs);
  later(async () => {
    await Promise.all([...servers].map(close));
    for (const part of [timers, schedules, sources, deliveries]) part.stop();
    await Promise.all([streams.stop(), functions.stop()]);
  });
  return run;
}
