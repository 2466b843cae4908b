/** A customer of a storm: holds, books, pays out of his wallet and in every way a page has, moves, waits, cancels, and remembers what he was told. */
import { setTimeout as pause } from "node:timers/promises";
import { payer, type Answer, type Body, type Client } from "./client.ts";
import { PRICE } from "./house.ts";

/** A choice that is made again in a replay: the same seed, customer, step and question give the same number from 0 to 1. */
export type Chance = (...question: (string | number)[]) => number;

type Place = {
  readonly home: string;
  readonly sessions: readonly string[];
  readonly chance: Chance;
  readonly over: () => boolean;
  readonly broken: (what: string) => void;
};

export async function live(client: Client, place: Place): Promise<void> {
  for (let step = 1; !place.over(); step++) {
    await book(client, place, step);
    await pause(20 + place.chance("rest", step) * 200);
  }
}

async function book(client: Client, place: Place, step: number): Promise<void> {
  const { home, sessions, chance, broken } = place;
  if (chance("top up", step) < 0.08) await topUp(client, place, step);
  if (chance("cart", step) < 0.15) return bookCart(client, place, step);
  const sessionId = sessions[Math.floor(chance("session", step) * sessions.length)]!;
  const spots = chance("spots", step) < 0.7 ? 1 : 2;
  const key = `${client.userId}-${step}`;
  const asked = { path: `${home}/sessions/${sessionId}/holds`, key: `hold-${key}`, body: { spots } };
  const [held, twin] = await Promise.all([
    client.post(asked),
    // An impatient browser sends it twice.
    chance("twice", step) < 0.25 ? client.post(asked) : undefined,
  ]);
  if (held?.status === 201 && twin?.status === 201 && held.body.holdId !== twin.body.holdId) {
    broken(`hold-${key}: two holds for one key`);
  }
  const sold = held?.status === 409 && held.body.code === "session.sold_out";
  const holdId = sold ? await offered(client, place, { sessionId, spots, step, key }) : holdIn(held);
  if (holdId === undefined) return;
  const next = chance("after hold", step);
  if (next < 0.08) return;
  if (next < 0.16) return void (await client.delete(`${home}/holds/${holdId}`));
  if (next < 0.26) await client.post({ path: `${home}/holds/${holdId}/extension`, key: `extend-${key}` });
  const path = `${home}/bookings`;
  const payment = wayOf(chance("way", step));
  const booking = await twice(client, place, { path, holdId, payment, key: `book-${key}`, step });
  if (booking?.status !== 201) return;
  if (booking.body.status === "AWAITING_TOPUP") await topUp(client, place, step);
  await payAndPerhapsCancel(client, place, { booking: booking.body, step, key });
}

/** Money of his own, through a page of the gateway: in time, late, or never. */
async function topUp(client: Client, { home, chance }: Place, step: number): Promise<void> {
  const amount = { amount: PRICE.amount * (1 + Math.floor(chance("how much", step) * 3)), currency: "UAH" };
  const body = { ...PAGE, amount };
  const asked = { path: `${home}/top-ups`, key: `top-up-${client.userId}-${step}`, body };
  const answer = await client.post(asked);
  const { checkoutUrl } = answer?.body ?? {};
  if (typeof checkoutUrl === "string")
    await payer(checkoutUrl, fieldsOf(chance("pay in", step), chance, step));
}

/** Several sessions and one checkout; he pays it, or not, and thinks better of one of them, or not. */
async function bookCart(client: Client, place: Place, step: number): Promise<void> {
  const { home, sessions, chance } = place;
  const key = `${client.userId}-${step}`;
  const wanted = sessions.filter((_, index) => chance("into the cart", step, index) < 0.4);
  const lines = wanted.slice(0, 10).map((sessionId) => ({ sessionId }));
  if (lines.length === 0) return;
  const cart = await client.post({ path: `${home}/carts`, key: `cart-${key}`, body: { lines } });
  if (cart?.status !== 201) return;
  const asked = { path: `${home}/carts/${cart.body.cartId as string}/bookings`, payment: PAGE };
  const answer = await twice(client, place, { ...asked, key: `book-${key}`, step });
  if (answer?.status !== 201) return;
  const { bookings, payment } = answer.body as { bookings: Body[]; payment: Body };
  const one = bookings[Math.floor(chance("one of them", step) * bookings.length)]!;
  await payAndPerhapsCancel(client, place, { booking: { ...one, payment }, step, key });
}

const PAGE = { gateway: "sandbox", returnUrl: "https://app.example.test/back" };

