/**
 * The inbox: what gateways tell us, kept before it is believed (PAY-9).
 *
 *   RECEIVED ──fits──▶ APPLIED
 *      └──does not fit our books──▶ QUARANTINED (people must look)
 *
 * One row per content, so the same news in five copies is one row and has one effect; the row is marked in the
 * transaction of the effect itself. What can not be applied now stays due and is tried again with growing patience.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
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
import * as Gateway from "../gateway/gateway.ts";
import { CompanyId, digest } from "../id.ts";
import * as Metric from "../metric.ts";
import { Money, same } from "../money.ts";
import * as Page from "../page.ts";
import { due, dueAttributes, stamped, store } from "../table.ts";
import { verb } from "../verb.ts";
import * as Purpose from "./purpose.ts";
import * as Payment from "./payment.ts";

export const STATUSES = ["RECEIVED", "APPLIED", "QUARANTINED"] as const;
export const DOUBTS = [
  "payment_unknown",
  "reference_differs",
  "amount_missing",
  "amount_differs",
  "unreadable",
  "reversed_by_gateway",
] as const;
type Doubt = (typeof DOUBTS)[number];

export const Callbacks = new Entity(
  {
    model: { entity: "callback", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      callbackId: { type: "string", required: true },
      gateway: { type: "string", required: true },
      kind: { type: ["news", "unreadable"] as const, required: true },
      paymentId: { type: "string" },
      externalId: { type: "string" },
      news: { type: Gateway.NEWS },
      rank: { type: "number" },
      price: { type: CustomAttributeType<Money>("any") },
      facts: { type: CustomAttributeType<Gateway.Facts>("any"), required: true },
      status: { type: STATUSES, required: true },
      quarantinedBecause: { type: DOUBTS },
      attempts: { type: "number", required: true },
      receivedAt: { type: "string", required: true },
      quarantinedAt: { type: "string" },
      /** The company, while people must look: what makes the index sparse. */
      quarantineOf: { type: "string" },
      ...dueAttributes,
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "callbackId"],
          template: "C#${companyId}/CALLBACK#${callbackId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "CALLBACK", casing: "none" },
      },
      quarantined: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["quarantineOf"],
          template: "C#${quarantineOf}/QUARANTINE",
          casing: "none",
        },
        sk: {
          field: "byTimeSk",
          composite: ["quarantinedAt"],
          template: "${quarantinedAt}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Callback = EntityItem<typeof Callbacks>;
export type Outcome = "applied" | "kept" | "duplicate" | "quarantined";

const FIRST_RETRY_MS = 30_000;
const LONGEST_WAIT_MS = 3600_000;

/** Keeps what a gateway told (verified), then tries to apply it. Throws only if it could not even be kept. */
export async function receive(
  companyId: string,
  gateway: string,
  told: Gateway.Told,
): Promise<{ outcome: Outcome }> {
  const callbackId = `cbk_${digest(`${gateway}\n${told.key}`, 26)}`;
  const news = told.kind === "news" ? told : undefined;
  const row: Callback = {
    companyId,
    callbackId,
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
    }),
  };
  try {
    await commitOne(change(Events.CallbackReceived(), Callbacks.create(row), () => replay("duplicate")));
  } catch (error) {
    if (error instanceof Replay) return { outcome: "duplicate" };
    throw error;
  }
  return { outcome: await tryNow(row) };
}

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

/** Once more, for a row that is due. */
export async function retry(companyId: string, callbackId: string): Promise<void> {
  const { data: row } = await Callbacks.get({ companyId, callbackId }).go({ consistent: true });
  if (row?.status !== "RECEIVED") return;
  await tryNow(row);
}

async function apply(row: Callback): Promise<Outcome> {
  const { companyId, paymentId, externalId, news } = row;
  const payment = paymentId === undefined ? undefined : await Payment.find(companyId, paymentId);
  const doubt = doubtOf(row, payment);
  if (doubt) return quarantine(row, doubt);
  const reported = { payment: payment!, report: [applied(row)] };
  if (news === "paid") await Purpose.paid(reported, externalId!);
  else if (news === "declined") await Purpose.failed(reported, "declined");
  else await whileMoving(() => commit([applied(row)], undefined));
  return "applied";
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

const key = ({ companyId, callbackId }: Callback) => ({ companyId, callbackId });

const applied = (row: Callback): Write =>
  change(
    Events.CallbackApplied(),
    Callbacks.patch(key(row))
      .set({ status: "APPLIED" })
      .remove(["duePk", "dueSk"])
      .where((a, o) => o.eq(a.status, "RECEIVED")),
    // Its twin was applied: so was this one.
    (old) => (old?.status === "APPLIED" ? replay("applied") : again()),
  );

async function quarantine(row: Callback, because: Doubt): Promise<Outcome> {
  await commitOne(
    change(
      Events.CallbackQuarantined({ data: { quarantinedBecause: because }, reason: because }),
      Callbacks.patch(key(row))
        .set({
          status: "QUARANTINED",
          quarantinedBecause: because,
          quarantinedAt: Clock.iso(),
          quarantineOf: row.companyId,
        })
        .remove(["duePk", "dueSk"])
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
    Callbacks.patch(key(row))
      .set({ attempts, ...due(row.callbackId, Clock.isoAfter(wait)) })
      .where((a, o) => `${o.eq(a.status, "RECEIVED")} AND ${o.eq(a.attempts, row.attempts)}`),
    () => replay(undefined),
  );
  // Even this may fail while the store is away; the row keeps its first due time then.
  await commitOne(write).catch(() => Metric.count("CallbackDelayUnsaved"));
}

export const View = z.object({
  callbackId: z.string(),
  gateway: z.string(),
  paymentId: z.string().optional(),
  externalId: z.string().optional(),
  news: z.string().optional(),
  price: Money.optional(),
  status: z.enum(STATUSES),
  quarantinedBecause: z.enum(DOUBTS).optional(),
  receivedAt: z.string(),
  facts: z.record(z.string(), z.unknown()),
});

export const listQuarantined = verb({
  name: "callback.list_quarantined",
  may: ["owner", "admin", "manager"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(View),
  run: ({ companyId, ...asked }) =>
    Page.read(Callbacks.query.quarantined({ quarantineOf: companyId }), asked, `${companyId}/quarantine`, {
      order: "desc",
    }),
});
