/**
 * Bundles every function in one esbuild call; as a script, `npm run build`.
 * Files that did not change are left alone, so that a running system or a parallel synthesis never reads half of one.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";
import { lean } from "./bundle/lean.ts";
import { entries, entryOf } from "./entries.ts";
import { describeApi } from "./reference/reference.ts";

const root = resolve(import.meta.dirname, "..");

/** `functions/api/bookings.ts` → `api-bookings`, the name of its folder under `dist/`. */
const bundleName = (entry: string) => relative("functions", entry).replace(/\.ts$/, "").replaceAll(sep, "-");

export const bundleDirectory = (entry: string) => join(root, "dist", bundleName(entry));

export async function buildFunctions(): Promise<void> {
  const functions = entries.map((entry) => [join(bundleName(entry), "index"), entry] as const);
  await bundle(Object.fromEntries(functions), "dist");
  const pages = await buildPages();
  await Promise.all([...pages, ...(await buildReference())].map(({ path, contents }) => put(path, contents)));
}

/** Entry points by the name of their output. */
export async function bundle(entryPoints: Record<string, string>, outdir: string): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    plugins: [lean],
    // ElectroDB is CommonJS and requires Node's own modules.
    banner: {
      js: 'import { createRequire as nodeRequire } from "node:module"; const require = nodeRequire(import.meta.url);',
    },
    legalComments: "none",
    logLevel: "warning",
  });
  await Promise.all(outputFiles.map(({ path, contents }) => put(path, contents)));
}

/** The description of the API, as the function that serves it finds it beside its own code. */
async function buildReference() {
  return Object.entries(await describeApi()).map(([name, text]) => ({
    path: join(bundleDirectory(entryOf.reference), name),
    contents: Buffer.from(text),
  }));
}

/** What a page's function hands to browsers lies beside the function's own code. */
async function buildPages() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      "web-book/app": "functions/web/client/app.tsx",
      "web-book/signed-in": "functions/web/client/signed-in.ts",
      "web-book/embed": "functions/web/client/embed.ts",
      "web-book/style": "functions/web/client/style.css",
    },
    outdir: "dist",
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    target: ["es2022", "chrome123", "firefox121", "safari17.5"],
    // Each file is a script of its own, and nothing of it is the embedding page's business.
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles;
}

async function put(path: string, contents: Uint8Array): Promise<void> {
  if (existsSync(path) && (await readFile(path)).equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

if (import.meta.main) {
  const begun = performance.now();
  await buildFunctions();
  const took = Math.round(performance.now() - begun);
  process.stdout.write(`${entries.length} bundles in ${took} ms\n`);
}
