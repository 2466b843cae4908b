/** Monobank as far as a callback needs it: a key, and a server that says which one it is. A new bank for every test. */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { afterEach, beforeEach } from "vitest";
import type * as Gateway from "../../../domain/gateway/gateway.ts";
import { monobank } from "../../../domain/gateway/monobank/monobank.ts";
import { serve, type Call, type Said, type Server } from "../../functions/edge.ts";

export const pair = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" });
export const published = (key: KeyObject): string =>
  Buffer.from(key.export({ type: "spki", format: "pem" })).toString("base64");

export const unanswered = (): Said => ({ status: 500 });
const publishing = (): Said => ({ body: JSON.stringify({ key: bank.served }) });

export const bank = {
  keys: pair(),
  served: "",
  token: "",
  answer: (_call: Call): Said => publishing(),
  calls: [] as Call[],
  replaceKey() {
    bank.keys = pair();
    bank.served = published(bank.keys.publicKey);
  },
};
let server: Server;
let tokens = 0;

export function useBank(): void {
  beforeEach(async () => {
    bank.replaceKey();
    bank.answer = publishing;
    bank.token = `token-of-merchant-${(tokens += 1)}`;
    server = await serve((call) => {
      bank.calls.push(call);
      return bank.answer(call);
    });
  });
  afterEach(async () => {
    bank.calls.length = 0;
    await server.close();
  });
}

export const adapter = () => monobank({ token: bank.token }, server.url);
export const signed = (body: string, key = bank.keys.privateKey): string =>
  sign("sha256", Buffer.from(body), { key, dsaEncoding: "der" }).toString("base64");
export const verify = (body: string, signature: string | undefined = signed(body)) =>
  adapter().verify({ companyId: "cmp_YOGA", rawBody: Buffer.from(body), headers: { "x-sign": signature } });
export const told = (message: object) => verify(JSON.stringify(message));
export const rank = async (message: object) => ((await told(message)) as Gateway.News).rank;

export const paid = {
  invoiceId: "p2_9ZgpZVsl3",
  status: "success",
  amount: 58055,
  ccy: 980,
  finalAmount: 58055,
  createdDate: "2026-05-01T09:50:00Z",
  modifiedDate: "2026-05-01T09:59:59Z",
  reference: "pay_1",
  paymentInfo: { maskedPan: "444403******1902", bank: "Universal Bank", rrn: "060189181768" },
};
