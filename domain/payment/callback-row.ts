/**
 * What a gateway told, as it is kept. It lies with the payment that it is about, and its id says which; what is about no
 * payment of ours lies together. Rows never vanish.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { conflict, missing, type DomainError } from "../error.ts";
import * as Gateway from "../gateway/gateway.ts";
import { CompanyId, digest } from "../id.ts";
import { Money } from "../money.ts";
import * as Page from "../page.ts";
import type { Item } from "../send.ts";
import { dueAttributes, stamped, store } from "../table.ts";
import { verb } from "../verb.ts";
import type * as Card from "./card.ts";

export const STATUSES = ["RECEIVED", "APPLIED", "QUARANTINED", "DISMISSED"] as const;
export const DOUBTS = [
  "payment_unknown",
  "reference_differs",
  "amount_missing",
  "amount_differs",
  "unreadable",
  "reversed_by_gateway",
] as const;
export type Doubt = (typeof DOUBTS)[number];

export const Callbacks = new Entity(
  {
    model: { entity: "callback", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      callbackId: { type: "string", required: true },
      /** The payment that it lies with. */
      under: { type: "string", required: true },
      gateway: { type: "string", required: true },
      kind: { type: ["news", "unreadable"] as const, required: true },
      paymentId: { type: "string" },
      externalId: { type: "string" },
      news: { type: Gateway.NEWS },
      rank: { type: "number" },
      price: { type: CustomAttributeType<Money>("any") },
      facts: { type: CustomAttributeType<Gateway.Facts>("any"), required: true },
      /** Until the news is applied. */
      sealedCard: { type: CustomAttributeType<Card.SealedCard>("any") },
      status: { type: STATUSES, required: true },
      quarantinedBecause: { type: DOUBTS },
      attempts: { type: "number", required: true },
      receivedAt: { type: "string", required: true },
      quarantinedAt: { type: "string" },
      dismissedBecause: { type: "string" },
      /** The company, while people must look: what makes the index sparse. */
      quarantineOf: { type: "string" },
      ...dueAttributes,
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "under"],
          template: "C#${companyId}/PAYMENT#${under}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["callbackId"], template: "CALLBACK#${callbackId}", casing: "none" },
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
const NO_PAYMENT = "-";
const PART = /^pay_([A-Za-z0-9_-]{1,58})$/;
const ABOUT_PAYMENT = /^cbk_([A-Za-z0-9_-]{1,58})_[0-9A-Z]{12}$/;

/** The id of this content: every copy of it has the same. */
export function idOf(gateway: string, told: Gateway.Told): string {
  const [, part] = PART.exec(told.kind === "news" ? told.paymentId : "") ?? [];
  const content = `${gateway}\n${told.key}`;
  return part === undefined ? `cbk_${digest(content, 26)}` : `cbk_${part}_${digest(content, 12)}`;
}

export function keyOf(companyId: string, callbackId: string) {
  const [, part] = ABOUT_PAYMENT.exec(callbackId) ?? [];
  return { companyId, callbackId, under: part === undefined ? NO_PAYMENT : `pay_${part}` };
}

export async function get(companyId: string, callbackId: string): Promise<Callback> {
  const { data } = await Callbacks.get(keyOf(companyId, callbackId)).go({ consistent: true });
  return data ?? Promise.reject(missing("callback"));
}

/** Everything that gateways have told of a payment. */
export async function of(companyId: string, paymentId: string): Promise<Callback[]> {
  const { data } = await Callbacks.query
    .primary({ companyId, under: paymentId })
    .go({ consistent: true, pages: "all" });
  return data;
}

/** The 409 for a decision on what does not wait for one. */
export const decided = (row: Item | undefined): DomainError =>
  conflict("callback.already_decided", `This callback is ${String(row?.status)}; nobody has to decide.`, {
    state: row?.status,
  });

export const View = z.object({
  callbackId: z.string(),
  gateway: z.string(),
  paymentId: z.string().optional(),
  externalId: z.string().optional(),
  news: z.string().optional(),
  price: Money.optional(),
  status: z.enum(STATUSES),
  quarantinedBecause: z.enum(DOUBTS).optional(),
  dismissedBecause: z.string().optional(),
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
