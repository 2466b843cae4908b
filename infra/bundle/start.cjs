/**
 * What Lambda loads: it compiles `main.js`, which lies beside it, with the head start of what V8 has compiled before
 * (`head-start.cjs`), if that is there. V8 refuses what another V8, or one with other flags, has made, and compiles anew:
 * slower, and counted, so that nobody believes in a head start that is not there.
 */
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { constants, Script } = require("node:vm");

const filename = join(__dirname, "main.js");
const compiled = join(__dirname, "main.compiled");
const script = new Script(readFileSync(filename, "utf8"), {
  filename,
  cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
script.runInThisContext()(exports, require, module, filename, __dirname);

if (script.cachedDataRejected) {
  const metrics = [{ Name: "HeadStartRefused", Unit: "Count" }];
  const directive = { Namespace: "Holdfast", Dimensions: [["service"]], Metrics: metrics };
  const line = {
    service: process.env.POWERTOOLS_SERVICE_NAME,
    function: process.env.AWS_LAMBDA_FUNCTION_NAME,
    HeadStartRefused: 1,
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
