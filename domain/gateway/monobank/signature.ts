/**
 * Monobank signs its callbacks: ECDSA over P-256 and SHA-256, of the very bytes. Its key is fetched once and kept; when
 * something does not verify, the key may have been replaced, so it is fetched once more. A forger must not make us ask
 * all day: a key that is younger than a minute is not fetched again, and whoever comes meanwhile shares one question.
 */
import { createHash, createPublicKey, verify as verifies, type KeyObject } from "node:crypto";
import * as Clock from "../../clock.ts";

/** As long as a genuine callback may wait at most for a key that was replaced; Monobank sends it again. */
const YOUNG_MS = 60_000;
const MOST_KEYS = 200;

type Known = { readonly key: Promise<KeyObject>; readonly fetchedAt: number };
const keys = new Map<string, Known>();

/** `owner`: whose key it is, without saying his token. */
export const ownerOf = (baseUrl: string, token: string): string =>
  createHash("sha256").update(`${baseUrl}\n${token}`).digest("base64url");

export async function isGenuine(
  body: Uint8Array,
  signature: string | undefined,
  { owner, fetchKey }: { owner: string; fetchKey: () => Promise<KeyObject> },
): Promise<boolean> {
  const given = bytesOf(signature ?? "");
  if (!given) return false;
  const known = keys.get(owner) ?? remember(owner, fetchKey);
  if (fits(await known.key, body, given)) return true;
  if (Clock.millis() - known.fetchedAt < YOUNG_MS) return false;
  const current = keys.get(owner);
  const renewed = current && current !== known ? current : remember(owner, fetchKey);
  return fits(await renewed.key, body, given);
}

function remember(owner: string, fetchKey: () => Promise<KeyObject>): Known {
  const known = { key: fetchKey(), fetchedAt: Clock.millis() };
  const before = keys.get(owner);
  keys.delete(owner);
  const [oldest] = keys.keys();
  if (keys.size >= MOST_KEYS && oldest !== undefined) keys.delete(oldest);
  keys.set(owner, known);
  // What could not be fetched is not remembered; the key that we had may still be right.
  known.key.catch(() => {
    if (keys.get(owner) !== known) return;
    if (before) keys.set(owner, before);
    else keys.delete(owner);
  });
  return known;
}

/** Base64 of a PEM. Any other kind of key than the one that Monobank documents is none. */
export function keyIn(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey(Buffer.from(text, "base64"));
    return key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1"
      ? key
      : undefined;
  } catch {
    return undefined;
  }
}

const fits = (key: KeyObject, body: Uint8Array, signature: Buffer): boolean =>
  verifies("sha256", body, { key, dsaEncoding: "der" }, signature);

/** Only base64 as it is written, so that one signature has one spelling. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length > 0 && bytes.toString("base64") === text ? bytes : undefined;
}
