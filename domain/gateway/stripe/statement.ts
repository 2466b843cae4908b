/**
 * What Stripe has in its books between two instants: charges, then refunds, then disputes. Only what carries our mark; the
 * rest is other business of the same account. A refund or dispute from the dashboard has none of its own, so the payment
 * that it belongs to is looked at.
 */
import * as z from "zod";
import type { Line, Statement } from "../gateway.ts";
import { ours } from "./amounts.ts";
import { understood, type Answer, type Api, type Fields } from "./api.ts";
import { HARMLESS } from "./events.ts";
import { Dispute, Intent, Metadata, page, paymentOf, Refund } from "./objects.ts";

const Charge = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  metadata: Metadata,
});
const withIntent = { payment_intent: Intent.nullish() };

type Read = { ids: string[]; lines: Line[]; more: boolean };
type List = { readonly path: string; readonly query: Fields; read(answer: Answer, companyId: string): Read };

const list = <S extends z.ZodType<{ id: string }>>(
  path: string,
  shape: S,
  lineOf: (item: z.output<S>, companyId: string) => Line | undefined,
  query: Fields = {},
): List => ({
  path,
  query,
  read(answer, companyId) {
    const { data, has_more: more } = understood(page(shape), answer);
    const items = data as z.output<S>[];
    return {
      ids: items.map(({ id }) => id),
      lines: items.flatMap((item) => lineOf(item, companyId) ?? []),
      more,
    };
  },
});

const LISTS: readonly List[] = [
  list("/v1/charges", Charge, (charge, companyId) =>
    charge.status === "succeeded" ? line("captured", charge, paymentOf(charge, companyId)) : undefined,
  ),
  list(
    "/v1/refunds",
    z.object({ ...Refund.shape, ...withIntent }),
    (refund, companyId) =>
      refund.status === "failed" || refund.status === "canceled"
        ? undefined
        : line("refunded", refund, paymentOf(refund.payment_intent ?? {}, companyId)),
    { expand: ["data.payment_intent"] },
  ),
  list(
    "/v1/disputes",
    z.object({ ...Dispute.shape, ...withIntent }),
    (dispute, companyId) =>
      HARMLESS.has(dispute.status)
        ? undefined
        : line("reversed", dispute, paymentOf(dispute.payment_intent ?? {}, companyId)),
    { expand: ["data.payment_intent"] },
  ),
];

function line(
  kind: Line["kind"],
  { id: lineId, ...money }: { id: string; amount: number; currency: string },
  paymentId: string | undefined,
): Line | undefined {
  const price = ours(money);
  return paymentId === undefined ? undefined : { lineId, kind, paymentId, ...(price && { price }) };
}

type Asked = { companyId: string; from: string; to: string; cursor?: string | undefined };

/** A cursor is the number of the list, and the last of it that was read. */
export async function read(api: Api, { companyId, from, to, cursor = "0" }: Asked): Promise<Statement> {
  const [nth = "0", after] = cursor.split("/");
  const { path, query, ...at } = LISTS[Number(nth)]!;
  const created = { gte: seconds(from), lt: seconds(to) };
  const answer = await api.get(path, { ...query, created, limit: 100, starting_after: after });
  const { ids, lines, more } = at.read(answer, companyId);
  if (more && ids.length > 0) return { lines, next: `${nth}/${ids.at(-1)}` };
  const following = Number(nth) + 1;
  return { lines, ...(following < LISTS.length && { next: String(following) }) };
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);
