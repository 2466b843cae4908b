/** What must be true when a storm is over, each as a list of what is not; read from the tables, not from answers. */
import * as AuditRow from "../../domain/audit/row.ts";
import { balances, type Line } from "../../domain/ledger/journal.ts";
import type * as Pool from "../../domain/seat/pool.ts";
import { told } from "../../domain/seat/fold.ts";
import { disagreement } from "../../domain/seat/recount.ts";
import { kind, type Row } from "./table.ts";

type Money = { amount: number };

export function seats(rows: readonly Row[]): string[] {
  const bookings = kind(rows, "booking");
  return [
    ...oversold(rows),
    ...kind(rows, "session").flatMap((session) => {
      const {
        sessionId,
        capacity,
        seats: shown,
      } = session as { sessionId: string; capacity: number; seats: Shown };
      const here = (row: Row) => row.sessionId === sessionId;
      const pools = kind(rows, "pool").filter(here) as unknown as Pool.Pool[];
      const confirmed = bookings.filter((row) => here(row) && row.status === "CONFIRMED");
      const spots = confirmed.reduce((sum, booking) => sum + Number(booking.spots), 0);
      const wrong = disagreement(pools, { spots, bookings: confirmed.length }, { capacity });
      const stale = pools.filter((pool) => shown[pool.index]?.r !== told(pool).r);
      const held = pools.flatMap(({ holds }) => Object.values(holds).filter(({ end }) => !end));
      return [
        ...(wrong ? [`CAP-1 ${sessionId}: ${wrong}`] : []),
        ...(held.length > 0 ? [`CAP-2 ${sessionId}: ${held.length} holds are left`] : []),
        ...stale.map(({ index }) => `${sessionId}: the calendar is wrong about pool ${index}`),
        ...lives(bookings.filter(here), kind(rows, "liveBooking").filter(here)),
        ...unserved(pools, kind(rows, "waitlistEntry").filter(here)),
      ];
    }),
  ];
}

/** A seat given away twice may be given back before the end: its history still knows. */
const oversold = (rows: readonly Row[]): string[] =>
  kind(rows, "audit").flatMap((row) => {
    const { entity, entityId, diff, version } = AuditRow.linkOf(row as AuditRow.Row)!;
    const left = Number(diff.remaining?.after ?? 0);
    return entity === "pool" && left < 0
      ? [`CAP-1 ${entityId} had ${left} seats left at version ${version}`]
      : [];
  });
type Shown = Record<string, { r: number }>;

/** Nobody waits while there is room for the first in line and nothing is offered (BKG-9). */
function unserved(pools: readonly Pool.Pool[], entries: readonly Row[]): string[] {
  if (entries.some(({ status }) => status === "OFFERED")) return [];
  const [first] = entries
    .filter(({ status }) => status === "WAITING")
    .toSorted((one, other) => Number(one.place) - Number(other.place));
  const free = pools.reduce((sum, pool) => sum + (pool.status === "OPEN" ? pool.remaining : 0), 0);
  return first && free >= Number(first.spots)
    ? [`BKG-9 ${String(first.entryId)} waits while ${free} seats are free`]
    : [];
}

/** At most one live booking per customer, and the row that says so is there exactly as long (BKG-2). */
function lives(bookings: readonly Row[], marks: readonly Row[]): string[] {
  const live = bookings.filter(({ status }) => status === "CONFIRMED" || status === "AWAITING_GATEWAY");
  const marked = new Set(marks.map(({ bookingId }) => bookingId));
  return [
    ...live.flatMap(({ bookingId }) =>
      marked.has(bookingId) ? [] : [`BKG-2 ${String(bookingId)} has no mark`],
    ),
    ...(marks.length > live.length ? [`BKG-2 ${marks.length} marks for ${live.length} live bookings`] : []),
  ];
}

export function money(rows: readonly Row[], gateway: readonly Row[]): string[] {
  const checkouts = new Map(gateway.map((checkout) => [checkout.reference, checkout]));
  const journals = kind(rows, "journal");
  const unbalanced = journals.filter(({ lines }) => !balances(lines as Line[]));
  const known = new Set(kind(rows, "payment").map(({ paymentId }) => paymentId));
  const unknown = gateway.filter(({ captured, reference }) => captured && !known.has(reference));
  return [
    ...unbalanced.map(({ fact }) => `LED-1 ${String(fact)} does not balance`),
    ...unknown.map(
      ({ reference }) => `the gateway took money for ${String(reference)}, which we do not know`,
    ),
    ...kind(rows, "payment").flatMap((payment) => {
      const parts = (payment.parts as string[] | undefined) ?? [String(payment.paymentId)];
      const own = (row: Row) => parts.includes(String(row.paymentId));
      // What was moved has left its money to what took its place.
      const booking = kind(rows, "booking").find(
        (row) => (own(row) || row.walletPaymentId === payment.paymentId) && row.rescheduledTo === undefined,
      );
      const refunds = kind(rows, "refund").filter(own);
      const of = { journals: journals.filter(own), refunds, booking };
      const its = kind(rows, "payment").filter(({ partOf }) => partOf === payment.paymentId);
      return [
        // A gateway knows what was paid at once, the books know each booking's part of it.
        ...(payment.partOf === undefined && payment.gateway !== "wallet"
          ? there(payment, refunds, checkouts.get(payment.paymentId))
          : []),
        ...(payment.parts === undefined ? books(payment, of) : divided(payment, its)),
      ];
    }),
    ...kind(rows, "wallet").flatMap((wallet) => purse(wallet, kind(rows, "walletEntry"))),
  ];
}

