/**
 * The inbox: what gateways tell us, kept before it is believed (PAY-9).
 *
 *   RECEIVED ──fits──▶ APPLIED
 *      └──does not fit our books──▶ QUARANTINED ──accepted──▶ APPLIED
 *                                    (people)   └─dismissed─▶ DISMISSED
 *
 * One row per content, so the same news in five copies is one row and has one effect; the row is marked in the
 * transaction of the effect itself. What can not be applied now stays due and is tried again with growing patience.
 */
import * as Clock from "../clock.ts";
import {
  again,
  change,
  commit,
  commitOne,
  conflictOf,
  replay,
  Replay,
  whileMoving,
  type Write,
} from "../commit.ts";
import * as Events from "../events.ts";
import type * as Gateway from "../gateway/gateway.ts";
import * as Metric from "../metric.ts";
import { same } from "../money.ts";
import { due } from "../table.ts";
import { Callbacks, idOf, keyOf, type Callback, type Doubt } from "./callback-row.ts";
import * as Card from "./card.ts";
import * as Charge from "./charge.ts";
import * as Parts from "./parts.ts";
import * as Purpose from "./purpose.ts";
import * as Payment from "./payment.ts";

export type Outcome = "applied" | "kept" | "duplicate" | "quarantined" | "dismissed";

const FIRST_RETRY_MS = 30_000;
const LONGEST_WAIT_MS = 3600_000;

/** Keeps what a gateway told (verified), then tries to apply it. Throws only if it could not even be kept. */
export async function receive(
  companyId: string,
  gateway: string,
  told: Gateway.Told,
): Promise<{ outcome: Outcome }> {
  const callbackId = idOf(gateway, told);
  const news = told.kind === "news" ? told : undefined;
  const card = news?.savedCard && (await Card.seal({ companyId, gateway }, news.savedCard));
  const row: Callback = {
    ...keyOf(companyId, callbackId),
    gateway,
    kind: told.kind,
    facts: told.facts,
    status: "RECEIVED",
    attempts: 0,
    receivedAt: Clock.iso(),
    ...due(callbackId, Clock.isoAfter(FIRST_RETRY_MS)),
    ...(news && {
      paymentId: news.paymentId,
      externalId: news.externalId,
      news: news.news,
      rank: news.rank,
      ...(news.price && { price: news.price }),
      ...(card && { sealedCard: card }),
    }),
  };
  try {
    await whileMoving(() => commitOne(change(Events.CallbackReceived(), Callbacks.create(row), known)));
  } catch (error) {
    if (error instanceof Replay) return { outcome: error.answer as Outcome };
    throw error;
  }
  return { outcome: await tryNow(row) };
}

/** Told before: it has had its effect, or waits for it, or people have decided that it is to have none. */
const known = (old: { status?: unknown } | undefined): Replay =>
  replay((old?.status === "DISMISSED" ? "dismissed" : "duplicate") satisfies Outcome);

/** Not being able to apply it now is no reason to refuse it: the row is due and will be tried again. */
async function tryNow(row: Callback): Promise<Outcome> {
  try {
    return await apply(row);
  } catch (error) {
    Metric.count("CallbackDelayed");
    await delay(row, error);
    return "kept";
  }
}

/** Once more, for a row that is due; how long people let one wait is told every time. */
export async function retry(companyId: string, callbackId: string): Promise<void> {
  const { data: row } = await Callbacks.get(keyOf(companyId, callbackId)).go({ consistent: true });
  if (row?.status === "QUARANTINED") Metric.count("OldestQuarantinedSeconds", ageOf(row));
  if (row?.status !== "RECEIVED") return;
  Metric.count("OldestInboxSeconds", ageOf(row));
  await tryNow(row);
}

const ageOf = ({ receivedAt }: Callback): number =>
  Math.round((Clock.millis() - Date.parse(receivedAt)) / 1000);

async function apply(row: Callback): Promise<Outcome> {
  const { companyId, paymentId, externalId, news } = row;
  const payment = paymentId === undefined ? undefined : await Payment.find(companyId, paymentId);
  const doubt = (await isOurRefund(row, payment)) ? undefined : doubtOf(row, payment);
  if (doubt) return quarantine(row, doubt);
  const reported = { payment: payment!, report: await reportOf(row, payment!) };
  if (news === "paid") await Purpose.paid(reported, { externalId: externalId! });
  else if (news === "declined") await Purpose.failed(reported, "declined");
  else await whileMoving(async () => commit([...(await underWay(row)), applied(row)], undefined));
  return "applied";
}

