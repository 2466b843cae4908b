/**
 * What one person has booked. The index that finds it is his, whatever the company, and has keys alone: the bookings are
 * then fetched in one batch. A key says of which company a booking is, so what a company may know of a person is told
 * apart before anything is read.
 *
 * Whoever has several accounts with one address is one customer, who is found by the account that he first came with.
 */
import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import * as Customer from "../customer.ts";
import { CompanyId, CustomerId } from "../id.ts";
import * as Page from "../page.ts";
import { reader } from "../table.ts";
import { verb } from "../verb.ts";
import * as Row from "./row.ts";

export const When = z.enum(["upcoming", "past"]).optional();
type When = z.infer<typeof When>;

/** One customer's bookings in this company; all of them from the latest start on, or only what is to come or over. */
export const ofCustomer = verb({
  name: "booking.list_of_customer",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, customerId: CustomerId, when: When, ...Page.asked }),
  output: Page.of(Row.View),
  async run({ companyId, customerId, when, ...asked }) {
    const { userId } = await Customer.get(companyId, customerId);
    const { keys, order } = all(userId, when, asked);
    const scope = [companyId, "bookings", customerId, when].join("/");
    const page = await Page.read(inCompany(companyId, keys), asked, scope, { order });
    return { ...page, items: page.items.map(Row.viewOf) };
  },
});

/** What is to come begins with the next, everything else with the latest. */
export function all(userId: string, when: When, { cursor }: Page.Asked) {
  const every = Row.Bookings.query.ofUser({ userId });
  const startsAt = Clock.iso();
  if (when === "past") return { keys: every.lt({ startsAt }), order: "desc" as const };
  if (when !== "upcoming") return { keys: every, order: "desc" as const };
  // A later page begins at its cursor: "now" has moved on since, and could exclude it.
  return { keys: cursor === undefined ? every.gte({ startsAt }) : every, order: "asc" as const };
}

/** So many keys are looked at for a page: it may be shorter than asked for. */
const LOOKED_AT = 500;
type Key = { pk: string; sk: string };

/** Those of a person's bookings that are of this company. */
export const inCompany = (companyId: string, keys: { params: <T>() => T }): Page.Query<Row.Booking> => ({
  async go({ cursor, order, limit = Page.MOST, count = limit }) {
    const { Items = [], LastEvaluatedKey } = await reader.send(
      new QueryCommand({
        ...keys.params<QueryCommandInput>(),
        ScanIndexForward: order !== "desc",
        Limit: Math.max(count, LOOKED_AT),
        ...(cursor !== null && { ExclusiveStartKey: JSON.parse(cursor) as Key }),
      }),
    );
    const here = (Items as Key[]).filter(({ pk }) => pk.startsWith(`C#${companyId}/`));
    const page = here.slice(0, count);
    const last = page.length < here.length ? page.at(-1) : LastEvaluatedKey;
    return { ...(await fetched(companyId, page)), cursor: last ? JSON.stringify(last) : null };
  },
});

/** In the order of their keys. */
async function fetched(companyId: string, keys: readonly Key[]) {
  if (keys.length === 0) return { data: [] };
  const named = keys.map(({ sk }) => Row.keyOf(companyId, sk.replace("BOOKING#", "")));
  const { data, unprocessed } = await Row.Bookings.get(named).go({ preserveBatchOrder: true });
  return { data: data.filter((booking) => booking !== null), unprocessed };
}
