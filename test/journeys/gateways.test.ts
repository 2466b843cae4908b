/** Each gateway in turn, through HTTP from credentials to confirmation and back, and what is left of the credentials. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import type { CompanyId } from "../../domain/id.ts";
import { openAccounts } from "../../infra/local/twins/accounts.ts";
import { proveInvariants, proveRest } from "../invariants.ts";
import { choose } from "../twins.ts";
import { api, openCompany, request, settled } from "./people.ts";

const GATEWAYS = ["liqpay", "monobank", "stripe"] as const;
const system = inject("system");
const house = await openCompany();
const { ada, owner, home, companyId, slug } = house;
const accounts = await openAccounts(system.twins, { companyId, apiUrl: api() });
/** All but LiqPay's public key, which is in the link that the payer follows. */
const secrets = [
  accounts.liqpay["privateKey"],
  accounts.monobank["token"],
  accounts.stripe["secretKey"],
  accounts.stripe["webhookSecret"],
].map(String);
const put = (gateway: string, credentials: object) =>
  request("PUT", `${home}/gateways/${gateway}`, owner.token, { body: { credentials } });

it.each(GATEWAYS)(
  "PAY-10 an owner gives the credentials at %s, tries them, and offers it at once",
  async (gateway) => {
    const given = await put(gateway, accounts[gateway]);
    expect(given).toMatchObject({ status: 200, body: { status: "ACTIVE", version: 1 } });
    expect(given.headers.get("etag")).toBe('"1"');
    const checked = await owner.post(`${home}/gateways/${gateway}/check`);
    expect(checked.body).toEqual({ result: "ok" });
    const shown = await request("GET", `/v1/public/companies/${slug}`, undefined);
    expect(shown.body.gateways).toContain(gateway);
  },
);

it.each(GATEWAYS)(
  "PAY-8 a booking is paid through %s, confirmed by its callback, and refunded",
  async (gateway) => {
    const sessionId = await house.session(2);
    const held = await house.hold(ada, sessionId);
    const booked = await ada.post(`${home}/bookings`, {
      holdId: held.body.holdId,
      payment: { gateway, returnUrl: `${api()}/v1/health`, saveCard: true },
    });
    expect(booked).toMatchObject({ status: 201, body: { payment: { gateway, status: "PENDING" } } });
    const { bookingId, payment } = booked.body;
    const paid = await choose(payment.checkoutUrl, "paid");
    expect(paid.status).toBe(303);
    await settled();
    expect((await ada.get(`${home}/bookings/${bookingId}`)).body).toMatchObject({
      status: "CONFIRMED",
      payment: { gateway, status: "SUCCEEDED", amount: { amount: 58_055, currency: "UAH" } },
    });
    const saved = (await ada.get(`${home}/me/cards`)).body.items as { gateway: string; mask: string }[];
    expect(saved.find((card) => card.gateway === gateway)?.mask).toMatch(/\d{2}$/);
    await ada.post(`${home}/bookings/${bookingId}/cancellation`, {});
    await settled();
    expect((await ada.get(`${home}/bookings/${bookingId}`)).body).toMatchObject({
      status: "REFUNDED",
      payment: { refunded: { amount: 58_055 } },
    });
  },
);

it("PAY-9 a callback that is not signed with the company's credentials is a 401", async () => {
  for (const gateway of GATEWAYS) {
    const forged = await fetch(`${api()}/v1/webhooks/${gateway}/${companyId}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-sign": "AAAA", "stripe-signature": "t=1,v1=00" },
      body: "data=e30%3D&signature=AAAA",
    });
    expect([gateway, forged.status]).toEqual([gateway, 401]);
  }
});

it("PAY-10 nothing of the credentials is left in table, audit, events, queues or logs, however often they changed", async () => {
  await put("monobank", { token: "u_replacement_of_the_token" });
  await owner.post(`${home}/gateways/monobank/rotation`);
  await put("liqpay", { publicKey: "planted_public", privateKey: "planted_private_key_of_ours" });
  await owner.post(`${home}/gateways/liqpay/disabling`);
  await settled();
  const history = await owner.get(`${home}/audit/monobank`);
  expect(history.body.items.map(({ type }: { type: string }) => type)).toEqual([
    "gateway_settings.created",
    "gateway_settings.replaced",
    "gateway_settings.rotated",
  ]);
  expect(history.body.items[1]).toMatchObject({ by: { kind: "staff", userId: owner.userId, role: "owner" } });
  const sought = [...secrets, "u_replacement_of_the_token", "planted_private_key_of_ours"]
    .flatMap((secret) => [secret, Buffer.from(secret).toString("base64").slice(0, -4)])
    .map((secret) => Buffer.from(secret));
  const files = filesIn(system.dataDir).filter((file) => !file.includes("cdk.out"));
  expect(files.some((file) => file.endsWith("table.sqlite"))).toBe(true);
  expect(files.some((file) => file.includes("webhook-stripe"))).toBe(true);
  const found = files.flatMap((file) => {
    const bytes = readFileSync(file);
    return sought.filter((secret) => bytes.includes(secret)).map((secret) => `${file}: ${secret.toString()}`);
  });
  expect(found).toEqual([]);
});

it("PAY-10 a customer sees the cards that gateways keep for him, and has them forgotten", async () => {
  const { items } = (await ada.get(`${home}/me/cards`)).body as { items: { cardId: string }[] };
  expect(items).toHaveLength(GATEWAYS.length);
  expect((await house.boris.get(`${home}/me/cards`)).body.items).toEqual([]);
  for (const { cardId } of items) {
    expect((await house.boris.delete(`${home}/me/cards/${cardId}`)).status).toBe(404);
    expect((await ada.delete(`${home}/me/cards/${cardId}`)).status).toBe(204);
  }
  expect((await ada.get(`${home}/me/cards`)).body.items).toEqual([]);
});

it("every invariant holds in the end", async () => {
  await settled();
  await proveInvariants({ companyId: companyId as CompanyId });
  await proveRest({ companyId: companyId as CompanyId });
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
