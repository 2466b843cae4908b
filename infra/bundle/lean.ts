/** What is replaced in the bundles, and only there: each file says why. Tests and scripts run what the packages ship. */
import { join } from "node:path";
import type { Plugin } from "esbuild";

const here = import.meta.dirname;
const ours = (name: string) => ({ path: join(here, name) });

export const lean: Plugin = {
  name: "lean",
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ours("credentials.ts"));
    build.onResolve({ filter: /^jsonschema$/ }, () => ours("model-check.ts"));
    build.onResolve({ filter: /^electrodb$/ }, ({ importer }) =>
      importer.startsWith(here) ? undefined : ours("electrodb.ts"),
    );
    build.onResolve({ filter: /^@aws-sdk\/(lib|util)-dynamodb$/ }, ({ importer }) =>
      importer.includes("/electrodb/") ? ours("handed.cjs") : undefined,
    );
  },
};
