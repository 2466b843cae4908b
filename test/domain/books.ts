/** A company that takes money through the sandbox and through Stripe's twin, and what can go wrong with it there. */
import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Cart from "../../domain/cart/cart.ts";
import { book as bookCart } from "../../domain/cart/checkout.ts";
import * as Clock from "../../domain/clock.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import * as Callback from "../../domain/payment/callback.ts";
import * as Payment from "../../domain/payment/payment.ts";
import * as Reconciliation from "../../domain/reconciliation/reconciliation.ts";
import { reader, TABLE } from "../../domain/table.ts";
import { merchantAt, webhookSecret, type House, type Merchant } from "../functions/stripe-house.ts";
import { settle } from "../streamed.ts";
import { as, asSystem, company, person, rowsOf, type World } from "../world.ts";

export type Studio = { world: World; merchant: Merchant; sessionId: Parameters<World["hold"]>[1] };

export async function studio(house: House): Promise<Studio> {
  const world = await company();
  const { companyId, owner } = world;
  const merchant = merchantAt(house, companyId);
  const credentials = { secretKey: merchant.secretKey, webhookSecret };
  await as(owner, () => Settings.put({ companyId, gateway: "stripe", credentials }));
  const { sessionId } = await world.session({ capacity: 400 });
  return { world, merchant, sessionId };
}

export async function booked({ world, sessionId }: Studio, gateway: "stripe" | "sandbox" = "stripe") {
  const { companyId, hold, owner } = world;
  const who = person("payer");
  const { holdId } = await hold(who, sessionId);
  const payment = { gateway, returnUrl: "https://yoga.example/thanks" };
  const { bookingId } = await as(who, () => book({ companyId, holdId, payment }));
  const { payment: opened } = await as(owner, () => Booking.get({ companyId, bookingId }));
  const checkoutUrl = opened?.checkoutUrl ?? "";
  const paymentId = Row.paymentIdOf(bookingId);
  return { who, bookingId, paymentId, checkoutUrl, session: /cs_test_\w+/.exec(checkoutUrl)?.[0] ?? "" };
}
export type Booked = Awaited<ReturnType<typeof booked>>;

/** Two sessions in one checkout, paid there and here. */
export async function cartPaid(at: Studio) {
  const { companyId, ada, session } = at.world;
  const lines = await Promise.all([1, 2].map(async () => ({ sessionId: (await session()).sessionId })));
  const { cartId } = await as(ada, () => Cart.place({ companyId, lines }));
  const asked = { gateway: "stripe", returnUrl: "https://yoga.example/thanks" };
  const { bookings, payment } = await as(ada, () => bookCart({ companyId, cartId, payment: asked }));
  const { paymentId, checkoutUrl = "" } = payment!;
  await at.merchant.happens("paid", /cs_test_\w+/.exec(checkoutUrl)![0]);
  await heard(at, { paymentId });
  return { paymentId, bookings };
}

/** What the gateway has, comes to us by our own question. */
async function heard({ world }: Studio, { paymentId }: Pick<Booked, "paymentId">): Promise<void> {
  const { companyId } = world;
  await asSystem(async () => {
    const gateway = await Gateway.of(companyId, "stripe");
    const standing = await gateway.status({
      companyId,
      paymentId,
      externalId: await externalIdOf(companyId, paymentId),
    });
    await say(companyId, paymentId, standing);
  });
}

/** As if the gateway had said so, whatever it has. */
export async function say(
  companyId: World["companyId"],
  paymentId: string,
  { externalId = "", price }: Pick<Gateway.Standing, "externalId" | "price">,
  gateway: Gateway.Name = "stripe",
): Promise<void> {
  const key = `${paymentId}:said`;
  const news = {
    kind: "news",
    key,
    externalId,
    paymentId,
    news: "paid",
    rank: 30,
    at: Clock.iso(),
    facts: {},
  } as const;
  await Callback.receive(companyId, gateway, { ...news, ...(price && { price }) });
}

export const externalIdOf = async (companyId: World["companyId"], paymentId: string): Promise<string> =>
  (await Payment.get(companyId, paymentId)).externalId ?? "";

/** Paid there and here, and the books have it. */
export async function paid(at: Studio): Promise<Booked> {
  const booking = await booked(at);
  await at.merchant.happens("paid", booking.session);
  await heard(at, booking);
  return booking;
}

/** Takes a journal out of the table, or bends it: what no verb can do. */
export async function tamper(
  { world }: Studio,
  { paymentId }: Pick<Booked, "paymentId">,
  how: "lose" | "bend",
): Promise<void> {
  const rows = await rowsOf(world.companyId);
  const journal = rows.find((row) => row.__edb_e__ === "journal" && row.paymentId === paymentId)!;
  const Key = { pk: journal.pk, sk: journal.sk };
  if (how === "lose") {
    await reader.send(new DeleteCommand({ TableName: TABLE, Key }));
    return;
  }
  const lines = (journal.lines as { amount: number }[]).map((line) => ({ ...line, amount: line.amount * 2 }));
  const UpdateExpression = "SET #lines = :lines";
  const names = { ExpressionAttributeNames: { "#lines": "lines" } };
  const values = { ExpressionAttributeValues: { ":lines": lines } };
  await reader.send(new UpdateCommand({ TableName: TABLE, Key, UpdateExpression, ...names, ...values }));
}

export const today = (): string => Clock.iso().slice(0, 10);
const LONG = 60_000;

/** Reconciles the day to its end, as the event of its beginning would. */
export async function reconcile({ world }: Studio, day = today()) {
  const { companyId, owner } = world;
  await settle();
  await as(owner, () => Reconciliation.run({ companyId, day }));
  await asSystem(() => Reconciliation.goOn({ companyId, day }, Clock.millis() + LONG));
  return as(owner, () => Reconciliation.show({ companyId, day }));
}
