/**
 * Secrets that others entrust to us, encrypted before they are stored: the table, its backups, its stream and the audit
 * log hold nothing that anybody could use.
 *
 * Every secret has a data key of its own. KMS makes it, the secret is encrypted with it here, and of the data key only
 * what KMS alone can decrypt is kept beside it. Purpose, company and name are the encryption context in KMS and the
 * authenticated data here, so what is copied to another place opens nowhere; and a role may seal or open for one purpose,
 * by a condition on that context.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { canonical } from "./once.ts";

/** Where a secret belongs. */
export type Place = {
  readonly purpose: "gateway-settings" | "saved-card";
  readonly companyId: string;
  readonly gateway: string;
};
/** Of no use without KMS: the encrypted data key, and nonce, tag and ciphertext in one. */
export type Sealed = { readonly key: string; readonly box: string };

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export async function seal(place: Place, secret: string): Promise<Sealed> {
  const { Plaintext, CiphertextBlob } = await client().send(
    new GenerateDataKeyCommand({ KeyId: keyId(), KeySpec: "AES_256", EncryptionContext: place }),
  );
  if (!Plaintext || !CiphertextBlob) throw new Error("KMS gave no data key.");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, Plaintext, nonce).setAAD(bound(place));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  Plaintext.fill(0);
  return { key: base64(CiphertextBlob), box: base64(Buffer.concat([nonce, cipher.getAuthTag(), text])) };
}

export async function open(place: Place, { key, box }: Sealed): Promise<string> {
  const { Plaintext } = await client().send(
    new DecryptCommand({ CiphertextBlob: Buffer.from(key, "base64"), EncryptionContext: place }),
  );
  if (!Plaintext) throw new Error("KMS gave no data key.");
  const bytes = Buffer.from(box, "base64");
  const decipher = createDecipheriv(CIPHER, Plaintext, bytes.subarray(0, NONCE_BYTES)).setAAD(bound(place));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  Plaintext.fill(0);
  return text.toString("utf8");
}

const bound = (place: Place): Buffer => Buffer.from(canonical(place));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

let kms: KMSClient | undefined;
const client = (): KMSClient =>
  (kms ??= new KMSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2000, throwOnRequestTimeout: true },
  }));

function keyId(): string {
  const id = process.env.SECRETS_KEY_ID;
  if (!id) throw new Error("SECRETS_KEY_ID is not set for this function.");
  return id;
}
