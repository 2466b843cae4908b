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
    // No operation that is called here streams events.
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, () => ours("left-out.cjs"));
    // Of its own description a client needs the version, for the header that names it.
    build.onLoad({ filter: /\/@aws-sdk\/[^/]+\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
    build.onLoad({ filter: JSON_SCHEMA }, async ({ path }) => {
      const names = (await readFile(path, "utf8")).matchAll(/^export (?:const|function) (\w+)/gm);
      const absent = [...names].map(([, name]) => `export const ${name} = undefined;`);
      return { contents: absent.join("\n") };
    });
    // Stack traces name what modules declare as its source does; only what is inside of that gets short names. Giving
    // each function its name back at the start, as esbuild's `keepNames` would, costs more than the bytes.
    build.onLoad({ filter: /\.(ts|[cm]?js)$/ }, async ({ path }) => {
      const loader = path.endsWith(".ts") ? "ts" : "js";
      const source = await readFile(path, "utf8");
      // What is CommonJS is a function of its own already, so there all names can be short.
      const inside = path.includes("/electrodb/") && { format: "cjs" as const };
      const { code } = await transform(source, {
        loader,
        minifyIdentifiers: true,
        target: "node24",
        ...inside,
      });
      return { contents: code };
    });
  },
};

/** zod can write schemas as JSON Schema, which only the build does. */
const JSON_SCHEMA = /\/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/;
