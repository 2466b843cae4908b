/**
 * Templates without the command line tool, and without network or credentials; as a script, `npm run synth`: every
 * environment, checked. A finding of cdk-nag that nobody acknowledged with a reason fails it, and so does a template that
 * CloudFormation would not take. What only runs here is not checked: that takes six times as long as making it.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { buildFunctions } from "./build.ts";
import { environment, environmentNames } from "./environments.ts";
import { readRoutes } from "./routes.ts";
import { makeStacks } from "./stacks.ts";
import { merge, type Stacks, type Template } from "./template.ts";

const root = resolve(import.meta.dirname, "..");

type Wanted = { name?: string; outdir?: string; checked: boolean };

/** The app of one environment: the one named, or the one the command line tool was given as context. */
export async function assemble({ name, outdir, checked }: Wanted): Promise<App> {
  const app = new App({
    context: featureFlags(),
    builtinCloudFormationValidation: checked,
    ...(outdir !== undefined && { outdir }),
  });
  if (checked) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const wanted: unknown = name ?? app.node.tryGetContext("env") ?? "dev";
  makeStacks(app, environment(wanted), await readRoutes());
  return app;
}

/** Needs the bundles of `buildFunctions()`. A function's code lies in `<directory>/asset.<S3Key without .zip>`. */
export async function synthesise(
  name: string,
  directory = resolve(root, "cdk.out", name),
  checked = false,
): Promise<{ template: Template; stacks: Stacks; directory: string }> {
  const app = await assemble({ name, outdir: directory, checked });
  const made = app
    .synth()
    .stacks.map(({ stackName, template }) => [stackName, template as Template] as const);
  const stacks = Object.fromEntries(made);
  return { template: merge(stacks), stacks, directory };
}

// Only the command line tool reads cdk.json by itself; without its flags we would synthesise something else than it.
function featureFlags(): Record<string, unknown> {
  const settings = JSON.parse(readFileSync(resolve(root, "cdk.json"), "utf8")) as {
    context: Record<string, unknown>;
  };
  return settings.context;
}

if (import.meta.main) {
  await buildFunctions();
  for (const name of environmentNames) {
    const { stacks, directory } = await synthesise(name, undefined, true);
    for (const [stack, { Resources = {} }] of Object.entries(stacks)) {
      process.stdout.write(`${stack.padEnd(24)} ${Object.keys(Resources).length} resources  ${directory}\n`);
    }
  }
}
