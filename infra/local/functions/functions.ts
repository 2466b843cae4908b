import { availableParallelism } from "node:os";
import { lastPart, region } from "../template/place.ts";
import type { Resource, Stack } from "../template/template.ts";
import type { Assets } from "./assets.ts";
import { FunctionFailure } from "./function-failure.ts";
import type { LocalClock } from "./local-clock.ts";
import type { Logs } from "./logs.ts";
import { openPool, type Pool } from "./pool.ts";

/** More workers than the cores can feed only take memory and time from the rest of the system. */
const atMost = Math.min(10, Math.max(4, 2 * availableParallelism()));

/** The template's functions, each running its real bundle in workers with its own environment. */
export interface Functions {
  readonly names: readonly string[];
  /** Resolves to the handler's answer as JSON; rejects with a FunctionFailure. */
  invoke(name: string, payload: string, options?: InvokeOptions): Promise<string>;
  running(): number;
  /** The invocation that a caller is in, by the session token it signs with. */
  readonly requestOf: (session: string) => string | undefined;
  /** Ends a worker where it stands, by the session token it signs with. */
  readonly end: (session: string) => void;
  stop(): Promise<void>;
}

export interface InvokeOptions {
  /** After this long the caller has gone, and an invocation that has not begun is not begun. */
  readonly patienceMs?: number;
  /** How the meter names this invocation. */
  readonly requestId?: string;
}

interface Surroundings {
  readonly endpointUrl: string;
  /** Of neighbours that have a twin on this machine, by the variable that names them. */
  readonly addresses: Readonly<Record<string, string>>;
}

export function openFunctions(
  stack: Stack,
  assets: Assets,
  logs: Logs,
  { endpointUrl, addresses, clock }: Surroundings & { clock: LocalClock },
): Functions {
  const poolOf = (session: string) => pools.get(session.slice(0, session.lastIndexOf(".")));
  const pools = new Map<string, Pool>();
  for (const lambda of stack.all("AWS::Lambda::Function")) {
    pools.set(
      lambda.name,
      openPool({
        ...definition(lambda, assets, { endpointUrl, addresses }),
        clock: clock.shared,
        log: logs.of(lambda.name),
      }),
    );
  }
  return {
    names: [...pools.keys()],
    invoke: (name, payload, options = {}) =>
      pools.get(lastPart(name))?.invoke(payload, options) ??
      Promise.reject(new FunctionFailure("ResourceNotFoundException", `There is no function ${name}.`)),
    running: () => [...pools.values()].reduce((sum, pool) => sum + pool.running(), 0),
    requestOf: (session) => poolOf(session)?.requestOf(session),
    end: (session) => poolOf(session)?.end(session),
    stop: async () => void (await Promise.all([...pools.values()].map((pool) => pool.stop()))),
  };
}

function definition(
  { name, arn, logicalId, properties }: Resource<"AWS::Lambda::Function">,
  assets: Assets,
  { endpointUrl, addresses }: Surroundings,
) {
  const { Code, Environment, Handler, MemorySize, ReservedConcurrentExecutions, Timeout } = properties;
  const directory = assets.directory(Code.S3Key, logicalId);
  return {
    name,
    arn,
    directory,
    handler: Handler,
    memoryMb: MemorySize,
    timeoutMs: Timeout * 1000,
    atMost: Math.min(ReservedConcurrentExecutions ?? atMost, atMost),
    environment: {
      ...here(Environment?.Variables ?? {}, addresses),
      AWS_ACCESS_KEY_ID: name,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: endpointUrl,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_REGION: region,
      AWS_SECRET_ACCESS_KEY: "local",
      LAMBDA_TASK_ROOT: directory,
      TZ: ":UTC",
      _HANDLER: Handler,
    },
  };
}

const here = (variables: Readonly<Record<string, string>>, addresses: Surroundings["addresses"]) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, addresses[name] ?? value]));
