/** Reading bookings: one, a person's own, a session's roster, a company's day, and what happened to one. */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Actor from "../actor.ts";
import * as Audit from "../audit/audit.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import * as Customer from "../customer.ts";
import { BookingId, CompanyId, SessionId } from "../id.ts";
import { Money } from "../money.ts";
import * as Page from "../page.ts";
import * as Parts from "../payment/parts.ts";
import * as Payment from "../payment/payment.ts";
import * as Refund from "../payment/refund.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Bill from "./bill.ts";
import { dayOf } from "./draft.ts";
import * as OfPerson from "./of-person.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

const one = z.strictObject({ companyId: CompanyId, bookingId: BookingId });
const owed = Money.optional().describe(
  "What it still costs, at the door or afterwards; of a no-show the fee.",
);
const Attended = Row.View.extend({ customer: Customer.Named, owed });

export const get = verb({
  name: "booking.get",
  may: ["customer"],
  input: one,
  output: Row.View.extend({
    payment: Payment.View,
    walletPayment: Payment.View.optional(),
    furtherPayments: z.array(Payment.View).optional().describe("What moving it to dearer sessions has cost."),
    refunds: z.array(Refund.View),
    owed,
  }),
  async run({ companyId, bookingId }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    const ids = Row.paymentsOf(booking);
    const [owing, payments, refunds] = await Promise.all([
      owedFor(booking),
      Promise.all(ids.map((paymentId) => Payment.get(companyId, paymentId))),
      Promise.all(ids.map((paymentId) => Refund.of(companyId, paymentId))),
    ]);
    const [payment, ...others] = await Promise.all(payments.map(Parts.viewOf));
    const walletPayment = others.find(({ paymentId }) => paymentId === booking.walletPaymentId);
    const furtherPayments = others.filter((other) => other !== walletPayment);
    return {
      ...Row.viewOf(booking),
      payment: payment!,
      ...(walletPayment && { walletPayment }),
      ...(furtherPayments.length > 0 && { furtherPayments }),
      refunds: refunds.flat().map(Refund.viewOf),
      ...owing,
    };
  },
});

/** The caller's bookings in every company; all of them from the latest start on, or only what is to come or over. */
export const mine = verb({
  name: "booking.list_mine",
  may: ["user"],
  input: z.strictObject({ when: OfPerson.When, ...Page.asked }),
  output: Page.of(Row.View),
  async run({ when, ...asked }) {
    const userId = Actor.currentUser();
    const { keys, order } = OfPerson.all(userId, when, asked);
    return viewed(await Page.read(keys, asked, `${userId}/bookings/${when}`, { order, hydrate: true }));
  },
});

/** Who comes: every booking of a session, with the customers' names for the staff at the door. */
export const roster = verb({
  name: "booking.list_roster",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, sessionId: SessionId, ...Page.asked }),
  output: Page.of(Attended),
  async run({ companyId, sessionId, ...asked }) {
    await Session.get(companyId, sessionId);
    const query = Row.Bookings.query.primary({ companyId, sessionId });
    return named(companyId, await Page.read(query, asked, `${companyId}/roster/${sessionId}`));
  },
});

/**
 * A company's bookings of sessions that start on a day (its own calendar's; today unless asked), with the customers' names.
 * Those of one status are picked from a page of all: it may be shorter than asked for.
 */
export const ofDay = verb({
  name: "booking.list_day",
  may: ["staff"],
  input: z.strictObject({
    companyId: CompanyId,
    day: z.iso.date().optional(),
    status: z.enum(Row.STATUSES).optional(),
    ...Page.asked,
  }),
  output: Page.of(Attended),
  async run({ companyId, day, status, ...asked }) {
    const { timeZone } = await Company.get(companyId);
    const on = day ?? dayOf(Clock.iso(), timeZone);
    const all = Row.Bookings.query.ofDay({ companyId, day: on });
    const query = status ? all.where((a, o) => o.eq(a.status, status)) : all;
    return named(companyId, await Page.read(query, asked, `${companyId}/bookings/${on}/${status}`));
  },
});

/**
 * Who did what to this booking, its payment and its refunds, when and why; oldest first (BKG-12). Bookings that have taken
 * each other's place tell one story.
 */
export const history = verb({
  name: "booking.history",
  may: ["customer"],
  input: one.extend(Page.asked),
  output: Page.of(Audit.Entry),
  async run({ companyId, bookingId, ...asked }) {
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    return Audit.historyOf(companyId, Row.rootOf(booking), asked);
  },
});

const viewed = (page: Page.Page<Row.Booking>) => ({ ...page, items: page.items.map(Row.viewOf) });

async function named(companyId: string, page: Page.Page<Row.Booking>) {
  const ids = page.items.map(({ customerId }) => customerId);
  const names = await Customer.namesOf(companyId, ids);
  const items = page.items.map(async (booking) => ({
    ...Row.viewOf(booking),
    customer: names.get(booking.customerId) ?? {},
    ...(await owedFor(booking)),
  }));
  return { ...page, items: await Promise.all(items) };
}

/** Terms never change and are kept in mind, so that a whole roster costs a read at most. */
async function owedFor(booking: Row.Booking): Promise<{ owed?: Money }> {
  if (!Owed.isOwed(booking)) return {};
  const money = await Bill.owed(booking);
  return money.amount > 0 ? { owed: money } : {};
}
