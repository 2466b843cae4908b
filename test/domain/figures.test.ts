/**
 * What a request may cost at the table, by AWS's own rules: requests one after the other, and write units. Nobody notices
 * a figure that grows by one; this does.
 */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import * as Actor from "../../domain/actor.ts";
import { book } from "../../domain/booking/book.ts";
import { newUlid, type SessionId } from "../../domain/id.ts";
import { place } from "../../domain/seat/hold.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Calendar from "../../domain/session/calendar.ts";
import * as Payment from "../../domain/payment/payment.ts";
import { BROWSER } from "../bench/lambda.ts";
import { writeUnits } from "../bench/price.ts";
import { metered } from "../bench/meter.ts";
import {
  as,
  asSystem,
  company,
  HOUR,
  person,
  proveInvariants,
  sandbox,
  told,
  type Person,
  type World,
} from "../world.ts";

/** As a customer with a browser: what a request says of itself is stored with every change, and is part of the cost. */
const browsing = <T>(
  who: Person,
  run: () => Promise<T>,
  idempotencyKey: string = randomUUID(),
): Promise<T> => {
  const said = { ip: "203.0.113.117", userAgent: BROWSER, requestId: `${newUlid().slice(-14)}=` };
  return Actor.within({ kind: "public", ...who, ...said, idempotencyKey, roles: new Map() }, run);
};
const holding = ({ companyId }: World, who: Person, sessionId: SessionId, key?: string) =>
  browsing(who, () => place({ companyId, sessionId, spots: 1 }), key);

const operations = ({ requests }: { requests: readonly { operation: string }[] }): string[] =>
  requests.map(({ operation }) => operation);

test.each([
  { live: 0, units: 2 },
  { live: 5, units: 2 },
  { live: 20, units: 3 },
])(
  "CAP-2 a hold beside $live others is one request and at most $units write units",
  async ({ live, units }) => {
    const world = await company();
    const { sessionId } = await world.session({ capacity: 40 });
    for (let others = 0; others < live; others++) await holding(world, person("other"), sessionId);
    const held = await metered(() => holding(world, world.ada, sessionId));
    expect(operations(held)).toEqual(["Update"]);
    expect(held.writeUnits).toBeLessThanOrEqual(units);
    // The engine counts a plain write as AWS does; where it did not, the figure above would be ours alone.
    expect(held.engineWriteUnits).toBe(held.writeUnits);
    await proveInvariants(world);
  },
);

test("API-1 a hold that is repeated is one request and no read", async () => {
  const world = await company();
  const { sessionId } = await world.session();
  const key = randomUUID();
  const first = await holding(world, world.ada, sessionId, key);
  const repeated = await metered(() => holding(world, world.ada, sessionId, key));
  expect(operations(repeated)).toEqual(["Update"]);
  expect(repeated.readUnits).toBe(0);
  expect(repeated.answer.holdId).toBe(first.holdId);
});

test("API-1 a booking that is repeated changes nothing and reads little more than its answer", async () => {
  const world = await company();
  const { sessionId } = await world.session();
  const { holdId } = await holding(world, world.ada, sessionId);
  const key = randomUUID();
  const input = { companyId: world.companyId, holdId, payment: sandbox };
  const booking = () => browsing(world.ada, () => book(input), key);
  const first = await metered(booking);
  expect(operations(first).filter((operation) => operation.startsWith("Transact"))).toHaveLength(2);
  const repeated = await metered(booking);
  expect(repeated.answer).toEqual(first.answer);
  expect(repeated.writeUnits).toBe(0);
  expect(operations(repeated)).toEqual(["Get", "Get"]);
});

test("PAY-4 from callback to confirmation: kept in one put, then one transaction of at most 16 write units", async () => {
  const world = await company();
  const { sessionId } = await world.session();
  const { holdId } = await holding(world, world.ada, sessionId);
  const payment = { gateway: "sandbox", returnUrl: "https://booking.example.com/thanks" };
  const input = { companyId: world.companyId, holdId, payment };
  const { bookingId } = await browsing(world.ada, () => book(input));
  const confirmed = await metered(() => told(world, bookingId));
  const written = operations(confirmed).filter((operation) => !/^(Get|Query|BatchGet)$/.test(operation));
  expect(written).toEqual(["Put", "TransactWriteItems"]);
  const [kept, ...together] = confirmed.writes;
  expect(writeUnits(kept!)).toBeLessThanOrEqual(2);
  expect(together.every(({ transactional }) => transactional)).toBe(true);
  const units = together.reduce((sum, write) => sum + writeUnits(write), 0);
  expect(units).toBeLessThanOrEqual(16);
  expect(confirmed.engineWriteUnits).toBe(confirmed.writeUnits);
  const { status } = await Row.get(world.companyId, bookingId);
  expect(status).toBe("CONFIRMED");
  expect((await Payment.get(world.companyId, Row.paymentIdOf(bookingId))).status).toBe("SUCCEEDED");
  await proveInvariants(world);
});

test("a page of 100 sessions is one query", async () => {
  const world = await company();
  for (let hour = 1; hour <= 100; hour++) {
    const startsAt = new Date(Date.now() + hour * HOUR).toISOString();
    await world.session({ startsAt });
  }
  const { companyId } = world;
  const listed = await metered(() => as(world.coach, () => Calendar.list({ companyId })));
  expect(listed.answer.items).toHaveLength(100);
  // Whatever else was asked is who the coach is here, and that does not grow.
  expect(operations(listed).filter((operation) => operation !== "Get")).toEqual(["Query"]);
  expect(listed.requests.length).toBeLessThanOrEqual(2);
});

test("BKG-6 cancelling is at most 19 write units, paying all of it back 16", async () => {
  const world = await company();
  const { companyId } = world;
  const { sessionId } = await world.session();
  const { holdId } = await holding(world, world.ada, sessionId);
  const { bookingId } = await browsing(world.ada, () => book({ companyId, holdId, payment: sandbox }));
  await told(world, bookingId);
  const cancelled = await metered(() => browsing(world.ada, () => cancel({ companyId, bookingId })));
  expect(cancelled.writeUnits).toBeLessThanOrEqual(19);
  const [refund] = await Refund.of(companyId, Row.paymentIdOf(bookingId));
  const paidOut = await metered(() => asSystem(() => payOut(refund!)));
  expect(paidOut.writeUnits).toBeLessThanOrEqual(16);
  const written = operations(paidOut).filter((operation) => operation !== "Get");
  expect(written).toEqual(["TransactWriteItems"]);
  await proveInvariants(world);
});