/** The page for all of it, or for what the wallet leaves; or the wallet, which may have to be waited for. */
function wayOf(chance: number): object {
  if (chance < 0.65) return PAGE;
  if (chance < 0.75) return { ...PAGE, fromWallet: 10_000 };
  return { method: "wallet", waitForTopUp: chance > 0.9 };
}

const holdIn = (answer: Answer | undefined): string | undefined =>
  answer?.status === 201 ? (answer.body.holdId as string) : undefined;

const LOOKS = 6;

/** In line, for a while: the hold of his offer if his turn comes, and else he leaves, or is never heard of again. */
async function offered(
  client: Client,
  { home, chance }: Place,
  { sessionId, spots, step, key }: { sessionId: string; spots: number; step: number; key: string },
): Promise<string | undefined> {
  if (chance("wait", step) < 0.5) return undefined;
  const path = `${home}/sessions/${sessionId}/waitlist`;
  const joined = await client.post({ path, key: `wait-${key}`, body: { spots } });
  if (joined?.status !== 201) return undefined;
  const entry = `${home}/waitlist/${joined.body.entryId as string}`;
  for (let look = 0; look < LOOKS; look++) {
    const seen = await client.get(entry);
    if (seen?.body.status === "OFFERED") return seen.body.holdId as string;
    await pause(100 + chance("patience", step, look) * 300);
  }
  if (chance("leave", step) < 0.7) await client.delete(entry);
  return undefined;
}

/** Paid for at the gateway's page; an impatient browser asks for it twice. */
async function twice(
  client: Client,
  { chance, broken }: Place,
  { path, key, step, ...body }: { path: string; key: string; step: number; payment: object; holdId?: string },
): Promise<Answer | undefined> {
  const asked = { path, key, body };
  const [first, twin] = await Promise.all([
    client.post(asked),
    chance("book twice", step) < 0.3 ? client.post(asked) : undefined,
  ]);
  if (first && twin && JSON.stringify(first) !== JSON.stringify(twin) && first.status !== twin.status) {
    broken(`${key}: answered ${first.status} and ${twin.status}`);
  }
  return first;
}

async function payAndPerhapsCancel(
  client: Client,
  { home, sessions, chance }: Place,
  { booking, step, key }: { booking: Body; step: number; key: string },
): Promise<void> {
  const { bookingId, payment } = booking as { bookingId: string; payment: { checkoutUrl?: string } };
  const path = `${home}/bookings/${bookingId}/cancellation`;
  const cancel = () => client.post({ path, key: `cancel-${key}`, body: { reason: "rain" } });
  const how = chance("pay", step);
  const paying = payment.checkoutUrl && payer(payment.checkoutUrl, fieldsOf(how, chance, step));
  const whether = chance("cancel", step);
  if (whether < 0.12) await Promise.all([paying, cancel()]);
  await paying;
  if (whether > 0.15 && whether < 0.65 && (await certain(client, `${home}/bookings/${bookingId}`))) {
    // He clicks twice, or somebody else cancels meanwhile.
    const where = Math.floor(chance("where", step) * sessions.length);
    const others = [...sessions.slice(where), ...sessions.slice(0, where)];
    const move = (sessionId: string) =>
      client.post({
        path: `${home}/bookings/${bookingId}/rescheduling`,
        key: `move-${key}-${sessionId}`,
        body: { sessionId },
      });
    for (const sessionId of others) {
      const [moved] = await Promise.all([
        move(sessionId),
        whether < 0.4 ? move(sessionId) : undefined,
        whether > 0.55 ? cancel() : undefined,
      ]);
      if (moved?.status === 201 || moved?.body.code === "reschedule.not_confirmed") break;
    }
  }
  if (whether > 0.7) {
    await pause(chance("think", step) * 600);
    await cancel();
  }
  if (whether > 0.9) await cancel();
}

/** Within the time that a person looks at a page. */
async function certain(client: Client, path: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    const seen = await client.get(path);
    if (seen?.body.status === "CONFIRMED") return true;
    await pause(300);
  }
  return false;
}

function fieldsOf(how: number, chance: Chance, step: number): Record<string, string> {
  const outcome = how < 0.6 ? "paid" : how < 0.72 ? "declined" : how < 0.88 ? "silent" : "abandoned";
  return {
    outcome,
    copies: String(1 + Math.floor(chance("copies", step) * 4)),
    delayMs: String(Math.floor(chance("delay", step) * 700)),
    ...(chance("reorder", step) < 0.3 && { reorder: "1" }),
  };
}
