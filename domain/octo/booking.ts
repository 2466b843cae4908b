/**
 * A booking as resellers know it. What it is follows from what keeps its seats:
 *
 *   ON_HOLD ──confirm──▶ CONFIRMED ──comes──▶ REDEEMED
 *      ├──time is over──▶ EXPIRED   └──cancel──▶ CANCELLED
 *      └──cancel──▶ CANCELLED
 *
 * The hold in its pool says whether it is still kept, the booking whether it was sold and what became of that; the
 * reseller's own row adds for whom. A booking that the supplier has moved is followed to where it is now.
 */
import * as z from "zod";
import * as Activities from "../activity/row.ts";
import * as Terms from "../activity/terms.ts";
import * as Bookings from "../booking/row.ts";
import * as Clock from "../clock.ts";
import { conflict } from "../error.ts";
import * as Hold from "../seat/hold.ts";
import * as Pool from "../seat/pool.ts";
import * as Session from "../session/session.ts";
import * as Availability from "./availability.ts";
import type * as Capability from "./capability.ts";
import * as Contact from "./contact.ts";
import * as Cutoff from "./cutoff.ts";
import * as Pricing from "./pricing.ts";
import type * as Row from "./resale-row.ts";
import * as Unit from "./unit.ts";

export const STATUSES = ["ON_HOLD", "CONFIRMED", "EXPIRED", "CANCELLED", "REDEEMED"] as const;
export type Status = (typeof STATUSES)[number];

const Voucher = z.object({
  redemptionMethod: z.enum(["DIGITAL"]),
  utcRedeemedAt: z.string().nullable(),
  deliveryOptions: z.array(z.object({ deliveryFormat: z.enum(["QRCODE"]), deliveryValue: z.string() })),
});

const UnitItem = z.object({
  uuid: z.string(),
  resellerReference: z.string().nullable(),
  supplierReference: z.string().nullable(),
  unitId: z.string(),
  status: z.enum(STATUSES),
  utcRedeemedAt: z.string().nullable(),
  contact: Contact.Shown,
  ticket: z.null(),
  pricing: Pricing.Pricing.optional(),
});

const Cancellation = z.object({
  refund: z.enum(["FULL", "PARTIAL", "NONE"]),
  reason: z.string().nullable(),
  utcCancelledAt: z.string(),
});

export const Booking = z.object({
  id: z.string(),
  uuid: z.string(),
  testMode: z.boolean(),
  resellerReference: z.string().nullable(),
  supplierReference: z.string().nullable(),
  status: z.enum(STATUSES),
  utcCreatedAt: z.string(),
  utcUpdatedAt: z.string(),
  utcExpiresAt: z.string().nullable(),
  utcRedeemedAt: z.string().nullable(),
  utcConfirmedAt: z.string().nullable(),
  productId: z.string(),
  optionId: z.string(),
  cancellable: z.boolean(),
  cancellation: Cancellation.nullable(),
  freesale: z.boolean(),
  availabilityId: z.string(),
  availability: Availability.Availability,
  contact: Contact.Shown,
  notes: z.string().nullable(),
  deliveryMethods: z.array(z.enum(["VOUCHER"])),
  voucher: Voucher.nullable(),
  unitItems: z.array(UnitItem),
  pricing: Pricing.Pricing.optional(),
});

/** Everything that a booking's state is read from. */
export type State = {
  readonly row: Row.Resale;
  readonly session: Session.Session;
  readonly optionId: string;
  readonly pool: Pool.Pool;
  readonly entry: Pool.Entry | undefined;
  /** As it is now, wherever it has moved since it was sold. */
  readonly booking: Bookings.Booking | undefined;
  readonly confirmedAt: string | undefined;
  readonly status: Status;
};

export async function stateOf(row: Row.Resale): Promise<State> {
  const { companyId, holdId, sessionId } = row;
  const [there, { pool, key, entry }] = await Promise.all([
    Session.get(companyId, sessionId),
    Hold.find(companyId, holdId),
  ]);
  // A hold that was booked leaves its pool in the end; one that is alive has no booking yet.
  const alive = entry && !entry.end && !entry.bk;
  const sold = alive ? undefined : await Bookings.find(companyId, Bookings.idOf(sessionId, key));
  const booking = sold && (await Bookings.latest(sold));
  const moved = booking !== undefined && booking.sessionId !== sessionId;
  const session = moved ? await Session.get(companyId, booking.sessionId) : there;
  return {
    row,
    session,
    optionId: session.optionId ?? row.optionId,
    pool,
    entry,
    booking,
    confirmedAt: row.confirmedAt ?? sold?.confirmedAt,
    status: statusOf(row, { pool, entry, booking }),
  };
}

function statusOf(
  { cancelledAt }: Row.Resale,
  { pool, entry, booking }: Pick<State, "pool" | "entry" | "booking">,
): Status {
  if (booking?.status === "CONFIRMED") return booking.attendance === "ATTENDED" ? "REDEEMED" : "CONFIRMED";
  if (booking) return "CANCELLED";
  if (cancelledAt !== undefined) return "CANCELLED";
  return entry && !entry.end && Pool.expiry(pool, entry) > Clock.millis() ? "ON_HOLD" : "EXPIRED";
}

