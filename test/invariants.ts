/**
 * What is true of a company whatever has happened: read from the table itself, not from what the API says of it.
 */
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "vitest";
import * as AuditRow from "../domain/audit/row.ts";
import * as Actor from "../domain/actor.ts";
import { SEATED } from "../domain/booking/states.ts";
import type { CompanyId } from "../domain/id.ts";
import * as Fold from "../domain/ledger/fold.ts";
import type * as Journal from "../domain/ledger/journal.ts";
import { balances, type Line } from "../domain/ledger/journal.ts";
import * as Posting from "../domain/ledger/posting.ts";
import * as TrialBalance from "../domain/ledger/trial-balance.ts";
import * as Verification from "../domain/ledger/verification.ts";
import type * as Pool from "../domain/seat/pool.ts";
import { disagreement } from "../domain/seat/recount.ts";
import { reader, TABLE } from "../domain/table.ts";

type Filter = { FilterExpression: string; ExpressionAttributeValues: Record<string, unknown> };

async function scan(filter: Filter): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await reader.send(
      new ScanCommand({ TableName: TABLE, ConsistentRead: true, ...filter, ExclusiveStartKey: from }),
    );
    rows.push(...Items);
    from = LastEvaluatedKey;
  } while (from);
  return rows;
}

/** Every row of a company, as the store has them. */
export const rowsOf = (companyId: CompanyId): Promise<Record<string, unknown>[]> =>
  scan({
    FilterExpression: "begins_with(pk, :company)",
    ExpressionAttributeValues: { ":company": `C#${companyId}` },
  });

const notificationsOf = (companyId: CompanyId): Promise<Record<string, unknown>[]> =>
  scan({
    FilterExpression: "begins_with(pk, :users) AND companyId = :company AND attribute_exists(notificationId)",
    ExpressionAttributeValues: { ":users": "USER#", ":company": companyId },
  });

type Row = Record<string, unknown>;
const kind = (rows: readonly Row[], entity: string): Row[] =>
  rows.filter(({ __edb_e__: is }) => is === entity);

const AGREED: Record<string, string> = {
  CREATED: "PENDING",
  PENDING: "PENDING",
  SUCCEEDED: "PAID",
  FAILED: "FAILED",
};

const leadOf = ({ instructorId, startsAt, sessionId }: Row): string =>
  `${String(instructorId)} ${String(startsAt)} ${String(sessionId)}`;

