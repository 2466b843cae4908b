/**
 * LiqPay's envelope, the same both ways: `data` is base64 of JSON, `signature` is a hash of it between two private keys.
 * Which hash is the merchant's setting, never the message's: whoever could choose would choose the weakest.
 */
import { createHash, timingSafeEqual } from "node:crypto";

export type Signer = { readonly privateKey: string; readonly version: 3 | 7 };
export type Envelope = { readonly data: string; readonly signature: string };

const HASHES = { 3: "sha1", 7: "sha3-256" } as const;

export const sign = ({ privateKey, version }: Signer, data: string): string =>
  createHash(HASHES[version]).update(`${privateKey}${data}${privateKey}`).digest("base64");

export function seal(signer: Signer, message: object): Envelope {
  const data = Buffer.from(JSON.stringify(message)).toString("base64");
  return { data, signature: sign(signer, data) };
}

/** The JSON in a form post, if its signature is this merchant's. The signature is over `data` as it was written. */
export function open(signer: Signer, form: Uint8Array): { data: string; json: string } | "refused" {
  const fields = new URLSearchParams(Buffer.from(form).toString());
  const [data, ...moreData] = fields.getAll("data");
  const [signature, ...moreSignatures] = fields.getAll("signature");
  if (!data || !signature || moreData.length > 0 || moreSignatures.length > 0) return "refused";
  const expected = Buffer.from(sign(signer, data));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return "refused";
  return { data, json: Buffer.from(data, "base64").toString() };
}
