import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import * as Gateway from "../../../domain/gateway/gateway.ts";
import { keyIn } from "../../../domain/gateway/monobank/signature.ts";
import { MINUTE, travel } from "../../world.ts";
import { adapter, bank, paid, pair, published, signed, told, unanswered, useBank, verify } from "./bank.ts";

useBank();

/** Monobank's own example, byte by byte. */
const EXAMPLE = {
  key: "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFQUc1LzZ3NnZubGJZb0ZmRHlYWE4vS29CbVVjTgo3NWJSUWg4MFBhaEdldnJoanFCQnI3OXNSS0JSbnpHODFUZVQ5OEFOakU1c0R3RmZ5Znhub0ZJcmZBPT0KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0tCg==",
  signature:
    "MEUCIQC/mVKhi8FKoayul2Mim3E2oaIOCNJk5dEXxTqbkeJSOQIgOM0hsW0qcP2H8iXy1aQYpmY0SJWEaWur7nQXlKDCFxA=",
  body: `{
  "invoiceId": "p2_9ZgpZVsl3",
  "status": "created",
  "failureReason": "string",
  "amount": 4200,
  "ccy": 980,
  "finalAmount": 4200,
  "createdDate": "2019-08-24T14:15:22Z",
  "modifiedDate": "2019-08-24T14:15:22Z",
  "reference": "84d0070ee4e44667b31371d8f8813947",
  "cancelList": [
    {
      "status": "processing",
      "amount": 4200,
      "ccy": 980,
      "createdDate": "2019-08-24T14:15:22Z",
      "modifiedDate": "2019-08-24T14:15:22Z",
      "approvalCode": "662476",
      "rrn": "060189181768",
      "extRef": "635ace02599849e981b2cd7a65f417fe"
    }
  ]
}`,
};

describe("Monobank's signature", () => {
  it("PAY-9 verifies Monobank's own example, and only its very bytes", async () => {
    bank.served = EXAMPLE.key;
    const shown = await verify(EXAMPLE.body, EXAMPLE.signature);
    expect(shown).toMatchObject({ kind: "news", news: "pending", externalId: "p2_9ZgpZVsl3" });
    expect(await verify(JSON.stringify(JSON.parse(EXAMPLE.body)), EXAMPLE.signature)).toBe("refused");
    expect(await verify(EXAMPLE.body.replace("4200", "4201"), EXAMPLE.signature)).toBe("refused");
  });

  it("PAY-9 is refused when it is missing, off by a byte, spelled otherwise, or another key's", async () => {
    const body = JSON.stringify(paid);
    const good = signed(body);
    const off = Buffer.from(good, "base64");
    off[off.length - 1]! ^= 1;
    for (const wrong of [
      "",
      off.toString("base64"),
      `${good} `,
      good.slice(0, -4),
      "?",
      signed(body, pair().privateKey),
    ]) {
      expect(await verify(body, wrong)).toBe("refused");
    }
    expect(await adapter().verify({ companyId: "cmp_YOGA", rawBody: Buffer.from(body), headers: {} })).toBe(
      "refused",
    );
    expect(await verify(`${body} `, good)).toBe("refused");
    expect(await verify(body, good)).toMatchObject({ kind: "news" });
  });

  it("asks for the key once, and once more when it was replaced", async () => {
    await Promise.all([told(paid), told(paid), told({ ...paid, amount: 1 })]);
    expect(bank.calls).toHaveLength(1);
    expect(bank.calls[0]).toMatchObject({ method: "GET", path: "/api/merchant/pubkey" });
    expect(bank.calls[0]?.headers["x-token"]).toBe(bank.token);
    bank.replaceKey();
    using _later = travel(2 * MINUTE);
    expect(await Promise.all([told(paid), told({ ...paid, amount: 1 })])).toMatchObject([
      { kind: "news" },
      { kind: "news" },
    ]);
    expect(bank.calls).toHaveLength(2);
  });

  it("is not asked for by a flood of forgeries more than once a minute", async () => {
    await told(paid);
    using _later = travel(2 * MINUTE);
    const forged = Array.from({ length: 50 }, (_, n) => verify(`${n}`, signed("another")));
    expect(new Set(await Promise.all(forged))).toEqual(new Set(["refused"]));
    expect(await verify("more", signed("another"))).toBe("refused");
    expect(bank.calls).toHaveLength(2);
    expect(await told(paid)).toMatchObject({ kind: "news" });
  });

  it("PAY-9 is not decided while the key can not be had, and the key that we had stays", async () => {
    const { answer } = bank;
    bank.answer = unanswered;
    await expect(told(paid)).rejects.toThrow(Gateway.GatewayUnreachable);
    bank.answer = answer;
    expect(await told(paid)).toMatchObject({ kind: "news" });
    bank.answer = unanswered;
    using _later = travel(2 * MINUTE);
    await expect(verify("forged", signed("another"))).rejects.toThrow(Gateway.GatewayUnreachable);
    expect(await told(paid)).toMatchObject({ kind: "news" });
  });

  it("takes no other kind of key than the documented one", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).publicKey;
    const wrong = [published(other), published(generateKeyPairSync("ed25519").publicKey), "nonsense", ""];
    expect(wrong.map(keyIn)).toEqual(wrong.map(() => undefined));
    expect(keyIn(bank.served)).toBeDefined();
  });
});
