/**
 * Who came: staff say it at the door, from the list or by the code that a customer shows (BKG-8).
 *
 *   EXPECTED ──check in──▶ ATTENDED      from twelve hours before the start
 *      └──no-show──▶ NO_SHOW ──check in──▶ ATTENDED      after the start
 *
 * Either can be taken back. A day after the end what was said stands, and what is owed follows from it. Whoever came
 * with fewer than he booked for has come: `attended` says with how many.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit, type Write } from "../commit.ts";
import * as Customer from "../customer.ts";
import { conflict, invalid, missing, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { BookingId, CompanyId, SessionId } from "../id.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import * as Bill from "./bill.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

const HOUR_MS = 3600_000;
/** Whoever comes the evening before a day's outing is there. */
const EARLIEST_MS = 12 * HOUR_MS;

export const Marked = Row.View.extend({ customer: Customer.Named });
const one = z.strictObject({ companyId: CompanyId, bookingId: BookingId });
const attended = z.int().min(1).max(40).optional().describe("With how many; with all, unless it is said.");

export const checkIn = verb({
  name: "booking.check_in",
  may: ["staff"],
  idempotency: "accepted",
  input: one.extend({ attended }),
  output: Marked,
  run: async ({ companyId, bookingId, attended: came }) =>
    mark(await Row.get(companyId, bookingId), "ATTENDED", came),
});

/** The booking's id, as a picture of it at the door says, or its short code and the session that staff look at. */
export const checkInByCode = verb({
  name: "booking.check_in_by_code",
  may: ["staff"],
  idempotency: "accepted",
  input: z.strictObject({
    companyId: CompanyId,
    code: z.string().trim().min(1).max(60),
    sessionId: SessionId.optional().describe("Whose door it is; needed with a short code."),
    attended,
  }),
  output: Marked,
  run: async ({ companyId, code, sessionId, attended: came }) =>
    mark(await ofCode(companyId, { code, sessionId }), "ATTENDED", came),
});

export const noShow = verb({
  name: "booking.mark_no_show",
  may: ["staff"],
  idempotency: "accepted",
  input: one,
  output: Marked,
  run: async ({ companyId, bookingId }) => mark(await Row.get(companyId, bookingId), "NO_SHOW"),
});

/** Takes back whatever was said. A repeat changes nothing. */
export const undo = verb({
  name: "booking.undo_attendance",
  may: ["staff"],
  idempotency: "accepted",
  input: one,
  output: Marked,
  async run({ companyId, bookingId }) {
    const booking = await Row.get(companyId, bookingId);
    const isUnsaid = booking.status === "CONFIRMED" && booking.attendance === undefined;
    return isUnsaid ? told(booking) : mark(booking, "EXPECTED");
  },
});

async function ofCode(
  companyId: CompanyId,
  { code, sessionId }: { code: string; sessionId: SessionId | undefined },
): Promise<Row.Booking> {
  const shown = code.startsWith("bkg_")
    ? await Row.get(companyId, code)
    : await named(companyId, { code, sessionId });
  // Whoever shows what he was given before it moved comes with what has taken its place.
  const booking = await Row.latest(shown);
  // Another session's door.
  if (sessionId !== undefined && booking.sessionId !== sessionId) throw missing("booking");
  return booking;
}

async function named(
  companyId: CompanyId,
  { code, sessionId }: { code: string; sessionId: SessionId | undefined },
): Promise<Row.Booking> {
  if (sessionId === undefined)
    throw invalid("booking.code_needs_session", "Say whose door it is, or send the whole id of the booking.");
  return (await Row.ofCode({ companyId, sessionId }, asWritten(code))) ?? Promise.reject(missing("booking"));
}

type Standing = Row.Attendance | "EXPECTED";

/** Every move there is. */
export const MOVES: Readonly<Record<Standing, readonly Standing[]>> = {
  EXPECTED: ["ATTENDED", "NO_SHOW"],
  NO_SHOW: ["ATTENDED", "EXPECTED"],
  ATTENDED: ["EXPECTED"],
};

