/** What a request to each route needs beyond its path, so that whoever may make it is answered well. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as Activity from "../../domain/activity/activity.ts";
import { checkIn } from "../../domain/booking/attendance.ts";
import { book } from "../../domain/booking/book.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Clock from "../../domain/clock.ts";
import { put } from "../../domain/gateway/settings.ts";
import * as Category from "../../domain/catalogue/category.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Sphere from "../../domain/catalogue/sphere.ts";
import { type BookingId, newUlid } from "../../domain/id.ts";
import { close } from "../../domain/session/sale.ts";
import { TABLE, writer } from "../../domain/table.ts";
import { as, asPlatform, HOUR, person } from "../world.ts";
import { doubtfulCallback, failedRefund, paidBooking, requestedRefund } from "./money-back.ts";
import { credentials, waiting, type Premises } from "./premises.ts";
import { freshDifference } from "./reconciled.ts";

/** What a body must say where the schema asks for more than the path does. */
const soon = () => new Date(Date.now() + 48 * 3600_000).toISOString();
const byHand = { money: { amount: 1, currency: "UAH" }, reason: "a gift" };
export const bodies: Record<string, (at: Premises) => object> = {
  "company.open": () => ({
    name: "New",
    slug: newUlid().toLowerCase(),
    timeZone: "Europe/Kyiv",
    currency: "UAH",
    locale: "uk",
  }),
  "member.add": () => ({ userId: person("new").userId, role: "coach" }),
  "activity.draft": () => ({
    name: "New",
    durationMinutes: 60,
    capacity: 8,
    price: { amount: 100, currency: "UAH" },
  }),
  "category.add": () => ({ name: newUlid() }),
  "category.rename": () => ({ name: newUlid() }),
  "platform_category.add": () => ({ name: newUlid() }),
  "platform_category.rename": () => ({ name: newUlid() }),
  "location.add": () => ({ name: "New" }),
  "sphere.add": () => sphere,
  "session.schedule": ({ things }) => ({ activityId: things.activityId, startsAt: soon() }),
  "schedule.set": () => ({ slots: [] }),
  "schedule.preview": () => ({ slots: [] }),
  "slot.preview": ({ things }) => ({
    activityId: things.activityId,
    slot: { dayOfWeek: 1, startTime: "10:00" },
  }),
  "closure.set": () => ({ firstDay: "2027-08-24", lastDay: "2027-08-25" }),
  "closure.preview": () => ({ firstDay: "2027-08-24", lastDay: "2027-08-24" }),
  "session.set_instructor": () => ({ instructorId: null }),
  "session.set_location": () => ({ locationId: null }),
  "session.cancel": () => ({ reason: "rain" }),
  "booking.request_refund": () => ({ reason: "ill" }),
  "payment.request_refund": () => ({ reason: "ill" }),
  "wallet.credit": () => byHand,
  "wallet.debit": () => byHand,
  "wallet.transfer": ({ otherCustomerId }) => ({ ...byHand, toCustomerId: otherCustomerId }),
  "wallet.top_up": () => ({
    amount: { amount: 100, currency: "UAH" },
    gateway: "sandbox",
    returnUrl: "https://app.example.test",
  }),
  "reseller.open": () => ({ name: "New" }),
  "reseller.edit": () => ({ commissionPercent: 15 }),
  "refund.reject": () => ({ reason: "too late" }),
  "callback.dismiss": () => ({ reason: "a test" }),
  "gateway_settings.put": () => ({ credentials: credentials() }),
  "reconciliation.run": () => ({ day: "2026-05-02" }),
  "difference.resolve": () => ({ reason: "asked the bank" }),
  "cart.place": ({ things }) => ({ lines: [{ sessionId: things.sessionId }] }),
  "cart.book": () => ({ payment: { method: "wallet" } }),
  "booking.book_for": () => ({ contact: { name: "Zoe" }, payment: { method: "cash" } }),
  "booking.reschedule": elsewhere,
  "booking.name_card": ({ things }) => ({ cardId: things.cardId }),
  "booking.settle": () => ({ payment: { gateway: "sandbox", returnUrl: "https://app.example.test" } }),
  "booking.check_in_by_code": ({ things }) => ({ code: things.bookingId }),
  "booking.book": ({ things }) => ({
    holdId: things.holdId,
    payment: { gateway: "sandbox", returnUrl: "https://app.example.test" },
  }),
};
const sphere = {
  name: "Sport",
  defaultActivityType: "CLASS" as const,
  allowedActivityTypes: ["CLASS" as const],
};
export const queries: Record<string, (at: Premises) => Record<string, string>> = {
  "audit.of_day": () => ({ day: "2026-05-01" }),
  "ledger.statement": () => ({ account: "cash", currency: "UAH" }),
  "ledger.statement_file": () => ({ account: "cash", currency: "UAH", from: "2026-05-01T00:00:00.000Z" }),
  "booking.rescheduling_terms": elsewhere,
};

