/** `npm run deploy -- --env staging`; whatever follows goes to `cdk deploy` as it is. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { bundleDirectory, buildFunctions, giveHeadStart } from "./build.ts";
import { entries } from "./entries.ts";
import { environment } from "./environments.ts";

const [flag, wanted, ...more] = process.argv.slice(2);
if (flag !== "--env") throw new Error("Say where to: npm run deploy -- --env staging");
const { name, account } = environment(wanted);
if (/^(\d)\1{11}$/.test(account)) {
  throw new Error(`${account} is a placeholder: put the account of ${name} into infra/environments.ts.`);
}
await buildFunctions();
// The command that runs Lambda's own node, as docs/performance.md has it; without it functions start without help.
const lambdaNode = process.env["LAMBDA_NODE"];
if (lambdaNode) giveHeadStart(entries.map(bundleDirectory), lambdaNode);
// Every stack of the environment, each after those that it takes something from.
const { status } = spawnSync("cdk", ["deploy", "--all", "--context", `env=${name}`, ...more], {
  cwd: resolve(import.meta.dirname, ".."),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