async function mark(booking: Row.Booking, to: Standing, came?: number): Promise<z.input<typeof Marked>> {
  mustBeLegal(booking, to);
  mustBeInTime(booking, to);
  await mustNotBeSettled(booking);
  const { companyId, bookingId, version } = booking;
  const set = saidOf(booking, to, came);
  const gone = MARKS.filter((name) => !(name in set));
  const write = Row.Bookings.patch(Row.keyOf(companyId, bookingId))
    .set(set)
    .remove(gone)
    .where((a, o) => `${o.eq(a.status, "CONFIRMED")} AND ${o.eq(a.version, version!)}`);
  const after = { ...booking, ...set, version: version! + 1 };
  for (const name of gone) delete after[name];
  const [answer, dues] = await Promise.all([told(after), duesOf(booking, to)]);
  return commit([change(EVENTS[to](), write, again), ...dues], answer);
}

async function told(booking: Row.Booking): Promise<z.input<typeof Marked>> {
  const { companyId, customerId } = booking;
  const names = await Customer.namesOf(companyId, [customerId]);
  return { ...Row.viewOf(booking), customer: names.get(customerId) ?? {} };
}

/** A fee that is paid is the last word; whoever has paid the whole price owes the same, whatever is said. */
async function mustNotBeSettled(booking: Row.Booking): Promise<void> {
  const { companyId, attendance, paymentStatus, price, fees = 0 } = booking;
  if (attendance !== "NO_SHOW" || paymentStatus !== "PAID" || !Owed.comesLater(booking)) return;
  const payments = await Promise.all(
    Row.paymentsOf(booking).map((paymentId) => Payment.get(companyId, paymentId)),
  );
  const paid = payments.reduce((sum, { refundable }) => sum + refundable, 0);
  if (paid < price.amount + fees)
    throw conflict("booking.no_show_paid", "What is owed for not coming is paid; that stands.");
}

/** Who would have paid at the door and did not come owes the fee, and is billed for it like what is paid afterwards. */
async function duesOf(booking: Row.Booking, to: Standing): Promise<Write[]> {
  const { companyId, paymentId, paymentMethod, paymentStatus, attendance } = booking;
  if (paymentMethod !== "ON_ARRIVAL" || paymentStatus !== "PENDING") return [];
  if (to !== "NO_SHOW" && attendance !== "NO_SHOW") return [];
  const fee = await Bill.owed({ ...booking, attendance: "NO_SHOW" });
  if (fee.amount === 0) return [];
  const payment = await Payment.get(companyId, paymentId);
  return to === "NO_SHOW"
    ? [Bill.put(payment, Owed.finalAt(booking), "nobody came: the fee is billed")]
    : [Bill.put(payment, undefined, "no fee is owed any more")];
}

// Pure rules

const EVENTS = {
  ATTENDED: Events.BookingAttended,
  NO_SHOW: Events.BookingNoShow,
  EXPECTED: Events.BookingAttendanceUndone,
} as const;

const MARKS = ["attendance", "attendedAt", "attended"] as const;
type Said = { [name in (typeof MARKS)[number]]?: NonNullable<Row.Booking[name]> };

function saidOf({ spots }: Row.Booking, to: Standing, came = spots): Said {
  if (came > spots)
    throw unprocessable("booking.too_many_attended", "So many places were not booked.", { spots });
  if (to === "EXPECTED") return {};
  return to === "NO_SHOW" ? { attendance: to } : { attendance: to, attendedAt: Clock.iso(), attended: came };
}

/** The write says it again, in its condition. */
function mustBeLegal(booking: Row.Booking, to: Standing): void {
  if (booking.status !== "CONFIRMED") throw Row.illegal(booking, to);
  const from = booking.attendance ?? "EXPECTED";
  if (!MOVES[from].includes(to)) throw Row.illegal({ status: from }, to);
}

function mustBeInTime({ startsAt, endsAt }: Row.Booking, to: Standing): void {
  const now = Clock.millis();
  const from = Date.parse(startsAt) - (to === "NO_SHOW" ? 0 : EARLIEST_MS);
  const until = Owed.finalAt({ endsAt });
  if (now < from)
    throw conflict("booking.attendance_too_early", "This can not be said yet.", {
      from: new Date(from).toISOString(),
    });
  if (now >= Date.parse(until))
    throw conflict("booking.attendance_too_late", "What was said of who came stands.", { until });
}

/** As people read it aloud and type it: no matter how it is grouped, and letters that look like digits are those. */
const asWritten = (code: string): string =>
  code.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