/** Seats add up, books balance, money and bookings agree: true at the end of every test, whatever happened in it. */
export async function proveInvariants({ companyId }: { companyId: CompanyId }): Promise<void> {
  const rows = await rowsOf(companyId);
  proveWallets(rows);
  const bookings = kind(rows, "booking");
  const led = kind(rows, "session").filter(({ instructorId }) => instructorId !== undefined);
  const named = kind(rows, "sessionOfInstructor");
  expect(named.map(leadOf).toSorted(), "those who lead sessions find them").toEqual(
    led.map(leadOf).toSorted(),
  );
  for (const session of kind(rows, "session")) {
    const pools = kind(rows, "pool").filter(
      ({ sessionId }) => sessionId === session.sessionId,
    ) as Pool.Pool[];
    const booked = bookings.filter(
      ({ sessionId, status }) =>
        sessionId === session.sessionId && SEATED.some((seated) => seated === status),
    );
    const spots = booked.reduce((sum, booking) => sum + Number(booking.spots), 0);
    const capacity = { capacity: Number(session.capacity), bookingCapacity: boundOf(session) };
    expect(
      disagreement(pools, { spots, bookings: booked.length }, capacity),
      `CAP-1 of ${String(session.sessionId)}`,
    ).toBe(undefined);
  }
  for (const payment of kind(rows, "payment")) {
    if (payment.parts) {
      proveParts(payment, kind(rows, "payment"));
      continue;
    }
    const { paymentId, status, price } = payment as {
      paymentId: string;
      status: string;
      price: { amount: number };
    };
    const captured = (payment.captured as typeof price | undefined) ?? price;
    const journals = kind(rows, "journal").filter((journal) => journal.paymentId === paymentId);
    for (const { lines } of journals) expect(balances(lines as Line[]), "LED-1").toBe(true);
    const captures = journals.filter(({ fact }) => String(fact).startsWith("capture#")).length;
    expect(captures, "a success is booked once, and only a success").toBe(status === "SUCCEEDED" ? 1 : 0);
    const refunds = kind(rows, "refund").filter((refund) => refund.paymentId === paymentId);
    const back = sum(refunds.filter((refund) => refund.status !== "REJECTED"));
    // What is in a wallet goes back out of the wallet.
    const bound = status === "SUCCEEDED" && payment.purpose !== "TOPUP" ? captured.amount : 0;
    const left = Math.max(0, bound - back - Number(payment.reversed ?? 0));
    expect(payment.refundable, "PAY-2").toBe(left);
    if (payment.purpose === "TOPUP") continue;
    const booking = bookings.find(({ bookingId }) => bookingId === payment.bookingId);
    // A checkout for what is owed counts when it is what the booking was paid with, and so does the bill till then.
    const beside =
      payment.settles === true || payment.gateway === "bill" || payment.failedBecause === "settled_otherwise";
    if (beside && booking?.paymentId !== paymentId) continue;
    const onArrival = ["ON_ARRIVAL", "POST_PAID"].includes(String(booking?.paymentMethod));
    const agreed = onArrival && status === "FAILED" ? "PENDING" : AGREED[status];
    // The rest may have come late, when the part from the wallet was back there.
    const part = payment.paymentId === booking?.walletPaymentId && booking?.status !== "CONFIRMED";
    if (!part) expect(booking?.paymentStatus, "BKG-5 booking and payment agree").toBe(agreed);
    if (booking?.status === "CONFIRMED" && !onArrival) expect(status, "BKG-5").toBe("SUCCEEDED");
    const paid = refunds.filter((refund) => refund.status === "PAID");
    expect(payment.refunded, "PAY-11 what its refunds say went back").toBe(sum(paid));
    if (status !== "SUCCEEDED" || booking?.status === "CONFIRMED") continue;
    const others = kind(rows, "payment").filter(({ bookingId }) => bookingId === booking?.bookingId);
    const kept = others.filter((other) => other.status === "SUCCEEDED" && !allBack(other));
    expect(booking?.status, "BKG-1").toBe(kept.length === 0 ? "REFUNDED" : "CANCELLED");
  }
}

/** What a gateway took for several bookings is what they have of it, to the last minor unit, and nothing goes back of it twice. */
function proveParts(whole: Row, payments: readonly Row[]): void {
  const parts = payments.filter(({ partOf }) => partOf === whole.paymentId);
  expect(parts.map(({ paymentId }) => paymentId).toSorted(), "CAP-7 each booking has its part").toEqual(
    (whole.parts as string[]).toSorted(),
  );
  const came = parts.filter(({ status }) => status === "SUCCEEDED");
  const { captured = whole.price, status } = whole;
  const expected = status === "SUCCEEDED" ? (captured as { amount: number }).amount : 0;
  const all = came.map(({ captured: its, price }) => ({ amount: its ?? price }));
  expect(sum(all), "PAY-2 the parts come to the whole").toBe(expected);
  const back = came.reduce((total, { refunded }) => total + Number(refunded), 0);
  expect(whole.refunded, "PAY-11 what went back of the parts went back of the whole").toBe(back);
  expect(whole.refundable, "PAY-2 it goes back part by part").toBe(0);
}

const allBack = ({ refunded, price, captured = price }: Row): boolean =>
  refunded === (captured as { amount: number }).amount;
const sum = (refunds: readonly Row[]): number =>
  refunds.reduce((total, { amount }) => total + (amount as { amount: number }).amount, 0);

