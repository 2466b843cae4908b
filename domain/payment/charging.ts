/**
 * Charging a saved card: what a bill does where the wallet has not enough (`booking/collection.ts`).
 *
 * The charge is written down before the gateway is asked, and asked for under its own id as often as it takes, so that a
 * crash in between takes nothing twice: a gateway that has had this id answers what it made of it. Who asks has said so first,
 * for so long that nobody asks beside him. It is never given up while the gateway may still take it, and no other begins before.
 */
import * as Row from "../booking/row.ts";
import * as Owed from "../booking/owed.ts";
import * as PaidOff from "../booking/paid-off.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, commitOne, whileMoving } from "../commit.ts";
import { assert, DomainError } from "../error.ts";
import * as Events from "../events.ts";
import * as Gateway from "../gateway/gateway.ts";
import { due } from "../table.ts";
import * as Asked from "./asked.ts";
import * as Card from "./card.ts";
import * as Charge from "./charge.ts";
import * as Consent from "./consent.ts";
import * as Payment from "./payment.ts";

/** Much longer than it takes to ask: some gateways list what they have been asked for only after a while. */
const SHORTEST_WAIT_MS = 10 * 60_000;
const LONGEST_WAIT_MS = 3600_000;
const DAY_MS = 24 * 3600_000;

/** Asks the gateway, if it is time to, and books what it says. A repeat takes nothing more. */
export async function make(companyId: string, paymentId: string): Promise<void> {
  const charge = await turn(companyId, paymentId);
  if (!charge) return;
  try {
    await book(charge, await ask(charge));
  } catch (error) {
    // It is asked again when it is due again.
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
  }
}

/** One process at a time; whoever fell silent is over when it is due again. */
const turn = (companyId: string, paymentId: string): Promise<Payment.Payment | undefined> =>
  whileMoving(async () => {
    const charge = await Payment.get(companyId, paymentId);
    const isOpen = charge.status === "CREATED" || charge.status === "PENDING";
    if (!isOpen || charge.dueSk === undefined || charge.dueSk > Clock.iso()) return undefined;
    const operation = Payment.Payments.patch({ companyId, paymentId })
      .set(due(paymentId, Clock.isoAfter(patience(charge))))
      .where((a, o) => o.eq(a.version, charge.version!));
    await commitOne(change(Events.PaymentAwaited({ reason: "the gateway is asked" }), operation, again));
    return charge;
  });

/** As long again as it has lasted. */
function patience({ expiresAt }: Payment.Payment): number {
  const age = Clock.millis() - (Date.parse(expiresAt) - Payment.TIMEOUT_MS);
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, age));
}

type Answer = Gateway.Standing & { readonly because?: "card_removed" | "settled_otherwise" };

/** What was begun is asked about; what may not have been is begun, unless nobody may begin it any more. */
async function ask(charge: Payment.Payment): Promise<Answer> {
  const { companyId, bookingId = "" } = charge;
  const gateway = await Gateway.of(companyId, charge.gateway);
  if (charge.status === "PENDING") return gateway.status(charge);
  const booking = await Row.get(companyId, bookingId);
  if (!Owed.isOwed(booking)) return { ...(await gateway.status(charge)), because: "settled_otherwise" };
  const card = await agreed(charge, booking);
  if (!card) return { ...(await gateway.status(charge)), because: "card_removed" };
  return begin(gateway, { charge, card, customerId: booking.customerId });
}

/** The card, if it is still there, and its owner has not taken his word back or named another since. */
async function agreed(charge: Payment.Payment, booking: Row.Booking): Promise<Card.Card | undefined> {
  assert(charge.card, "a charge has a card");
  const { card } = await Payment.get(booking.companyId, booking.paymentId);
  return card?.cardId === charge.card.cardId ? Card.find(charge, card.cardId) : undefined;
}

type Begun = {
  readonly charge: Payment.Payment;
  readonly card: Card.Card;
  readonly customerId: string;
};

async function begin(
  gateway: Gateway.Gateway,
  { charge, card, customerId }: Begun,
): Promise<Gateway.Standing> {
  const callbackUrl = `${process.env.API_URL}/v1/webhooks/${charge.gateway}/${charge.companyId}`;
  const cardToken = await Card.open(card);
  try {
    return await gateway.chargeSaved({
      ...charge,
      customerId,
      callbackUrl,
      cardToken,
      ...(card.walletId !== undefined && { walletId: card.walletId }),
    });
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "gateway.refused")) throw error;
    return { news: "declined", reason: String(error.detail?.reason), final: true };
  }
}

async function book(charge: Payment.Payment, { because, ...standing }: Answer): Promise<void> {
  const { news, externalId, reason, final } = standing;
  if (news === "paid") return Asked.believe(await known(charge, externalId), standing);
  if (news === "pending") return void (await known(charge, externalId));
  // What it has worked on it can hardly have forgotten; another account of the company's never knew it.
  if (news === "unknown" && charge.status === "PENDING" && !isOld(charge)) return;
  if (final) await withdraw(charge, reason);
  const { companyId, paymentId } = charge;
  const failure = news === "declined" ? news : (because ?? "webhook_timeout");
  await PaidOff.failed({ companyId, paymentId, report: [] }, failure, reason);
}

const isOld = ({ expiresAt }: Payment.Payment): boolean => Clock.millis() - Date.parse(expiresAt) > DAY_MS;

/** The gateway's own id is kept as soon as it is known: what is asked from now on is what became of it. */
const known = (charge: Payment.Payment, externalId: string | undefined): Promise<Payment.Payment> =>
  whileMoving(async () => {
    const now = await Payment.get(charge.companyId, charge.paymentId);
    if (externalId === undefined || now.status !== "CREATED") return now;
    await commit(Charge.underWay(now, externalId), undefined);
    return { ...now, status: "PENDING", externalId };
  });

/** This card will never pay: the bill forgets it, and its customer can name another. */
const withdraw = (charge: Payment.Payment, reason: string | undefined): Promise<void> =>
  whileMoving(async () => {
    const { paymentId } = await Row.get(charge.companyId, charge.bookingId ?? "");
    const bill = await Payment.get(charge.companyId, paymentId);
    if (bill.status !== "PENDING" || bill.card?.cardId !== charge.card?.cardId) return;
    await commit([Consent.changed(bill, undefined, `declined for good: ${reason}`)], undefined);
  });
