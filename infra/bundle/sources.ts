/** What the bundles are made of, in one digest: as long as it is the same, there is nothing to build. */
import { createHash } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The code, the settings that it is read with, and the packages that are installed. */
const SOURCES = ["{domain,functions,infra}/**/*.*", "*.json", "node_modules/.package-lock.json"];

/** Changes with any byte or name of what is built, and with the node that builds. */
export async function digestOfSources(root: string): Promise<string> {
  const paths = globSync(SOURCES, { cwd: root }).toSorted();
  const digest = createHash("sha256").update(process.version);
  const contents = await Promise.all(paths.map((path) => readFile(join(root, path))));
  for (const [index, content] of contents.entries())
    digest.update(`\0${paths[index]}\0${content.length}\0`).update(content);
  return digest.digest("hex");
}

export async function isBuiltOf(stamp: string, digest: string): Promise<boolean> {
  return existsSync(stamp) && (await readFile(stamp, "utf8")) === digest;
}
