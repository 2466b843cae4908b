/**
 * A booking as resellers know it. What it is follows from what keeps its seats:
 *
 *   ON_HOLD ──confirm──▶ CONFIRMED ──comes──▶ REDEEMED
 *      ├──time is over──▶ EXPIRED   └──cancel──▶ CANCELLED
 *      └──cancel──▶ CANCELLED
 *
 * The hold in its pool says whether it is still kept, the booking whether it was sold and what became of that; the
 * reseller's own row adds for whom.
 */
import * as z from "zod";
import type { UnitKind } from "../activity/unit-kind.ts";
import * as Activities from "../activity/row.ts";
import * as Terms from "../activity/terms.ts";
import * as Bookings from "../booking/row.ts";
import * as Clock from "../clock.ts";
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
  readonly pool: Pool.Pool;
  readonly entry: Pool.Entry | undefined;
  readonly booking: Bookings.Booking | undefined;
  readonly status: Status;
};

export async function stateOf(row: Row.Resale): Promise<State> {
  const { companyId, holdId, sessionId } = row;
  const [session, { pool, key, entry }] = await Promise.all([
    Session.get(companyId, sessionId),
    Hold.find(companyId, holdId),
  ]);
  // A hold that was booked leaves its pool in the end; one that is alive has no booking yet.
  const alive = entry && !entry.end && !entry.bk;
  const booking = alive ? undefined : await Bookings.find(companyId, Bookings.idOf(sessionId, key));
  return { row, session, pool, entry, booking, status: statusOf(row, { pool, entry, booking }) };
}

function statusOf(
  { cancelledAt }: Row.Resale,
  { pool, entry, booking }: Pick<State, "pool" | "entry" | "booking">,
): Status {
  if (booking) return booking.status === "CONFIRMED" ? "CONFIRMED" : "CANCELLED";
  if (cancelledAt !== undefined) return "CANCELLED";
  return entry && !entry.end && Pool.expiry(pool, entry) > Clock.millis() ? "ON_HOLD" : "EXPIRED";
}

export async function shown(state: State, wanted: Capability.Wanted): Promise<z.input<typeof Booking>> {
  const { row, session, booking, status } = state;
  const { companyId, resaleId, activityId } = row;
  const [{ policy }, kinds, { anyTime }] = await Promise.all([
    Terms.of(companyId, session.termsId),
    Unit.kindsOf(session, session.price),
    Activities.get(companyId, activityId),
  ]);
  const counts = Unit.count(row.unitItems.map(({ unitId }) => ({ id: unitId, quantity: 1 })));
  const live = status === "ON_HOLD" || status === "CONFIRMED";
  const price = booking?.price ?? Unit.priceOf(kinds, counts);
  return {
    id: resaleId,
    uuid: row.uuid,
    testMode: false,
    resellerReference: row.resellerReference ?? null,
    supplierReference: resaleId,
    status,
    utcCreatedAt: row.createdAt,
    utcUpdatedAt: latest(row.updatedAt, booking?.confirmedAt, booking?.cancelledAt),
    utcExpiresAt: status === "ON_HOLD" || status === "EXPIRED" ? untilOf(state) : null,
    utcRedeemedAt: null,
    utcConfirmedAt: booking?.confirmedAt ?? null,
    productId: activityId,
    optionId: row.optionId,
    cancellable: live && Cutoff.isBefore(policy, session.startsAt, Clock.millis()),
    cancellation: status === "CANCELLED" ? cancellationOf(state) : null,
    freesale: false,
    availabilityId: session.sessionId,
    availability: Availability.of(session, { kinds, counts, capabilities: wanted, anyTime }),
    contact: Contact.shown(row.contact),
    notes: row.notes ?? null,
    deliveryMethods: ["VOUCHER"],
    voucher: voucherOf(booking),
    unitItems: row.unitItems.map((item) => itemOf(item, status, { kinds, wanted })),
    ...(wanted.includes("octo/pricing") && { pricing: Pricing.of(price) }),
  };
}

/** When the hold ends, or ended: its pool forgets it in time. */
const untilOf = ({ row, pool, entry }: State): string =>
  entry ? new Date(Pool.expiry(pool, entry)).toISOString() : row.expiresAt;

/** What is shown at the door, once there is something to show. */
const voucherOf = (booking: Bookings.Booking | undefined): z.infer<typeof Voucher> => ({
  redemptionMethod: "DIGITAL",
  utcRedeemedAt: null,
  deliveryOptions:
    booking?.status === "CONFIRMED" ? [{ deliveryFormat: "QRCODE", deliveryValue: booking.bookingId }] : [],
});

type Kinds = { readonly kinds: readonly UnitKind[]; readonly wanted: Capability.Wanted };

const itemOf = (item: Row.Item, status: Status, { kinds, wanted }: Kinds): z.input<typeof UnitItem> => ({
  uuid: item.uuid,
  resellerReference: item.resellerReference ?? null,
  supplierReference: null,
  unitId: item.unitId,
  status,
  utcRedeemedAt: null,
  contact: Contact.shown(item.contact),
  ticket: null,
  ...(wanted.includes("octo/pricing") && { pricing: Pricing.of(Unit.kindOf(kinds, item.unitId).price) }),
});

function cancellationOf({ row, booking }: State): z.input<typeof Cancellation> {
  const { cancelReason, cancelledAt } = row;
  if (!booking) return { refund: "NONE", reason: cancelReason ?? null, utcCancelledAt: cancelledAt! };
  const back = booking.cancellation?.refund.amount ?? 0;
  const whole = back === booking.price.amount ? "FULL" : "PARTIAL";
  return {
    refund: back === 0 ? "NONE" : whole,
    reason: cancelReason ?? BECAUSE[booking.cancelledBecause ?? ""] ?? null,
    utcCancelledAt: booking.cancelledAt ?? row.updatedAt,
  };
}

const BECAUSE: Readonly<Record<string, string>> = {
  staff: "The supplier cancelled it.",
  session_cancelled: "The supplier called the session off.",
};

const latest = (...instants: readonly (string | undefined)[]): string =>
  instants
    .filter((instant) => instant !== undefined)
    .toSorted()
    .at(-1)!;
