/**
 * Bundles every function in one esbuild call; as a script, `npm run build`.
 * Files that did not change are left alone, so that a running system or a parallel synthesis never reads half of one.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { lean } from "./bundle/lean.ts";
import { digestOfSources, isBuiltOf } from "./bundle/sources.ts";
import { entries, entryOf } from "./entries.ts";
import { web } from "./functions.ts";
import { describeApi } from "./reference/reference.ts";

const root = resolve(import.meta.dirname, "..");

const OUT = "dist/functions";

/** `functions/api/bookings.ts` → `api-bookings`, the name of its folder. */
export const bundleName = (entry: string) =>
  relative("functions", entry).replace(/\.ts$/, "").replaceAll(sep, "-");

export const bundleDirectory = (entry: string) => join(root, OUT, bundleName(entry));

/** Does nothing if the bundles are those of these very sources. */
export async function buildFunctions(): Promise<void> {
  const stamp = join(root, OUT, "built-of");
  // Before anything is read: what changes while it is built is built again next time.
  const digest = await digestOfSources(root);
  if (await isBuiltOf(stamp, digest)) return;
  await rm(stamp, { force: true });
  await buildAll();
  await put(stamp, Buffer.from(digest));
}

async function buildAll(): Promise<void> {
  const functions = entries.map((entry) => [bundleName(entry), entry] as const);
  await bundle(Object.fromEntries(functions), OUT);
  const pages = await buildPages();
  await Promise.all([...pages, ...(await buildReference())].map(({ path, contents }) => put(path, contents)));
}

/** Entry points by the name of their directory: `main.js` there, and `index.cjs` that starts it. */
export async function bundle(entryPoints: Record<string, string>, outdir: string): Promise<void> {
  const mains = Object.entries(entryPoints).map(([name, entry]) => [join(name, "main"), entry] as const);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(mains),
    outdir,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    define: { "import.meta.dirname": "__dirname" },
    plugins: [lean],
    // One function of what `start.cjs` gives it.
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "})" },
    legalComments: "none",
    logLevel: "warning",
  });
  const starter = await readFile(join(root, "infra/bundle/start.cjs"));
  const files = outputFiles.map(async ({ path, contents }) => {
    await put(path, contents, join(dirname(path), "main.compiled"));
    await put(join(dirname(path), "index.cjs"), starter);
  });
  await Promise.all(files);
}

/**
 * Lets V8 keep what it compiles of the functions, for functions that will run under this very command of node: Lambda's
 * own from its image, or this process's. Another one would refuse it.
 */
export function giveHeadStart(directories: readonly string[], node = `"${process.execPath}"`): void {
  const script = join(root, "infra/bundle/head-start.cjs");
  const { status } = spawnSync(`${node} "${script}" ${directories.map((path) => `"${path}"`).join(" ")}`, {
    cwd: root,
    shell: true,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`No head start: ${node} ended with ${status}.`);
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
      "web-console/app": "functions/web/console/app.tsx",
      "web-console/style": "functions/web/console/style.css",
    },
    outdir: OUT,
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

/** What was made of the old contents goes before the new ones come. */
async function put(path: string, contents: Uint8Array, madeOfIt?: string): Promise<void> {
  if (existsSync(path) && (await readFile(path)).equals(contents)) return;
  if (madeOfIt) await rm(madeOfIt, { force: true });
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}

if (import.meta.main) {
  const begun = performance.now();
  await buildAll();
  const took = Math.round(performance.now() - begun);
  process.stdout.write(`${entries.length} bundles in ${took} ms\n`);
  for (const page of Object.keys(web)) {
    const script = await readFile(join(root, OUT, `web-${page}`, "app.js"));
    const packed = (brotliCompressSync(script).length / 1024).toFixed(1);
    process.stdout.write(`the script of /${page}: ${packed} KB as it travels\n`);
  }
}