/** A wallet has what its entries come to, and never less than nothing. */
function purse({ customerId, available, seq }: Row, all: readonly Row[]): string[] {
  const entries = all.filter((entry) => entry.customerId === customerId);
  const total = entries.reduce((balance, { amount }) => balance + Number(amount), 0);
  const holds = available === total && seq === entries.length && total >= 0;
  return holds ? [] : [`LED-3 ${String(customerId)} has ${String(available)}, his entries come to ${total}`];
}

type Of = { journals: Row[]; refunds: Row[]; booking: Row | undefined };

const takenBy = ({ status, price }: Row): number => (status === "SUCCEEDED" ? (price as Money).amount : 0);
const broken = ({ paymentId }: Row, claims: readonly [boolean, string][]): string[] =>
  claims.flatMap(([holds, otherwise]) => (holds ? [] : [`${String(paymentId)} ${otherwise}`]));

/** One payment at the gateway as in our books, to the last minor unit. */
function there(payment: Row, refunds: readonly Row[], checkout: Row | undefined): string[] {
  const paid = refunds.filter(({ status, destination }) => status === "PAID" && destination !== "WALLET");
  const taken = takenBy(payment);
  const captured = (checkout?.captured as Money | undefined)?.amount ?? 0;
  const gone = Object.keys((checkout?.refunds as object | undefined) ?? {}).toSorted();
  const here = paid.map(({ refundId }) => String(refundId)).toSorted();
  return broken(payment, [
    [captured === taken, `PAY-6 took ${taken} by our books and ${captured} at the gateway`],
    [here.join() === gone.join(), `refunds by our books: ${here.join()}; at the gateway: ${gone.join()}`],
    [Number(checkout?.refunded ?? 0) === sum(paid), `went back ${String(checkout?.refunded)} at the gateway`],
    [
      payment.refunded === sum(paid),
      `says ${String(payment.refunded)} refunded, its refunds say ${sum(paid)}`,
    ],
  ]);
}

/** What was paid for a cart is what its bookings have of it. */
function divided(payment: Row, parts: readonly Row[]): string[] {
  const [taken, theirs] = [takenBy(payment), parts.reduce((total, part) => total + takenBy(part), 0)];
  return broken(payment, [[taken === theirs, `CAP-7 took ${taken}, and its parts ${theirs}`]]);
}

/** One booking's payment in our books. */
function books(payment: Row, { journals, refunds, booking }: Of): string[] {
  const { status, refundable, refunded } = payment;
  const taken = takenBy(payment);
  const back = sum(refunds);
  const paid = refunds.filter((refund) => refund.status === "PAID");
  const about = (what: string) => journals.filter(({ fact }) => String(fact).startsWith(`${what}#`)).length;
  const [captures, aside, released] = [about("capture"), about("aside"), about("release")];
  const once: [boolean, string] = [
    captures === (taken ? 1 : 0),
    `is ${String(status)} with ${captures} captures in the books`,
  ];
  // What is in a wallet goes back out of the wallet.
  if (payment.purpose === "TOPUP") return broken(payment, [once]);
  const claims: [boolean, string][] = [
    once,
    // A wallet's part waits for what the page takes: spent with it, or given back without.
    [aside === 0 || aside === captures + released, "LED-2 is set aside, and neither spent nor given back"],
    [
      journals.length - captures - aside - released === paid.length,
      `has ${paid.length} refunds paid, and not as many journals`,
    ],
    [back <= taken, `PAY-2 took ${taken} and gives back ${back}`],
    [
      Number(refundable) + back === taken,
      `PAY-2 may give back ${String(refundable)} besides ${back} of ${taken}`,
    ],
    [refunded === sum(paid), `says ${String(refunded)} refunded, its refunds say ${sum(paid)}`],
    [
      booking?.status !== "CONFIRMED" || (taken > 0 && back === 0),
      "BKG-5 seats a booking it does not pay for",
    ],
    [
      booking?.status === "CONFIRMED" || back === taken,
      "PAY-6 keeps the money of a booking that is not there",
    ],
    [paid.length === refunds.length, "has refunds that are not paid"],
  ];
  return broken(payment, claims);
}

const sum = (refunds: readonly Row[]): number =>
  refunds.reduce((total, { amount }) => total + (amount as Money).amount, 0);

/** Nothing waits for something that will not come. */
export function rest(rows: readonly Row[]): string[] {
  const stuck = new Set([
    "RECEIVED",
    "QUARANTINED",
    "CREATED",
    "PENDING",
    "AUTO_APPROVED",
    "AWAITING_GATEWAY",
    "AWAITING_TOPUP",
  ]);
  return [
    ...rows
      .filter((row) => stuck.has(String(row.status)) && row.__edb_e__ !== "audit")
      .map(({ pk, sk, status }) => `${String(pk)} ${String(sk)} is still ${String(status)}`),
    ...kind(rows, "finding").map(({ explanation }) => `CAP-6 ${String(explanation)}`),
  ];
}
