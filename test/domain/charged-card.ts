/** A studio whose customer has had a card kept at the sandbox, and named it for a session that is billed afterwards. */
import { createHmac } from "node:crypto";
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import * as Row from "../../domain/booking/row.ts";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import type { CompanyId } from "../../domain/id.ts";
import * as Callback from "../../domain/payment/callback.ts";
import * as Inbox from "../../domain/payment/callback-row.ts";
import * as Card from "../../domain/payment/card.ts";
import * as Charge from "../../domain/payment/charge.ts";
import { chase } from "../../domain/payment/chase.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { sandboxKeyOf } from "../functions/edge.ts";
import {
  as,
  asSystem,
  company,
  HOUR,
  MINUTE,
  rowsOf,
  sandbox,
  told,
  type Person,
  type World,
} from "../world.ts";

export const PRICE = 45_000;
/** From the booking until the bill: a session in a day, an hour long, and a day to say who came. */
export const BILLED = 49 * HOUR + MINUTE;

type KeptCard = "pays" | "declines" | "waits";

/** Kept on the gateway's page, with a booking that is paid there. */
export async function keep(world: World, who: Person, keptCard: KeptCard = "pays"): Promise<string> {
  const { companyId } = world;
  const { sessionId } = await world.session();
  const { holdId } = await world.hold(who, sessionId);
  const payment = { ...sandbox, saveCard: true } as const;
  const saving = await as(who, () => book({ companyId, holdId, payment }));
  const body = new URLSearchParams({ outcome: "paid", keptCard });
  await fetch(saving.payment.checkoutUrl ?? "", { method: "POST", body, redirect: "manual" });
  const { externalId = "" } = await Payment.get(companyId, saving.payment.paymentId);
  const savedCard = { token: `card_${externalId}`, mask: `424242******${externalId.slice(-4)}` };
  await told(world, saving.bookingId, { savedCard });
  const { items } = await as(who, () => Card.list({ companyId }));
  return items.find(({ mask }) => mask === savedCard.mask)!.cardId;
}

/** What the gateway makes of every charge of this company from now on. */
export async function charges(companyId: string, how: "ok" | "declined" | "unreachable" | "lost") {
  const body = JSON.stringify({ merchantId: companyId, charges: how });
  const signature = createHmac("sha256", sandboxKeyOf(companyId)).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-sandbox-signature": signature };
  const { status } = await fetch(`${process.env.SANDBOX_URL}/v1/controls`, { method: "POST", body, headers });
  if (status !== 200) throw new Error(`The control answered ${status}.`);
}

type Given = { keptCard?: KeptCard; billingTries?: number };

export async function studio({ keptCard = "pays", billingTries = 4 }: Given = {}) {
  const world = await company();
  const { companyId, owner, ada } = world;
  const cardId = await keep(world, ada, keptCard);
  await as(owner, () => MoneyRules.set({ companyId, billingTries }));
  return booked(world, cardId);
}

/** Ada's card is named for a session that is billed afterwards. */
export async function booked<W extends World>(world: W, cardId: string) {
  const { companyId, activityId, owner, ada } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, postPaid: true }));
  const { sessionId } = await world.session();
  const { holdId } = await world.hold(ada, sessionId);
  const payment = { method: "post_paid", cardId } as const;
  const answer = await as(ada, () => book({ companyId, holdId, payment }));
  const one = { companyId, bookingId: answer.bookingId };
  const now = () => Row.get(companyId, one.bookingId);
  const bill = () => Payment.get(companyId, Row.paymentIdOf(one.bookingId));
  const all = () => chargesOf(companyId);
  /** As the sweeper comes by: the bill, every charge, and what the gateway has told. */
  const sweep = async () => {
    await asSystem(() => chase(companyId, Row.paymentIdOf(one.bookingId)));
    for (const { paymentId } of await all()) {
      await asSystem(() => chase(companyId, paymentId));
      for (const { callbackId } of await Inbox.of(companyId, paymentId))
        await asSystem(() => Callback.retry(companyId, callbackId));
    }
  };
  return { ...world, one, answer, cardId, sessionId, now, bill, sweep, charges: all };
}
export type Studio = Awaited<ReturnType<typeof studio>>;

async function chargesOf(companyId: CompanyId): Promise<Payment.Payment[]> {
  const rows = (await rowsOf(companyId)) as unknown as (Payment.Payment & { __edb_e__: string })[];
  const payments = rows.filter(({ __edb_e__: is }) => is === "payment");
  return payments.filter(Charge.is).toSorted((one, other) => (one.paymentId < other.paymentId ? -1 : 1));
}

/** What the gateway has taken for all charges, and not given back. */
export async function taken({ companyId, charges: all }: Studio): Promise<number> {
  const gateway = await Gateway.of(companyId, "sandbox");
  const standings = await Promise.all((await all()).map((charge) => gateway.status(charge)));
  return standings.reduce(
    (sum, { news, price, refunded = 0 }) => (news === "paid" ? sum + price!.amount - refunded : sum),
    0,
  );
}

/** A callback of the gateway's about a charge; the adapter has verified it. */
export async function tell(
  { companyId }: Studio,
  charge: Payment.Payment,
  news: "paid" | "declined" | "pending",
) {
  return asSystem(async () => {
    const { externalId = "" } = await (await Gateway.of(companyId, "sandbox")).status(charge);
    const { paymentId, price } = charge;
    const key = `${paymentId}:${news}`;
    const said = { kind: "news", key, externalId, paymentId, news, rank: 2, price, facts: {} } as const;
    return Callback.receive(companyId, "sandbox", { ...said, at: new Date().toISOString() });
  });
}

/** Its owner decides on the page of a charge that the gateway waits with. */
export async function decide(
  { externalId }: { externalId?: string | undefined },
  outcome: "silent" | "declined",
  amount = PRICE,
): Promise<void> {
  const url = `${process.env.SANDBOX_URL}/checkout/${externalId}`;
  const body = new URLSearchParams({ outcome, amount: String(amount) });
  await fetch(url, { method: "POST", body, redirect: "manual" });
}
