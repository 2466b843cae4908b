import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Store } from "../delivery/store.ts";
import { arn } from "../template/place.ts";
import type { Resource, Stack } from "../template/template.ts";
import { jsonRefusal, jsonReply, ServiceError, targetOperation, type Service } from "./aws-service.ts";

/** KMS with keys that never leave the store. The blob names its key, so that Decrypt need not be told. */
type Key = Resource<"AWS::KMS::Key">;
interface Input {
  readonly KeyId?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Record<string, string>;
  readonly KeySpec?: string;
  readonly NumberOfBytes?: number;
  readonly Message?: string;
  readonly Mac?: string;
  readonly MacAlgorithm?: string;
}

const idLength = 36;

export function kms(stack: Stack, store: Store): Service {
  const keys = stack.all("AWS::KMS::Key");
  const aliases = stack.all("AWS::KMS::Alias");
  const read = store.prepare("select material from keys where id = ?");
  const insert = store.prepare("insert or ignore into keys values (?, ?)");

  function find(given: string): Key | undefined {
    const alias = aliases.find(({ name }) => given === name || given.endsWith(`:${name}`));
    const wanted = alias?.properties.TargetKeyId ?? given;
    return keys.find(({ ref, arn: own }) => wanted === ref || wanted === own);
  }

  function blobKey(blob: string | undefined) {
    return find(
      Buffer.from(blob ?? "", "base64")
        .subarray(0, idLength)
        .toString(),
    );
  }

  function material(key: Key): Buffer {
    insert.run(key.ref, randomBytes(32));
    return Buffer.from(read.get(key.ref)?.["material"] as Uint8Array);
  }

  function encrypt(key: Key, plaintext: Buffer, context: Input["EncryptionContext"]): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", material(key), iv).setAAD(Buffer.from(canonical(context)));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.from(key.ref), iv, cipher.getAuthTag(), sealed]).toString("base64");
  }

  function decrypt(key: Key, blob: Buffer, context: Input["EncryptionContext"]): Buffer {
    const [iv, tag, sealed] = [
      blob.subarray(idLength, idLength + 12),
      blob.subarray(idLength + 12, idLength + 28),
      blob.subarray(idLength + 28),
    ];
    try {
      const cipher = createDecipheriv("aes-256-gcm", material(key), iv).setAAD(
        Buffer.from(canonical(context)),
      );
      cipher.setAuthTag(tag);
      return Buffer.concat([cipher.update(sealed), cipher.final()]);
    } catch {
      throw new ServiceError(
        "InvalidCiphertextException",
        "The ciphertext is not valid for this key and context.",
      );
    }
  }

  const mac = (key: Key, message: string | undefined) =>
    createHmac("sha256", material(key))
      .update(Buffer.from(message ?? "", "base64"))
      .digest();

  const operations: Record<string, (key: Key, input: Input) => object> = {
    Encrypt: (key, { Plaintext = "", EncryptionContext }) => ({
      CiphertextBlob: encrypt(key, Buffer.from(Plaintext, "base64"), EncryptionContext),
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
    }),
    Decrypt: (key, { CiphertextBlob = "", EncryptionContext }) => ({
      Plaintext: decrypt(key, Buffer.from(CiphertextBlob, "base64"), EncryptionContext).toString("base64"),
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
    }),
    GenerateDataKey(key, { EncryptionContext, KeySpec, NumberOfBytes }) {
      const plain = randomBytes(NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32));
      return { CiphertextBlob: encrypt(key, plain, EncryptionContext), Plaintext: plain.toString("base64") };
    },
    GenerateMac: (key, { Message, MacAlgorithm }) => ({
      Mac: mac(key, Message).toString("base64"),
      MacAlgorithm,
    }),
    VerifyMac(key, { Mac = "", MacAlgorithm, Message }) {
      const [given, right] = [Buffer.from(Mac, "base64"), mac(key, Message)];
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        throw new ServiceError("KMSInvalidMacException", "The MAC is not valid.");
      }
      return { MacValid: true, MacAlgorithm };
    },
    DescribeKey: (key) => ({
      KeyMetadata: {
        Arn: key.arn,
        Enabled: key.properties.Enabled,
        KeyId: key.ref,
        KeySpec: key.properties.KeySpec,
        KeyState: "Enabled",
        KeyUsage: usageOf(key),
      },
    }),
  };

  const target = targetOperation("TrentService");
  const keyOf = ({ KeyId, CiphertextBlob }: Input) =>
    KeyId === undefined ? blobKey(CiphertextBlob) : find(KeyId);
  return {
    operation(request) {
      const operation = target(request);
      return operation !== undefined && operation in operations ? operation : undefined;
    },
    needs: (operation, input) => [
      {
        action: `kms:${operation}`,
        resource: keyOf(input as Input)?.arn ?? arn("kms", `key/${(input as Input).KeyId}`),
        ...contextOf(input as Input),
      },
    ],
    answer(operation, given) {
      const input = given as Input;
      const key = keyOf(input);
      if (!key)
        throw new ServiceError(
          "NotFoundException",
          `There is no key ${input.KeyId ?? "for this ciphertext"}.`,
        );
      const usage = operation.endsWith("Mac") ? "GENERATE_VERIFY_MAC" : "ENCRYPT_DECRYPT";
      if (operation !== "DescribeKey" && usageOf(key) !== usage) {
        throw new ServiceError("InvalidKeyUsageException", `${key.arn} is a key for ${usageOf(key)}.`);
      }
      return jsonReply("1.1", { KeyId: key.arn, ...operations[operation]?.(key, input) });
    },
    refusal: jsonRefusal("1.1"),
  };
}

/** IAM's condition keys ignore case. */
const contextOf = ({ EncryptionContext }: Input) =>
  EncryptionContext && {
    context: Object.fromEntries(
      Object.entries(EncryptionContext).map(([name, value]) => [
        `kms:encryptioncontext:${name}`.toLowerCase(),
        value,
      ]),
    ),
  };
const usageOf = ({ properties }: Key) =>
  properties.KeyUsage ?? (properties.KeySpec === "HMAC_256" ? "GENERATE_VERIFY_MAC" : "ENCRYPT_DECRYPT");
const canonical = (context: Record<string, string> = {}) =>
  JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1)));
