/** The verbs of the trade, each with how to bring the world to the moment before it; what is returned then runs it. */
import { randomUUID } from "node:crypto";
import * as Bookings from "../../functions/api/bookings.ts";
import * as Holds from "../../functions/api/holds.ts";
import * as Me from "../../functions/api/me.ts";
import * as Sessions from "../../functions/api/sessions.ts";
import { fetched, subscribed } from "./calendars.ts";
import { catalogues } from "./catalogue.ts";
import type { House } from "./house.ts";
import { call, person } from "./lambda.ts";
import { metered } from "./meter.ts";
import { payOut, react, relay } from "./stream.ts";

export type Scene = {
  readonly name: string;
  readonly prepare: () => Promise<() => Promise<unknown>>;
  /** Runs any number of times once it is prepared. */
  readonly repeatable?: true;
};

export function scenes(house: House): Scene[] {
  const { companyId, path, owner, session, holding, booking, pay, confirm, confirmed } = house;
  const held = async () => {
    const who = person("ada");
    const { sessionId } = await session();
    const { holdId } = await holding(who, sessionId);
    return { who, sessionId, holdId };
  };
  const paidFor = async () => {
    const { who, sessionId, holdId } = await held();
    return { who, sessionId, ...(await booking(who, holdId)) };
  };
  const certain = async () => {
    const who = person("ada");
    const { sessionId } = await session();
    return { who, sessionId, ...(await confirmed(who, sessionId)) };
  };
  /** Ten bookings of one person, and who he is as a customer. */
  const tenTimes = async (who: House["owner"]) => {
    for (let times = 0; times < 10; times++) await confirmed(who, (await session()).sessionId);
    const asked = { route: "GET /v1/me/bookings", who };
    return (await call<{ items: { customerId: string }[] }>(Me.handler, asked)).items[0]!.customerId;
  };
  const holds = (live: number): Scene => ({
    name: `hold, ${live} live`,
    async prepare() {
      const { sessionId } = await session();
      for (let others = 0; others < live; others++) await holding(person("other"), sessionId);
      const who = person("ada");
      return () => holding(who, sessionId);
    },
  });
  const cancel = (who: House["owner"], bookingId: string) =>
    call(Bookings.handler, {
      route: "POST /v1/companies/{companyId}/bookings/{bookingId}/cancellation",
      who,
      path: { companyId, bookingId },
    });

  return [
    holds(0),
    holds(5),
    holds(20),
    {
      name: "hold, replayed",
      async prepare() {
        const { sessionId } = await session();
        const [who, key] = [person("ada"), randomUUID()];
        await holding(who, sessionId, key);
        return () => holding(who, sessionId, key);
      },
    },
    {
      name: "extend",
      async prepare() {
        const { who, holdId } = await held();
        const route = "POST /v1/companies/{companyId}/holds/{holdId}/extension";
        return () => call(Holds.handler, { route, who, path: { companyId, holdId } });
      },
    },
    {
      name: "release",
      async prepare() {
        const { who, holdId } = await held();
        const route = "DELETE /v1/companies/{companyId}/holds/{holdId}";
        return () => call(Holds.handler, { route, who, path: { companyId, holdId } });
      },
    },
    {
      name: "book, known customer",
      async prepare() {
        const { who, holdId } = await held();
        await confirmed(who, (await session()).sessionId);
        return () => booking(who, holdId);
      },
    },
    {
      name: "book, first time",
      async prepare() {
        const { who, holdId } = await held();
        return () => booking(who, holdId);
      },
    },
    {
      name: "callback to confirmed",
      async prepare() {
        const callback = await pay(await paidFor());
        return () => confirm(callback);
      },
    },
    {
      name: "cancel",
      async prepare() {
        const { who, bookingId } = await certain();
        return () => cancel(who, bookingId);
      },
    },
    {
      name: "refund payout",
      async prepare() {
        const { who, bookingId } = await certain();
        const { writes } = await metered(() => cancel(who, bookingId));
        const told = await relay(writes);
        return () => payOut(told);
      },
    },
    {
      name: "list 100 sessions",
      repeatable: true,
      async prepare() {
        const activityId = await house.activity(12);
        const begin = Date.now() + 86_400_000;
        for (let hour = 0; hour < 100; hour++) {
          await session({ activityId, startsAt: new Date(begin + hour * 3_600_000).toISOString() });
        }
        const route = "GET /v1/companies/{companyId}/sessions";
        return () => call(Sessions.handler, { route, who: owner, path, query: { activityId } });
      },
    },
    {
      name: "get session",
      repeatable: true,
      async prepare() {
        const { sessionId } = await session();
        const route = "GET /v1/companies/{companyId}/sessions/{sessionId}";
        return () => call(Sessions.handler, { route, who: owner, path: { companyId, sessionId } });
      },
    },
    {
      name: "get booking",
      repeatable: true,
      async prepare() {
        const { who, bookingId } = await certain();
        const route = "GET /v1/companies/{companyId}/bookings/{bookingId}";
        return () => call(Bookings.handler, { route, who, path: { companyId, bookingId } });
      },
    },
    ...catalogues(),
    {
      name: "roster of 20",
      repeatable: true,
      async prepare() {
        const { sessionId } = await session();
        for (let guests = 0; guests < 20; guests++) await confirmed(person("guest"), sessionId);
        const route = "GET /v1/companies/{companyId}/sessions/{sessionId}/bookings";
        return () => call(Bookings.handler, { route, who: owner, path: { companyId, sessionId } });
      },
    },
    {
      name: "my 10 bookings",
      repeatable: true,
      async prepare() {
        const who = person("ada");
        await tenTimes(who);
        return () => call(Me.handler, { route: "GET /v1/me/bookings", who });
      },
    },
    {
      name: "a customer's 10 bookings",
      repeatable: true,
      async prepare() {
        const who = person("ada");
        const customerId = await tenTimes(who);
        const route = "GET /v1/companies/{companyId}/customers/{customerId}/bookings";
        return () => call(Bookings.handler, { route, who: owner, path: { companyId, customerId } });
      },
    },
    {
      name: "calendar of 10 bookings",
      repeatable: true,
      async prepare() {
        const who = person("ada");
        await tenTimes(who);
        const token = await subscribed(path, who, "my_bookings");
        return () => fetched(token);
      },
    },
    {
      name: "address of a calendar",
      prepare: async () => () => subscribed(path, person("ada"), "my_bookings"),
    },
    {
      name: "my 10 notifications",
      repeatable: true,
      async prepare() {
        const who = person("ada");
        for (let times = 0; times < 5; times++) {
          const { sessionId } = await session();
          const { writes } = await metered(() => confirmed(who, sessionId));
          for (const event of await relay(writes)) await react(event);
        }
        return () => call(Me.handler, { route: "GET /v1/me/notifications", who });
      },
    },
    {
      name: "history of a booking",
      repeatable: true,
      async prepare() {
        const who = person("ada");
        const { sessionId } = await session();
        const { answer, writes } = await metered(() => confirmed(who, sessionId));
        await relay(writes);
        const route = "GET /v1/companies/{companyId}/bookings/{bookingId}/history";
        return () => call(Bookings.handler, { route, who, path: { companyId, bookingId: answer.bookingId } });
      },
    },
  ];
}
