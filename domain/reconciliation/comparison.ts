/**
 * What our books and a gateway say of one payment, and where they disagree: a pure rule. Each side is right about
 * something, so a difference is never mended here; it is shown with both sides and what to do about it (PAY-12).
 */
import type { Line, Standing } from "../gateway/gateway.ts";
import { clearing } from "../ledger/accounts.ts";
import type { Journal } from "../ledger/journal.ts";
import { same, type Money } from "../money.ts";
import { capturedOf, type Payment } from "../payment/payment.ts";
import type { Refund } from "../payment/refund.ts";

/** By kind, what a person does about it. */
export const SUGGESTIONS = {
  unknown_here: "Find out at the gateway who paid, and give the money back there or book it by hand.",
  not_settled_here:
    "Paid at the gateway, not here: look for its callback in quarantine, or wait for the next look.",
  missing_there:
    "Paid here, and the gateway does not say so: ask the gateway before anything else is refunded.",
  amount_differs:
    "Compare the receipt with the price: give back what is too much, or ask the payer for the rest.",
  refunded_twice:
    "More went back there than was refunded here: record it here, or claim it back from the customer.",
  refund_missing_there:
    "Refunded here, and less went back there: ask the gateway, and pay the customer the rest.",
  reversed_there:
    "The payer's bank took the money back: answer the dispute at the gateway in time, or accept it.",
  journal_missing: "Money moved that the books do not have: post the journal that is missing.",
  journal_differs: "The books have another amount than moved: correct it by another journal.",
  not_checkable: "The gateway can not be asked: give its credentials again, then reconcile the day anew.",
} as const;
export type Kind = keyof typeof SUGGESTIONS;
export const KINDS = Object.keys(SUGGESTIONS) as [Kind, ...Kind[]];

/** `about` is what tells it from others of its kind: a payment, or a line of a statement. */
export type Finding = {
  readonly kind: Kind;
  readonly about: string;
  readonly gateway: string;
  readonly paymentId?: string | undefined;
  readonly ours?: Money | undefined;
  readonly theirs?: Money | undefined;
};

export type Books = {
  readonly payment: Payment;
  readonly refunds: readonly Refund[];
  readonly journals: readonly Journal[];
};

/** `now`: what is still on its way is not a difference yet. */
export function compare(books: Books, standing: Standing, now: string): Finding[] {
  return [...ofCapture(books, standing, now), ...ofRefunds(books, standing), ...ofJournals(books)];
}

/** What went back in whole is "declined" at some gateways: nothing is left that a booking could be confirmed by. */
const wasPaid = ({ news, refunded = 0 }: Standing): boolean => news === "paid" || refunded > 0;

function ofCapture({ payment }: Books, standing: Standing, now: string): Finding[] {
  const { news, price: theirs } = standing;
  const { status, expiresAt } = payment;
  const ours = capturedOf(payment);
  if (status === "SUCCEEDED") {
    if (!wasPaid(standing)) return [finding(payment, "missing_there", { ours })];
    return !theirs || same(ours, theirs) ? [] : [finding(payment, "amount_differs", { ours, theirs })];
  }
  const open = status !== "FAILED" && expiresAt > now;
  return news === "paid" && !open ? [finding(payment, "not_settled_here", { theirs })] : [];
}

function ofRefunds({ payment, refunds }: Books, standing: Standing): Finding[] {
  if (!wasPaid(standing) || payment.status !== "SUCCEEDED") return [];
  const { refunded: gone = 0 } = standing;
  const { reversed = 0 } = payment;
  const { currency } = capturedOf(payment);
  const paid = sumOf(refunds, ["PAID"]);
  // Some gateways count what they took back by themselves, too.
  const refunded = gone >= paid + reversed ? gone - reversed : gone;
  const underWay = sumOf(refunds, ["AUTO_APPROVED", "APPROVED"]);
  const sides = { ours: { amount: paid, currency }, theirs: { amount: refunded, currency } };
  if (refunded > paid + underWay) return [finding(payment, "refunded_twice", sides)];
  return refunded < paid ? [finding(payment, "refund_missing_there", sides)] : [];
}

const sumOf = (refunds: readonly Refund[], statuses: readonly Refund["status"][]): number =>
  refunds
    .filter(({ status, destination }) => destination === "CARD" && statuses.includes(status))
    .reduce((sum, { amount }) => sum + amount.amount, 0);

/** What the books have on the gateway's account is what was captured through it, and given back or taken back. */
function ofJournals({ payment, refunds, journals }: Books): Finding[] {
  const { gateway, status, reversed = 0 } = payment;
  const captured = capturedOf(payment);
  const moved = journals.flatMap(({ lines }) =>
    lines
      .filter(({ account, currency }) => account === clearing(gateway) && currency === captured.currency)
      .map(({ amount }) => amount),
  );
  const came = moved.filter((amount) => amount > 0).reduce((sum, amount) => sum + amount, 0);
  const went = -moved.filter((amount) => amount < 0).reduce((sum, amount) => sum + amount, 0);
  return [
    ...ofMovement(payment, came, status === "SUCCEEDED" ? captured.amount : 0, "captured"),
    ...ofMovement(payment, went, sumOf(refunds, ["PAID"]) + reversed, "refunded"),
  ];
}

function ofMovement(payment: Payment, posted: number, expected: number, what: string): Finding[] {
  if (posted === expected) return [];
  const { currency } = capturedOf(payment);
  const sides = { ours: { amount: posted, currency }, theirs: { amount: expected, currency } };
  const kind = posted < expected ? "journal_missing" : "journal_differs";
  return [{ ...finding(payment, kind, sides), about: `${payment.paymentId}/${what}` }];
}

/** A line of the gateway's own books that fits none of ours, or that nobody here asked for. */
export function ofLine(line: Line, gateway: string, payment: Payment | undefined): Finding[] {
  const { lineId: about, paymentId, price: theirs, kind, externalId } = line;
  const isOther = externalId !== undefined && payment?.externalId !== externalId;
  if (payment?.gateway !== gateway || isOther)
    return [{ kind: "unknown_here", about, gateway, paymentId, theirs }];
  if (kind === "reversed") return [{ kind: "reversed_there", about, gateway, paymentId, theirs }];
  const ours = capturedOf(payment);
  const differs = kind === "captured" && theirs && !same(theirs, ours);
  return differs ? [finding(payment, "amount_differs", { ours, theirs })] : [];
}

const finding = (
  { paymentId, gateway }: Payment,
  kind: Kind,
  sides: { ours?: Money | undefined; theirs?: Money | undefined },
): Finding => ({ kind, about: paymentId, gateway, paymentId, ...sides });
