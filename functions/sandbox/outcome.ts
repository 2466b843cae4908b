/**
 * What the payer chose on the page, and what the test controls add to it.
 *
 *   paid       money is captured, the shop is called back
 *   declined   nothing is captured, the shop is called back
 *   silent     money is captured and the shop is never told: only asking for the status reveals it
 *   abandoned  nothing happens: the payer closed the window
 *
 * The first outcome that decides stands. Choosing again calls the shop again, as real gateways do; `amount` and `currency`
 * then change what the calls claim, not what was captured.
 */
import * as z from "zod";
import * as Clock from "../../domain/clock.ts";
import { bytesOf, Refusal, type Answer, type Request } from "./answer.ts";
import * as Checkouts from "./checkouts.ts";
import { announce } from "./due.ts";

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .optional();

const Form = z.object({
  outcome: z.enum(["paid", "declined", "silent", "abandoned"]),
  delayMs: whole(0, 600_000),
  copies: whole(1, 10),
  amount: whole(0, 1_000_000_000_000),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters")
    .optional(),
  reorder: z.literal("1").optional(),
  keptCard: z.enum(Checkouts.CARDS).default("pays"),
});

export async function choose(request: Request): Promise<Answer> {
  const checkout = await Checkouts.get(request.pathParameters?.checkoutId ?? "");
  const { outcome, delayMs = 0, copies = 1, reorder, keptCard, ...claim } = read(request);
  const { checkoutId, returnUrl, amount, currency, saveCard } = checkout;
  const back: Answer = { statusCode: 303, headers: { location: returnUrl, "cache-control": "no-store" } };
  if (outcome === "abandoned") return back;
  const news = outcome === "declined" ? "declined" : "paid";
  const captured = { amount: claim.amount ?? amount, currency: claim.currency ?? currency };
  await Checkouts.decide(checkoutId, news, { captured, ...(saveCard && { keptCard }) });
  if (outcome === "silent") return back;
  const dueAt = new Date(Clock.millis() + delayMs).toISOString();
  await announce({ checkoutId, dueAt, copies, stalePending: reorder === "1", claim });
  return back;
}

function read(request: Request): z.infer<typeof Form> {
  const given = [...new URLSearchParams(bytesOf(request).toString())].filter(([, value]) => value !== "");
  const form = Form.safeParse(Object.fromEntries(given));
  if (form.success) return form.data;
  throw new Refusal(400, "form_invalid", z.prettifyError(form.error));
}
