/** Proofs about what was written down and told: the audit log, notifications, and what each client was answered. */
import * as Chain from "../../domain/audit/chain.ts";
import * as Image from "../../domain/audit/image.ts";
import * as AuditRow from "../../domain/audit/row.ts";
import { idOf } from "../../domain/notification/notify.ts";
import type { Body, Told } from "./client.ts";
import { kind, type Row } from "./table.ts";

/** Every version of every stateful item has its one row, and the chain of them leads to the item as it is (AUD-1, AUD-2). */
export function audit(rows: readonly Row[], now: number): string[] {
  const links = kind(rows, "audit").map((row) => AuditRow.linkOf(row as AuditRow.Row)!);
  const ofItem = Map.groupBy(links, ({ itemPk, itemSk }) => `${itemPk} ${itemSk}`);
  const stateful = rows.filter((row) => Image.isStateful(row) && Image.entityOf(row) !== "audit");
  return stateful.flatMap((item) => {
    const name = `${String(item.pk)} ${String(item.sk)}`;
    const own = ofItem.get(name) ?? [];
    if (own.length !== Image.versionOf(item)) {
      return [`AUD-1 ${name} has version ${Image.versionOf(item)} and ${own.length} audit rows`];
    }
    const verdict = Chain.verify(own, item, now);
    return verdict.ok ? [] : [`AUD-2 ${name}: ${verdict.reason} at version ${verdict.version}`];
  });
}

const TELLING = new Set([
  "booking.created",
  "booking.confirmed",
  "booking.cancelled",
  "booking.rescheduled",
  "refund.auto_approved",
  "waitlist.offered",
  "waitlist.lapsed",
]);

/** What is paid into a wallet is news; what a refund brings there has news of its own. */
const tells = (row: AuditRow.Row): boolean =>
  TELLING.has(row.type) ||
  (row.type === "wallet.credited" && AuditRow.linkOf(row)?.change.data?.source === "TOPUP");

/** Each event that tells a customer something has told him once, and what he has not read is counted (NTF-1, NTF-2). */
export function notifications(rows: readonly Row[]): string[] {
  const due = kind(rows, "audit").flatMap((row) =>
    tells(row as AuditRow.Row) ? [String(idOf(String(row.changeId)))] : [],
  );
  const told = kind(rows, "notification");
  const ids = new Map(told.map(({ notificationId }) => [String(notificationId), true]));
  const wrong = told.filter(({ readAt, unreadBy }) => (readAt === undefined) !== (unreadBy !== undefined));
  return [
    ...due.filter((id) => !ids.has(id)).map((id) => `NTF-1 nobody was told of ${id}`),
    ...(told.length > due.length ? [`NTF-1 ${told.length} notifications for ${due.length} events`] : []),
    ...wrong.map(({ sk }) => `NTF-2 ${String(sk)} is read and counts as unread, or the other way round`),
  ];
}

/** A cart is booked as a whole. */
const bookedBy = ({ bookings, bookingId }: Body): unknown[] =>
  Array.isArray(bookings) ? (bookings as Body[]).map((one) => one.bookingId) : [bookingId];
const mostOf = ({ path }: Told): number => (path.includes("/carts/") ? 10 : 1);

/** What was answered is there, once; what was never answered may be there, once; and nothing else is. */
export function answers(rows: readonly Row[], told: readonly Told[]): string[] {
  const bookings = new Map(kind(rows, "booking").map((booking) => [booking.bookingId, booking]));
  const asked = told.filter(({ path }) => /\/(bookings|rescheduling)$/.test(path));
  const served = asked.filter(({ answer }) => answer?.status === 201);
  const open = asked.filter(({ answer }) => answer === undefined).reduce((sum, one) => sum + mostOf(one), 0);
  const promised = new Set(served.flatMap(({ answer }) => bookedBy(answer!.body)));
  const unasked = [...bookings.keys()].filter((id) => !promised.has(id));
  const cancelled = told.filter(
    ({ path, answer }) => path.endsWith("/cancellation") && answer?.status === 200,
  );
  return [
    ...[...promised]
      .filter((id) => !bookings.has(id))
      .map((id) => `${String(id)} was promised and is not there`),
    ...(unasked.length > open ? [`${unasked.join()} are there, and nobody was told so`] : []),
    ...cancelled.flatMap(({ answer }) => {
      const { bookingId, refund } = answer!.body as { bookingId?: string; refund?: { refundId: string } };
      const booking = bookings.get(bookingId);
      if (!booking) return [];
      const refunds = kind(rows, "refund").filter((row) => row.bookingId === bookingId);
      const kept = refund === undefined || refunds.some(({ refundId }) => refundId === refund.refundId);
      const ended = booking.status === "CANCELLED" || booking.status === "REFUNDED";
      return ended && kept
        ? []
        : [`${String(bookingId)} was cancelled by answer and is ${String(booking.status)}`];
    }),
  ];
}
