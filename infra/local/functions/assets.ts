import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../template/refusal.ts";

/** Where the assembly keeps the code that the template names by its key in the asset bucket. */
export interface Assets {
  directory(objectKey: string, logicalId: string): string;
}

interface Manifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

export function openAssets(assembly: string): Assets {
  const paths = new Map<string, string>();
  for (const file of globSync("*.assets.json", { cwd: assembly })) {
    const manifest = JSON.parse(readFileSync(join(assembly, file), "utf8")) as Manifest;
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path !== undefined) paths.set(objectKey, join(assembly, source.path));
      }
    }
  }
  return {
    directory(objectKey, logicalId) {
      const path = paths.get(objectKey);
      if (path === undefined || !existsSync(path))
        refuse(`${logicalId}: the assembly has no asset ${objectKey}.`);
      return path;
    },
  };
}
