/**
 * A page's files. Their address carries a hash of their content, so a browser may keep them for ever; under another
 * address they are not kept at all, because then an older and a newer release meet.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import { missing } from "../../../domain/error.ts";

const TYPES: Readonly<Record<string, string>> = {
  "app.js": "text/javascript; charset=utf-8",
  "signed-in.js": "text/javascript; charset=utf-8",
  "embed.js": "text/javascript; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
};

type File = { hash: string; plain: string; packed: string };
const loaded = new Map<string, File>();

export const addressOf = (files: string, file: string): string => `${files}/${file}?v=${load(file).hash}`;

export function answer(file: string, version: string | undefined, encodings = ""): Answer {
  const type = TYPES[file];
  if (!type) throw missing("page");
  const { hash, plain, packed } = load(file);
  const brotli = /\bbr\b/.test(encodings);
  const kept = version === undefined ? "public, max-age=3600" : "no-store";
  return {
    statusCode: 200,
    headers: {
      "content-type": type,
      ...(brotli && { "content-encoding": "br" }),
      vary: "accept-encoding",
      "cache-control": version === hash ? "public, max-age=31536000, immutable" : kept,
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    },
    body: brotli ? packed : plain,
    isBase64Encoded: true,
  };
}

/** Beside the function's own code, where the build has put them; packed once while this process lives. */
function load(file: string): File {
  const known = loaded.get(file);
  if (known) return known;
  const path = join(import.meta.dirname, file);
  if (!existsSync(path)) throw missing("page");
  const content = readFileSync(path);
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 12);
  const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } });
  const made = { hash, plain: content.toString("base64"), packed: packed.toString("base64") };
  loaded.set(file, made);
  return made;
}
