import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** What is deployed, as logs and /health report it: CI passes the commit in RELEASE. */
export const release = process.env.RELEASE ?? version;
