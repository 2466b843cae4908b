/** The ground the bench stands on: the table engine, KMS and the bus, the sandbox gateway; and the variables that say where. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { startEngine } from "../../infra/local/engine/engine.ts";
import { createTables } from "../engine.ts";
import { aws, useAws } from "../functions/edge.ts";

export type Ground = { engine: string; close: () => Promise<void> };

/** Nothing of the domain may have been loaded before: it reads the variables as it loads. */
export async function layGround(hear: (entry: { Detail: string }) => void): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  const engine = await startEngine(directory, (message) => process.stderr.write(`${message}\n`));
  await createTables(engine.url);
  Object.assign(process.env, {
    // One person measures a thousand times a minute.
    LIMIT_PUBLIC: "1000000",
    LIMIT_USER: "1000000",
    LIMIT_ADMIN: "1000000",
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
    TABLE_NAME: "holdfast",
    SANDBOX_TABLE: "sandbox",
    API_URL: "http://api.test",
    POWERTOOLS_DEV: "false",
    POWERTOOLS_METRICS_DISABLED: "true",
    LOG_LEVEL: "SILENT",
  });
  const neighbours = new Worker(new URL("neighbours.ts", import.meta.url));
  const [gatewayUrl] = (await once(neighbours, "message")) as [string];
  const bus = await aws(hear);
  useAws(bus.url);
  Object.assign(process.env, { SANDBOX_URL: gatewayUrl, SANDBOX_PUBLIC_URL: gatewayUrl });
  const close = async () => {
    await Promise.all([bus.close(), neighbours.terminate()]);
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { engine: engine.url, close };
}
