import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fresh } from "../../domain/id.ts";
import * as Metric from "../../domain/metric.ts";
import { logger } from "../../functions/log.ts";
import { handler } from "../../functions/webhooks/sandbox.ts";
import { sandboxKeyOf } from "./edge.ts";

const companyId = fresh("cmp");
let counted: string[] = [];
const logged: string[] = [];
const note = (...what: unknown[]): void => void logged.push(JSON.stringify(what));

beforeEach(() => {
  Metric.connect({ count: (name) => counted.push(name), ring: (name) => counted.push(name) });
  Object.assign(logger, { info: note, error: note, warn: note });
});
afterEach(() => {
  counted = [];
});

const news = {
  event: "payment",
  checkoutId: "sbx_1",
  reference: "pay_nobody_knows",
  status: "paid",
  amount: 58055,
  currency: "UAH",
  occurredAt: "2026-05-01T09:59:59.000Z",
  rank: 30,
};
const body = JSON.stringify(news);
const header = (text: string): string => {
  const time = Math.floor(Date.now() / 1000);
  return `t=${time},v1=${createHmac("sha256", sandboxKeyOf(companyId)).update(`${time}.${text}`).digest("hex")}`;
};
const call = (
  text: string,
  signature: string | undefined,
  { company = companyId, base64 = false, receive = handler, from = "192.0.2.1" } = {},
) =>
  receive({
    routeKey: "POST /v1/webhooks/sandbox/{companyId}",
    headers: { "x-sandbox-signature": signature },
    pathParameters: { companyId: company },
    requestContext: { requestId: "req-1", http: { sourceIp: from, userAgent: "sandbox" } },
    body: base64 ? Buffer.from(text).toString("base64") : text,
    isBase64Encoded: base64,
  } as unknown as APIGatewayProxyEventV2);
const codeOf = ({ body: said = "{}" }: APIGatewayProxyStructuredResultV2) =>
  (JSON.parse(said) as { code?: string }).code;

describe("a callback", () => {
  it("PAY-9 with a bad signature is a 401 and a metric, and leaves nothing", async () => {
    for (const signature of [undefined, "", header(`${body} `)]) {
      const answer = await call(body, signature);
      expect(answer.statusCode).toBe(401);
      expect(codeOf(answer)).toBe("callback.signature_invalid");
    }
    expect(counted).toEqual(Array.from({ length: 3 }, () => "CallbackSignatureRefused"));
  });

  it("PAY-9 is kept and answered 200 even when it fits nothing that we know", async () => {
    const answer = await call(body, header(body));
    expect(answer).toMatchObject({ statusCode: 200, body: `{"received":true}` });
    expect(counted).toEqual(["CallbackQuarantined"]);
  });

  it("PAY-4 delivered five times at once has one effect", async () => {
    const other = JSON.stringify({ ...news, reference: "pay_other" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(other, header(other))));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(counted).toEqual(["CallbackQuarantined"]);
  });

  it("is verified over its raw bytes, also when API Gateway hands them over in base64", async () => {
    const pretty = JSON.stringify({ ...news, reference: "pay_№1" }, null, 2);
    expect((await call(pretty, header(pretty), { base64: true })).statusCode).toBe(200);
  });

  it("PAY-7 that is truly the gateway's but not understood is kept for people", async () => {
    expect((await call("paid!", header("paid!"))).statusCode).toBe(200);
    expect(counted).toEqual(["CallbackQuarantined"]);
  });

  it("of more than 64 KB is a 413, for something that is no company a 404", async () => {
    const huge = "x".repeat(64 * 1024 + 1);
    expect((await call(huge, header(huge))).statusCode).toBe(413);
    expect((await call(body, header(body), { company: "yoga" })).statusCode).toBe(404);
    expect((await call(body, header(body), { company: "cmp_TOURS" })).statusCode).toBe(401);
  });

  it("TEN-7 is answered with what is left of the gateway's own limit, and beyond it asked to come again", async () => {
    const answer = await call(body, header(body), { from: "192.0.2.77" });
    expect(answer.headers).toMatchObject({
      "ratelimit-policy": `"gateway";q=6000;w=60`,
      ratelimit: expect.stringMatching(/^"gateway";r=5999;t=\d+$/) as string,
    });
    vi.stubEnv("LIMIT_GATEWAY", "1");
    const refused = await call(body, header(body), { from: "192.0.2.77" });
    vi.unstubAllEnvs();
    expect(refused.statusCode).toBe(429);
    expect(codeOf(refused)).toBe("request.rate_limited");
    expect(refused.headers).toMatchObject({ "retry-after": expect.any(String) as string });
    expect((await call(body, header(`${body} `))).headers).toHaveProperty("ratelimit");
  });

  it("is never logged", () => {
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/pay_nobody_knows|58055|paid!/);
  });

  it("PAY-9 that could not be kept is not answered 200, so that it is sent again", async () => {
    const { AWS_ENDPOINT_URL_DYNAMODB } = process.env;
    process.env.AWS_ENDPOINT_URL_DYNAMODB = "http://127.0.0.1:9";
    vi.resetModules();
    const { handler: receive } = await import("../../functions/webhooks/sandbox.ts");
    expect((await call(body, header(body), { receive })).statusCode).toBeGreaterThanOrEqual(500);
    process.env.AWS_ENDPOINT_URL_DYNAMODB = AWS_ENDPOINT_URL_DYNAMODB;
  });
});
