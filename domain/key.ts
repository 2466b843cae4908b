/**
 * Signing keys without secrets to keep: KMS makes them from its own key and the purpose (a MAC as key derivation), so no
 * environment, table or template holds one, and a role that may not ask KMS can not sign. One call per purpose and process.
 *
 * Guests' tokens have a key of their own: whoever checks them must be able to derive it, and may derive nothing else.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { DescribeKeyCommand, GenerateMacCommand, KMSClient } from "@aws-sdk/client-kms";

const derived = new Map<string, Promise<Buffer>>();

const VARIABLES = { signing: "HMAC_KEY_ID", guests: "GUEST_KEY_ID" } as const;
type Master = keyof typeof VARIABLES;

export async function keyFor(purpose: string, master: Master = "signing"): Promise<Buffer> {
  const known = derived.get(purpose);
  if (known) return known;
  const made = derive(purpose, master);
  derived.set(purpose, made);
  made.catch(() => derived.delete(purpose));
  return made;
}

/** Whether the keys are there and in order; for whoever may not use them. */
export async function look(abortSignal: AbortSignal): Promise<void> {
  const kms = new KMSClient({ maxAttempts: 1 });
  const ask = async (master: Master): Promise<void> => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: idOf(master) }), { abortSignal });
    if (!KeyMetadata?.Enabled) throw new Error(`The key for ${master} is not enabled.`);
  };
  await Promise.all([ask("signing"), ask("guests")]);
}

async function derive(purpose: string, master: Master): Promise<Buffer> {
  const KeyId = idOf(master);
  const Message = new TextEncoder().encode(`holdfast/${purpose}`);
  const kms = new KMSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2000 },
  });
  const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm: "HMAC_SHA_256" }));
  if (!Mac) throw new Error("KMS gave no MAC.");
  return Buffer.from(Mac);
}

function idOf(master: Master): string {
  const id = process.env[VARIABLES[master]];
  if (!id) throw new Error(`${VARIABLES[master]} is not set for this function.`);
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
