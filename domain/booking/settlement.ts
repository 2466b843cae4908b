/**
 * Paying off what is owed for a session that is over: out of the wallet at once, or at a gateway. A checkout is a payment
 * of its own beside the bill, because a gateway knows an order once; what becomes of it is in `paid-off.ts`.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Clock from "../clock.ts";
import { begin, commit, resume } from "../commit.ts";
import { conflict } from "../error.ts";
import * as Gateway from "../gateway/gateway.ts";
import { BookingId, CompanyId } from "../id.ts";
import * as Checkout from "../payment/checkout.ts";
import * as InHouse from "../payment/in-house.ts";
import * as Payment from "../payment/payment.ts";
import { verb } from "../verb.ts";
import * as Bill from "./bill.ts";
import { Booked } from "./book.ts";
import * as Owed from "./owed.ts";
import * as Row from "./row.ts";

const Asked = z
  .strictObject({
    method: z.enum(["gateway", "wallet"]).default("gateway"),
    gateway: z.string().max(40).optional().describe("Whose page, for the method gateway."),
    returnUrl: Checkout.ReturnUrl.optional().describe("For the method gateway."),
  })
  .superRefine(({ method, ...given }, context) => {
    for (const field of ["gateway", "returnUrl"] as const) {
      if ((method === "gateway") === (given[field] !== undefined)) continue;
      const message =
        method === "gateway" ? "is needed to pay through a gateway" : `has no meaning for ${method}`;
      context.addIssue({ code: "custom", path: [field], message });
    }
  })
  .meta({ examples: [{ gateway: "sandbox", returnUrl: "https://shop.example/thanks" }] });

/** By the customer or by staff, once the bill is due. */
export const settle = verb({
  name: "booking.settle",
  may: ["customer"],
  idempotency: "required",
  status: 201,
  input: z.strictObject({ companyId: CompanyId, bookingId: BookingId, payment: Asked }),
  output: Booked,
  async run({ companyId, bookingId, payment: { method, gateway = "", returnUrl = "" } }) {
    const earlier = await resume<{ paymentId: string }>();
    if (earlier) return open({ companyId, bookingId, ...earlier });
    const booking = await Row.get(companyId, bookingId);
    await ownOrStaff(booking, "booking");
    const bill = await Payment.get(companyId, booking.paymentId);
    const money = await Bill.owed(booking);
    Owed.mustBeOwed(booking, money);
    mustBeBilled(booking);
    if (method === "wallet") {
      const paid = { status: "CONFIRMED", paymentStatus: "PAID", version: booking.version! + 1 } as const;
      const received = InHouse.receive(bill, { gateway: "wallet", money });
      return commit(await Bill.fromWallet(booking, bill, money), {
        ...Row.viewOf({ ...booking, ...paid }),
        payment: Payment.viewOf(received.payment),
      });
    }
    const through = { gateway: await Gateway.mustBeOffered(companyId, gateway), returnUrl };
    await mustNotBeOpen(booking);
    const paymentId = Bill.settlementIdOf(booking);
    const { description } = bill;
    await begin(
      [
        Payment.intend({ ...booking, ...through, paymentId, price: money, description, settles: true }),
        Bill.opening(booking, paymentId),
      ],
      { paymentId },
    );
    return open({ companyId, bookingId, paymentId });
  },
});

async function open(named: { companyId: string; bookingId: string; paymentId: string }) {
  const [booking, payment] = await Promise.all([
    Row.get(named.companyId, named.bookingId),
    Payment.get(named.companyId, named.paymentId),
  ]);
  const ready = await Checkout.ready(payment, booking.customerId);
  return commit(ready.writes, { ...Row.viewOf(booking), payment: Payment.viewOf(ready.payment) });
}

/** Until then staff may still say that he did not come, which changes what is owed. */
function mustBeBilled(booking: Row.Booking): void {
  const from = Owed.finalAt(booking);
  if (booking.status === "BILLING_OVERDUE" || from <= Clock.iso()) return;
  throw conflict("booking.not_billed_yet", "This is billed a day after the session's end.", { from });
}

async function mustNotBeOpen(booking: Row.Booking): Promise<void> {
  const { paymentId, checkoutUrl, expiresAt } = (await Bill.checkoutOf(booking)) ?? {};
  if (paymentId === undefined) return;
  throw conflict(
    "booking.settlement_open",
    "What is owed is being paid: at a checkout that is open, or from the saved card. Wait for its end.",
    {
      paymentId,
      checkoutUrl,
      expiresAt,
    },
  );
}
