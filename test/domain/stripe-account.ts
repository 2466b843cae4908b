/** A company with credentials at Stripe, and a Stripe that says what it is told to. */
import { createHmac } from "node:crypto";
import { afterAll, beforeEach } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import { serve, type Said } from "../functions/edge.ts";
import { as, rowsOf, type World } from "../world.ts";

export const first = {
  secretKey: "sk_test_firstKeyOfTheCompany0001",
  webhookSecret: "whsec_firstSecretOfTheCompany1111",
};
export const second = {
  secretKey: "sk_test_otherKeyOfTheCompany0002",
  webhookSecret: "whsec_otherSecretOfTheCompany2222",
};

export const stripe: { says: Said } = { says: {} };
export const asked: string[] = [];
const server = await serve(({ headers }) => {
  asked.push(String(headers.authorization));
  return stripe.says;
});
process.env.STRIPE_URL = server.url;
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
  stripe.says = { headers: { "content-type": "application/json" }, body: `{"object":"balance"}` };
});

export const gateway = "stripe" as const;
export const put = (world: World, credentials: Record<string, string> = first, ifMatch?: number) =>
  as(world.owner, () => Settings.put({ companyId: world.companyId, gateway, credentials }), {
    ...(ifMatch !== undefined && { ifMatch }),
  });
type Verb = typeof Settings.show;
export const run = (world: World, verb: Verb, ifMatch?: number): ReturnType<Verb> =>
  as(world.owner, () => verb({ companyId: world.companyId, gateway }), {
    ...(ifMatch !== undefined && { ifMatch }),
  });
export const check = (world: World) =>
  as(world.owner, () => Settings.check({ companyId: world.companyId, gateway }));
export const rowOf = async (world: World) =>
  (await rowsOf(world.companyId)).find(({ sk }) => sk === gateway)!;
export const offered = (world: World) => Gateway.offered(world.companyId);

/** An event that Stripe would sign with this secret. */
export async function verified(world: World, secret: string) {
  const rawBody = Buffer.from(`{"id":"evt_1","object":"event","type":"something.new","data":{"object":{}}}`);
  const time = Math.floor(Clock.millis() / 1000);
  const v1 = createHmac("sha256", secret).update(`${time}.`).update(rawBody).digest("hex");
  const headers = { "stripe-signature": `t=${time},v1=${v1}` };
  return (await Gateway.of(world.companyId, gateway)).verify({
    companyId: world.companyId,
    rawBody,
    headers,
  });
}
