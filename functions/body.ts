/** A request's body as the object that it must be. */
import { DomainError, invalid } from "../domain/error.ts";
import type { Request } from "./caller.ts";

const MOST_BYTES = 64 * 1024;
/** Half a surrogate pair, escaped, is JSON but no text: nothing behind us can keep it. */
const LONE = /\\ud[89a-f][\da-f]{2}/i;
const PAIRED = /\\\\|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}/gi;

export function bodyOf(event: Request): object {
  if (!event.body) return {};
  const raw = event.isBase64Encoded ? Buffer.from(event.body, "base64") : Buffer.from(event.body);
  if (raw.length > MOST_BYTES) {
    throw new DomainError("too_large", "request.too_large", "A body may have at most 64 KB.");
  }
  const parsed = parseJson(raw.toString());
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
    throw invalid("request.not_an_object", "The body must be a JSON object.");
  }
  return parsed;
}

function parseJson(text: string): unknown {
  if (LONE.test(text.replaceAll(PAIRED, " "))) {
    throw invalid("request.malformed_text", "The body has half of a character in it: it is not Unicode.");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("request.malformed_json", "The body is not JSON.");
  }
}
