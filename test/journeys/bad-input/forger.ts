/** What a forger, a careless gateway and the passing of time can do to the running system. */
import { createHmac } from "node:crypto";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import { reader, TABLE } from "../../../domain/table.ts";
import { request, type Answer } from "../people.ts";

type Payment = { paymentId: string; amount: { amount: number; currency: string }; checkoutUrl: string };

/** The callback that the sandbox would send for a paid payment. */
export const newsOf = ({ paymentId, amount, checkoutUrl }: Payment) => ({
  event: "payment",
  checkoutId: checkoutUrl.split("/").at(-1),
  reference: paymentId,
  status: "paid",
  ...amount,
  occurredAt: new Date().toISOString(),
  rank: 30,
});

type How = { signer?: string; signature?: string; path?: string };

/** Posts it to the webhook, signed with a company's key at the sandbox unless another signature is given. */
export async function callback(companyId: string, news: object, how: How = {}): Promise<Answer> {
  const { signer = companyId, path = companyId } = how;
  const body = JSON.stringify(news);
  const time = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", await keyOf(signer))
    .update(`${time}.${body}`)
    .digest("hex");
  const signature = how.signature ?? `t=${time},v1=${mac}`;
  const headers = { "x-sandbox-signature": signature };
  return request("POST", `/v1/webhooks/sandbox/${path}`, undefined, { body, key: null, headers });
}

/** As the sandbox itself asks for it. */
async function keyOf(companyId: string): Promise<Buffer> {
  const answer = await fetch(inject("system").endpoint, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=holdfast-dev-sandbox-gateway/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=none",
      "content-type": "application/x-amz-json-1.1",
      "x-amz-date": "20260101T000000Z",
      "x-amz-target": "TrentService.GenerateMac",
    },
    body: JSON.stringify({
      KeyId: "alias/holdfast-dev-signing",
      Message: Buffer.from(`holdfast/sandbox/${companyId}`).toString("base64"),
      MacAlgorithm: "HMAC_SHA_256",
    }),
  });
  const { Mac } = (await answer.json()) as { Mac: string };
  return Buffer.from(Mac, "base64");
}

/** Lets a hold's time pass: no test waits ten minutes. Answers its id. */
export async function aged(
  { companyId }: { companyId: string },
  { holdId, sessionId }: { holdId: string; sessionId: string },
): Promise<string> {
  const key = holdId.slice(35);
  await reader.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: `C#${companyId}/POOL#${sessionId}#0`, sk: "POOL" },
      UpdateExpression: "SET holds.#key.#at = holds.#key.#at - :hour",
      ExpressionAttributeNames: { "#key": key, "#at": "at" },
      ExpressionAttributeValues: { ":hour": 3_600_000 },
    }),
  );
  return holdId;
}
