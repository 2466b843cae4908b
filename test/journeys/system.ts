/** The whole system, once for all journeys: built, synthesised and run as `npm start` does, on free ports and new data. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildFunctions } from "../../infra/build.ts";
import { startLocal } from "../../infra/local/run.ts";
import { synthesise } from "../../infra/synth.ts";

declare module "vitest" {
  interface ProvidedContext {
    system: { api: string; endpoint: string; dataDir: string; twins: Readonly<Record<string, string>> };
  }
}

const warn = (message: string) => process.stderr.write(`${message}\n`);

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "holdfast-journeys-"));
  await buildFunctions();
  const { template, directory } = await synthesise("dev", join(dataDir, "cdk.out"));
  const run = await startLocal({ template: patient(template), assetsDir: directory, dataDir, port: 0, warn });
  project.provide("system", { api: run.url, endpoint: run.endpointUrl, dataDir, twins: run.twins });
  return async () => {
    await run.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** All journeys come from one address: what a booking page's visitors share is not for them. */
const patient = (template: object): object =>
  JSON.parse(
    JSON.stringify(template).replaceAll(/"LIMIT_PUBLIC":"\d+"/g, '"LIMIT_PUBLIC":"1000000"'),
  ) as object;