/** Of a charge, that the gateway works on it may be told before it has answered us: then it is asked for no more. */
async function underWay({ companyId, paymentId = "", news, externalId = "" }: Callback): Promise<Write[]> {
  if (news !== "pending") return [];
  const payment = await Payment.get(companyId, paymentId);
  const isNew = Charge.is(payment) && payment.status === "CREATED";
  return isNew ? Charge.underWay(payment, externalId) : [];
}

/** Only a card that the payer has asked to keep is kept. */
async function reportOf(row: Callback, payment: Payment.Payment): Promise<Write[]> {
  const { sealedCard, news } = row;
  const card = news === "paid" && payment.saveCard && sealedCard;
  return [applied(row), ...(card ? [await Card.keep(payment, row.gateway as Gateway.Name, card)] : [])];
}

/** Gateways that say the same of a payment that we gave back as of one that was taken from us. */
const TELL_NO_DIFFERENCE = new Set(["liqpay"]);

/** Whether what went back is exactly what we have asked for. */
async function isOurRefund(row: Callback, payment: Payment.Payment | undefined): Promise<boolean> {
  if (row.news !== "reversed" || !payment || !TELL_NO_DIFFERENCE.has(row.gateway)) return false;
  const asked = (await Parts.refundsOf(payment)).filter(
    ({ status, destination }) => destination === "CARD" && status !== "REQUESTED" && status !== "REJECTED",
  );
  const sum = asked.reduce((total, { amount }) => total + amount.amount, 0);
  return sum > 0 && sum === (row.price ?? Payment.capturedOf(payment)).amount;
}

/** Why people must look at it, if they must (PAY-7). */
export function doubtOf(row: Callback, payment: Payment.Payment | undefined): Doubt | undefined {
  if (row.kind === "unreadable") return "unreadable";
  if (!payment || payment.gateway !== row.gateway) return "payment_unknown";
  if (payment.externalId !== undefined && payment.externalId !== row.externalId) return "reference_differs";
  if (row.news === "reversed") return "reversed_by_gateway";
  if (row.news !== "paid") return undefined;
  if (!row.price) return "amount_missing";
  return same(row.price, payment.price) ? undefined : "amount_differs";
}

const applied = (row: Callback): Write =>
  change(
    Events.CallbackApplied(),
    Callbacks.patch(keyOf(row.companyId, row.callbackId))
      .set({ status: "APPLIED" })
      .remove(["duePk", "dueSk", "sealedCard"])
      .where((a, o) => o.eq(a.status, "RECEIVED")),
    // Its twin was applied: so was this one.
    (old) => (old?.status === "APPLIED" ? replay("applied") : again()),
  );

/** It stays due, so that the sweeper can tell how long it waits. */
async function quarantine(row: Callback, because: Doubt): Promise<Outcome> {
  await commitOne(
    change(
      Events.CallbackQuarantined({ data: { quarantinedBecause: because }, reason: because }),
      Callbacks.patch(keyOf(row.companyId, row.callbackId))
        .set({
          status: "QUARANTINED",
          quarantinedBecause: because,
          quarantinedAt: Clock.iso(),
          quarantineOf: row.companyId,
        })
        // As long as the money is in doubt, so is whose card it is.
        .remove(["sealedCard"])
        .where((a, o) => o.eq(a.status, "RECEIVED")),
      () => replay("quarantined"),
    ),
  );
  Metric.count("CallbackQuarantined");
  if (because === "reversed_by_gateway") Metric.count("PaymentReversed");
  return "quarantined";
}

async function delay(row: Callback, error: unknown): Promise<void> {
  const attempts = row.attempts + 1;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10));
  const reason = conflictOf(error) ?? (error instanceof Error ? error.name : "unknown");
  const write = change(
    Events.CallbackDelayed({ reason }),
    Callbacks.patch(keyOf(row.companyId, row.callbackId))
      .set({ attempts, ...due(row.callbackId, Clock.isoAfter(wait)) })
      .where((a, o) => `${o.eq(a.status, "RECEIVED")} AND ${o.eq(a.attempts, row.attempts)}`),
    () => replay(undefined),
  );
  // Even this may fail while the store is away; the row keeps its first due time then.
  await commitOne(write).catch(() => Metric.count("CallbackDelayUnsaved"));
}
