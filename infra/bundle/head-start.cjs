/**
 * `node head-start.cjs <directory>…`: loads each function once and keeps what V8 has compiled for that, so that its starts
 * need not. To be run by the very node, with the very flags, that will run the functions: V8 accepts nobody else's. Needs
 * nothing but the bundles, so that the runtime's own image can run it.
 */
const { execFileSync } = require("node:child_process");
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { constants, Script } = require("node:vm");

const [directory, ...others] = process.argv.slice(2);

function keep() {
  const filename = join(directory, "main.js");
  const script = new Script(readFileSync(filename, "utf8"), {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, directory);
  const draft = join(directory, "main.compiled.new");
  writeFileSync(draft, script.createCachedData());
  renameSync(draft, join(directory, "main.compiled"));
}

if (others.length === 0) {
  keep();
  process.exit(0);
}
// A process for each: what one has loaded would make V8 forget parts of the others.
const env = { AWS_REGION: "us-east-1", ...process.env };
for (const each of [directory, ...others]) {
  execFileSync(process.execPath, [...process.execArgv, __filename, each], { env, stdio: "inherit" });
}