const boundOf = ({ bookingCapacity }: Row): number | undefined =>
  bookingCapacity === undefined ? undefined : Number(bookingCapacity);

/** Every wallet has what its entries come to, and none has less than nothing. */
function proveWallets(rows: readonly Row[]): void {
  for (const { customerId, currency, available, seq } of kind(rows, "wallet")) {
    const entries = kind(rows, "walletEntry").filter(
      (entry) => entry.customerId === customerId && entry.currency === currency,
    );
    const total = entries.reduce((balance, { amount }) => balance + Number(amount), 0);
    expect([available, seq], "LED-3 a wallet is the fold of its entries").toEqual([total, entries.length]);
    expect(Number(available), "LED-2").toBeGreaterThanOrEqual(0);
  }
}

/** The house's totals are those of all journals, every currency sums to zero, and every chain is whole. */
async function proveBooks(companyId: CompanyId, rows: readonly Row[]): Promise<void> {
  const journals = kind(rows, "journal") as unknown as Journal.Journal[];
  const expected = Fold.sharesOf(companyId, journals).map(({ name: { account, currency }, shares }) => [
    `${account} ${currency}`,
    Posting.balanceOf(shares.reduce(Posting.plus, Posting.NO_TURNOVER)),
  ]);
  await Actor.within(Actor.system("proof"), async () => {
    const currencies = await TrialBalance.now(companyId);
    const found = currencies.flatMap(({ currency, accounts }) =>
      accounts.map(({ account, closing }) => [`${account} ${currency}`, closing]),
    );
    expect(Object.fromEntries(found), "LED-6 every journal counts once").toEqual(
      Object.fromEntries(expected),
    );
    expect(
      currencies.filter(({ difference }) => difference !== 0),
      "LED-6 sums to zero",
    ).toEqual([]);
    expect((await Verification.whole(companyId)).finding, "LED-6 the books are whole").toBe(undefined);
  });
}

/**
 * Once the system has come to rest: every version of every stateful item has its audit row, every event that tells a
 * customer something has told him once, and nothing is left undone.
 */
export async function proveRest({ companyId }: { companyId: CompanyId }): Promise<void> {
  const rows = await rowsOf(companyId);
  const audits = kind(rows, "audit");
  const links = (audits as AuditRow.Row[]).map((row) => AuditRow.linkOf(row)!);
  const stateful = rows.filter((row) => row.change !== undefined && row.__edb_e__ !== "audit");
  const missing = stateful.flatMap(({ pk, sk, version }) => {
    const versions = new Set(
      links.filter(({ itemPk, itemSk }) => itemPk === pk && itemSk === sk).map((link) => link.version),
    );
    const all = Array.from({ length: Number(version) }, (_, index) => index + 1);
    return all.filter((one) => !versions.has(one)).map((one) => `${String(pk)} ${String(sk)} version ${one}`);
  });
  expect(missing, "AUD-1 every change has its row").toEqual([]);
  await proveBooks(companyId, rows);

  const telling = audits.filter(({ type }) => TELLING.has(String(type)));
  const told = (await notificationsOf(companyId)).filter(
    ({ notificationType }) => !["REFUND_TO_DECIDE", "SESSION_REMINDER"].includes(String(notificationType)),
  );
  expect(told, "NTF-1 each event told once").toHaveLength(telling.length);

  const stuck = rows.filter(
    (row) => row.status === "RECEIVED" || (row.__edb_e__ === "payment" && row.status === "CREATED"),
  );
  expect(
    stuck.map(({ pk }) => pk),
    "nothing is stuck",
  ).toEqual([]);
}

const TELLING = new Set([
  "booking.created",
  "booking.confirmed",
  "booking.cancelled",
  "booking.rescheduled",
  "refund.requested",
  "refund.auto_approved",
  "refund.approved",
  "refund.rejected",
  "waitlist.offered",
  "waitlist.lapsed",
]);
