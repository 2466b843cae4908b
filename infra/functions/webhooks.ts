import { pays, type Work } from "./work.ts";

/** By gateway: `functions/webhooks/<gateway>.ts`. */
const hears = (gateway: string): Work => ({
  grants: [...pays, "cards.seal"],
  paysThroughGateway: true,
  ifItFails: `Customers have paid through ${gateway} and wait for their confirmation until it calls again.`,
});
export const webhooks: Readonly<Record<string, Work>> = {
  sandbox: hears("the sandbox"),
  liqpay: hears("LiqPay"),
  monobank: hears("Monobank"),
  stripe: hears("Stripe"),
};