/** Fresh things for verbs that use theirs up. */
export const prepared: Record<string, (at: Premises) => Promise<Record<string, string>>> = {
  "activity.publish": async (at) => ({ activityId: (await at.draft()).activityId }),
  "activity.archive": freshActivity,
  "activity.cancel": freshActivity,
  "category.archive": freshCategory,
  "location.archive": freshLocation,
  "location.rotate_embed_key": freshLocation,
  "platform_category.rename": widerCategory,
  "platform_category.archive": widerCategory,
  "sphere.edit": freshSphere,
  "sphere.archive": freshSphere,
  "session.cancel": freshSession,
  "session.close_sale": freshSession,
  "session.reopen_sale": async (at) => {
    const { sessionId } = await at.session();
    await as(at.owner, () => close({ companyId: at.companyId, sessionId }));
    return { sessionId };
  },
  "closure.remove": (at) => at.closure(),
  "calendar.revoke": (at) => at.calendar(),
  "card.remove": (at) => at.card(),
  "waitlist.join": async (at) => {
    const { sessionId } = await at.session({ capacity: 1 });
    await at.hold(person("early"), sessionId);
    return { sessionId: sessionId };
  },
  "waitlist.leave": waiting,
  "gateway_settings.remove": freshGateway,
  "gateway_settings.rotate": freshGateway,
  "gateway_settings.disable": freshGateway,
  "gateway_settings.enable": freshGateway,
  "gateway_settings.check": freshGateway,
  "booking.cancel": async (at) => {
    const { sessionId } = await at.session();
    return { bookingId: (await at.booking(at.ada, sessionId)).bookingId };
  },
  "booking.reschedule": twoSessions,
  "booking.rescheduling_terms": twoSessions,
  "booking.receive_cash": expected,
  "booking.check_in": expected,
  "booking.name_card": expected,
  "booking.withdraw_card": expected,
  "booking.check_in_by_code": expected,
  "booking.mark_no_show": async (at) => {
    const { bookingId } = await expected(at);
    await force(at.companyId, bookingId, { startsAt: Clock.iso() });
    return { bookingId };
  },
  "booking.settle": async (at) => {
    const { bookingId } = await expected(at);
    await force(at.companyId, bookingId, { status: "BILLING_OVERDUE" });
    return { bookingId };
  },
  "booking.undo_attendance": async (at) => {
    const { bookingId } = await expected(at);
    await as(at.owner, () => checkIn({ companyId: at.companyId, bookingId }));
    return { bookingId };
  },
  "callback.accept": doubtfulCallback,
  "callback.dismiss": doubtfulCallback,
  "difference.resolve": freshDifference,
  "refund.approve": requestedRefund,
  "refund.reject": requestedRefund,
  "refund.retry": failedRefund,
  "booking.request_refund": (at) => paidBooking(at),
  "payment.request_refund": (at) => paidBooking(at),
  "hold.release": freshHold,
  "cart.release": (at) => at.cart(),
  "cart.book": (at) => at.cart(),
  "hold.extend": freshHold,
  "booking.book": freshHold,
};
async function freshCategory({ owner, companyId }: Premises) {
  const { categoryId } = await as(owner, () => Category.add({ companyId, name: newUlid() }));
  return { categoryId };
}
async function widerCategory() {
  const { categoryId } = await asPlatform(() => Category.addPlatformWide({ name: newUlid() }));
  return { categoryId };
}
async function freshLocation({ owner, companyId }: Premises) {
  const { locationId } = await as(owner, () => Location.add({ companyId, name: "New" }));
  return { locationId };
}
async function freshSphere() {
  const { sphereId } = await asPlatform(() => Sphere.add(sphere));
  return { sphereId };
}
/** A booking that is paid, and another session for it. */
async function twoSessions(at: Premises) {
  const [{ bookingId }, { sessionId }] = await Promise.all([paidBooking(at), at.session()]);
  return { bookingId, toSessionId: sessionId as string };
}
function elsewhere({ things }: Premises) {
  return { sessionId: things.toSessionId ?? things.sessionId! };
}
/** Somebody who comes within the hour, and pays then. */
async function expected(at: Premises) {
  const { activityId } = await freshActivity(at);
  await as(at.owner, () => Activity.edit({ companyId: at.companyId, activityId, payOnArrival: true }));
  const { sessionId } = await at.session({ activityId, startsAt: Clock.isoAfter(HOUR) });
  const { holdId } = await at.hold(at.ada, sessionId);
  const payment = { method: "on_arrival" } as const;
  const { bookingId } = await as(at.ada, () => book({ companyId: at.companyId, holdId, payment }));
  return { bookingId };
}
/** As if time had brought it there. */
async function force(companyId: string, bookingId: BookingId, one: Record<string, string>): Promise<void> {
  const { sessionId } = Row.keyOf(companyId, bookingId);
  const Key = { pk: `C#${companyId}/SESSION#${sessionId}`, sk: `BOOKING#${bookingId}` };
  const [[name, value]] = Object.entries(one) as [[string, string]];
  const set = { UpdateExpression: "SET #name = :value", ExpressionAttributeNames: { "#name": name } };
  const ExpressionAttributeValues = { ":value": value };
  await writer.send(new UpdateCommand({ TableName: TABLE, Key, ...set, ExpressionAttributeValues }));
}
async function freshGateway({ owner, companyId }: Premises) {
  const given = { companyId, gateway: "stripe", credentials: credentials() } as const;
  await as(owner, () => put(given));
  return { gateway: "stripe" };
}
async function freshActivity(at: Premises) {
  const { activityId } = await at.draft();
  await as(at.owner, () => Activity.publish({ companyId: at.companyId, activityId }));
  return { activityId };
}
async function freshSession(at: Premises) {
  return { sessionId: (await at.session()).sessionId as string };
}
async function freshHold(at: Premises) {
  const { sessionId } = await at.session();
  return { holdId: (await at.hold(at.ada, sessionId)).holdId as string };
}
