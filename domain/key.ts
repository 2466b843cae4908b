/**
 * Signing keys without secrets to keep: KMS makes them from its own key and the purpose (a MAC as key derivation), so no
 * environment, table or template holds one, and a role that may not ask KMS can not sign. One call per purpose and process.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { DescribeKeyCommand, GenerateMacCommand, KMSClient } from "@aws-sdk/client-kms";

const derived = new Map<string, Promise<Buffer>>();

export function keyFor(purpose: string): Promise<Buffer> {
  const known = derived.get(purpose);
  if (known) return known;
  const made = derive(purpose);
  derived.set(purpose, made);
  made.catch(() => derived.delete(purpose));
  return made;
}

/** Whether the key is there and in order; for whoever may not use it. */
export async function look(abortSignal: AbortSignal): Promise<void> {
  const kms = new KMSClient({ maxAttempts: 1 });
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId() }), { abortSignal });
  if (!KeyMetadata?.Enabled) throw new Error("The signing key is not enabled.");
}

async function derive(purpose: string): Promise<Buffer> {
  const KeyId = keyId();
  const Message = new TextEncoder().encode(`holdfast/${purpose}`);
  const kms = new KMSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2000 },
  });
  const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm: "HMAC_SHA_256" }));
  if (!Mac) throw new Error("KMS gave no MAC.");
  return Buffer.from(Mac);
}

function keyId(): string {
  const id = process.env.HMAC_KEY_ID;
  if (!id) throw new Error("HMAC_KEY_ID is not set for this function.");
  return id;
}

export const sign = (key: Buffer, text: string | Uint8Array): string =>
  createHmac("sha256", key).update(text).digest("hex");

/** In constant time; a signature of another length or alphabet is simply not ours. */
export function verify(key: Buffer, text: string | Uint8Array, signature: string): boolean {
  const expected = createHmac("sha256", key).update(text).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