export async function shown(state: State, wanted: Capability.Wanted): Promise<z.input<typeof Booking>> {
  const { row, session, booking, confirmedAt, status } = state;
  const { companyId, resaleId, activityId } = row;
  const [kinds, { anyTime }, cancellable] = await Promise.all([
    Unit.kindsOf(session, session.price),
    Activities.get(companyId, activityId),
    isCancellable(state),
  ]);
  const counts = Unit.count(row.unitItems.map(({ unitId }) => ({ id: unitId, quantity: 1 })));
  const percent = row.commissionPercent ?? 0;
  const whole = booking ? pricesOf(booking) : Unit.priced(kinds, counts, percent);
  const alone = row.unitItems.map(({ unitId }) => Unit.kindOf(kinds, unitId).price);
  const prices = Pricing.parts(whole, alone, percent);
  const redeemedAt = booking?.attendedAt ?? null;
  return {
    id: resaleId,
    uuid: row.uuid,
    testMode: false,
    resellerReference: row.resellerReference ?? null,
    supplierReference: resaleId,
    status,
    utcCreatedAt: row.createdAt,
    utcUpdatedAt: latest(row.updatedAt, ...changesOf(booking)),
    utcExpiresAt: status === "ON_HOLD" || status === "EXPIRED" ? untilOf(state) : null,
    utcRedeemedAt: redeemedAt,
    utcConfirmedAt: confirmedAt ?? null,
    productId: activityId,
    optionId: state.optionId,
    cancellable,
    cancellation: cancellationOf(state),
    freesale: false,
    availabilityId: session.sessionId,
    availability: Availability.of(session, { kinds, counts, capabilities: wanted, percent, anyTime }),
    contact: Contact.shown(row.contact),
    notes: row.notes ?? null,
    deliveryMethods: ["VOUCHER"],
    voucher: voucherOf(booking),
    unitItems: row.unitItems.map((item, index) => ({
      ...itemOf(item, state),
      ...(wanted.includes("octo/pricing") && { pricing: prices[index]! }),
    })),
    ...(wanted.includes("octo/pricing") && { pricing: Pricing.of(whole.retail, whole.net) }),
  };
}

const pricesOf = ({ price, retail = price }: Bookings.Booking) => ({ retail, net: price });

/** When the hold ends, or ended: its pool forgets it in time. */
const untilOf = ({ row, pool, entry }: State): string =>
  entry ? new Date(Pool.expiry(pool, entry)).toISOString() : row.expiresAt;

/** What is held can be given up; what is sold, as long as the policy that it was sold under gives anything back. */
export async function isCancellable({ row, session, booking, status }: State): Promise<boolean> {
  if (status !== "ON_HOLD" && status !== "CONFIRMED") return false;
  const { policy } = await Terms.of(row.companyId, (booking ?? session).termsId);
  return Cutoff.isBefore(policy, session.startsAt, Clock.millis());
}

/** As the specification has it, what can be cancelled can be changed, and nothing else can. */
export async function mustBeInTime(state: State): Promise<void> {
  if (await isCancellable(state)) return;
  throw conflict("octo.too_late", "It is too late to change or to cancel this booking.");
}

/** What is shown at the door, once there is something to show. */
const voucherOf = (booking: Bookings.Booking | undefined): z.infer<typeof Voucher> => ({
  redemptionMethod: "DIGITAL",
  utcRedeemedAt: booking?.attendedAt ?? null,
  deliveryOptions:
    booking?.status === "CONFIRMED" ? [{ deliveryFormat: "QRCODE", deliveryValue: booking.bookingId }] : [],
});

/** Where fewer have come than were booked, nobody has said which of them: the booking is redeemed, no unit is. */
function itemOf(item: Row.Item, { booking, status }: State): z.input<typeof UnitItem> {
  const allCame = booking?.attended === booking?.spots;
  return {
    uuid: item.uuid,
    resellerReference: item.resellerReference ?? null,
    supplierReference: null,
    unitId: item.unitId,
    status: status === "REDEEMED" && !allCame ? "CONFIRMED" : status,
    utcRedeemedAt: (allCame && booking?.attendedAt) || null,
    contact: Contact.shown(item.contact),
    ticket: null,
  };
}

/** The specification's validator takes it that time cancels what it ends. */
function cancellationOf(state: State): z.input<typeof Cancellation> | null {
  const { row, session, booking, status } = state;
  const { cancelReason, cancelledAt } = row;
  if (status === "EXPIRED") return { refund: "NONE", reason: null, utcCancelledAt: untilOf(state) };
  if (status !== "CANCELLED") return null;
  if (!booking) return { refund: "NONE", reason: cancelReason ?? null, utcCancelledAt: cancelledAt! };
  const back = booking.cancellation?.refund.amount ?? 0;
  const whole = back >= booking.price.amount ? "FULL" : "PARTIAL";
  return {
    refund: back === 0 ? "NONE" : whole,
    reason: cancelReason ?? calledOffBecause(session) ?? BECAUSE[booking.cancelledBecause ?? ""] ?? null,
    utcCancelledAt: booking.cancelledAt ?? row.updatedAt,
  };
}

/** What the supplier has said when he called the session off. */
const calledOffBecause = ({ status, change }: Session.Session): string | undefined =>
  status === "CANCELLED" ? change?.reason : undefined;

const BECAUSE: Readonly<Record<string, string>> = {
  staff: "The supplier cancelled it.",
  session_cancelled: "The supplier called the session off.",
};

const changesOf = (booking: Bookings.Booking | undefined) =>
  booking ? [booking.confirmedAt, booking.cancelledAt, booking.attendedAt] : [];

const latest = (...instants: readonly (string | undefined)[]): string =>
  instants
    .filter((instant) => instant !== undefined)
    .toSorted()
    .at(-1)!;
