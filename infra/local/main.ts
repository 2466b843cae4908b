import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { banner } from "./banner.ts";
import { openStore } from "./delivery/store.ts";
import { openDemo } from "./demo.ts";
import { startLocal, type LocalRun } from "./run.ts";
import { refuse, Refusal } from "./template/refusal.ts";

/** `npm start`: builds, synthesises and runs what would be deployed, here. */
const usage = "npm start -- [--fresh] [--port <n>] [--data <dir>]";
const root = resolve(import.meta.dirname, "../..");

const say = (text: string) => void process.stdout.write(`${text}\n`);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        fresh: { type: "boolean", default: false },
        port: { type: "string" },
      },
    });
    const port = Number(values.port ?? process.env["PORT"] ?? 4000);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      refuse(`"${values.port}" is not a port. ${usage}`);
    return {
      fresh: values.fresh,
      port,
      dataDir: resolve(values.data ?? process.env["HOLDFAST_DATA"] ?? resolve(root, ".holdfast")),
    };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse(`${error instanceof Error ? error.message : String(error)} ${usage}`);
  }
}

async function start(): Promise<LocalRun> {
  const { fresh, port, dataDir } = readArguments();
  const begun = performance.now();
  // Another run on this data should be noticed before anything is built, and above all before anything is deleted.
  openStore(dataDir).close();
  // The CDK takes seconds to load; a wrong argument should not wait for it.
  const [{ buildFunctions }, { synthesise }] = await Promise.all([
    import("../build.ts"),
    import("../synth.ts"),
  ]);
  await buildFunctions();
  const { template, directory } = await synthesise("dev");
  if (fresh) forget(dataDir);
  const run = await startLocal({
    template,
    assetsDir: directory,
    dataDir,
    port,
    warn: (message) => say(`! ${message}`),
    demo: openDemo(dataDir),
  });
  say(`Started in ${((performance.now() - begun) / 1000).toFixed(1)} s. Data and logs are in ${dataDir}.`);
  return run;
}

/** Only what a run made, so that a mistyped --data costs nothing else. */
function forget(dataDir: string) {
  const made = ["table.sqlite", "local.sqlite"].flatMap((file) => [file, `${file}-wal`, `${file}-shm`]);
  for (const name of [...made, "demo.json", "logs"])
    rmSync(resolve(dataDir, name), { recursive: true, force: true });
}

let run: LocalRun | undefined;
let stopping = false;
function stopOn(signal: NodeJS.Signals) {
  process.on(signal, () => {
    // Before it runs there is nothing to finish, and who asks twice does not want to wait.
    if (run === undefined || stopping) process.exit(1);
    stopping = true;
    say("Finishing what is in flight …");
    run.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  });
}

// Lambda's clock is in UTC, and workers cannot have one of their own.
process.env["TZ"] = "UTC";
stopOn("SIGINT");
stopOn("SIGTERM");
try {
  run = await start();
  try {
    say(await banner(run, await run.demo()));
  } catch (error) {
    say(
      `The system is up at ${run.url}, but its demo could not be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
