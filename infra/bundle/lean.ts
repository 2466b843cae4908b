/** What is replaced in the bundles, and only there: each file says why. Tests and scripts run what the packages ship. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Plugin, transform } from "esbuild";

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
    build.onResolve({ filter: /^\.\/src\/(service|transaction)$/ }, ({ importer }) =>
      importer.includes("/electrodb/") ? ours("left-out.cjs") : undefined,
    );
    // Stack traces name what is called as its source does. Only what packages keep to themselves gets short names:
    // giving each function its name back at the start, as esbuild's `keepNames` would, costs more than the bytes.
    build.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { minifyIdentifiers: true, target: "node24" });
      return { contents: code };
    });
  },
};
