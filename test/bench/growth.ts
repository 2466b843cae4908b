/** The lists that people work with, as a company comes to have a thousand, ten thousand and a hundred thousand bookings. */
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Bookings, type Booking } from "../../domain/booking/row.ts";
import { newUlid } from "../../domain/id.ts";
import { TABLE } from "../../domain/table.ts";
import * as Activities from "../../functions/api/activities.ts";
import * as Of from "../../functions/api/bookings.ts";
import * as Me from "../../functions/api/me.ts";
import * as Sessions from "../../functions/api/sessions.ts";
import { cpu, median } from "./effort.ts";
import type { House } from "./house.ts";
import { fetched, subscribed } from "./calendars.ts";
import { call, person } from "./lambda.ts";
import { metered } from "./meter.ts";

export type Size = {
  readonly list: string;
  readonly bookings: number;
  /** All that is asked of the table, one after the other. */
  readonly requests: string;
  readonly readUnits: number;
  readonly cpuMs: number;
};

const SIZES = [1000, 10_000, 100_000];
const ROUNDS = 30;
const PER_BATCH = 25;
const SESSIONS = 100;
/** All of them, so that no day can be larger. */
const DAY = new Date().toISOString().slice(0, 10);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function growth(house: House, patienceMs: number): Promise<Size[]> {
  const { sessions, lists } = await furnish(house);
  const deadline = performance.now() + patienceMs;
  const found: Size[] = [];
  let bookings = 0;
  for (const size of SIZES) {
    bookings += await seed(house, sessions, size - bookings, deadline);
    for (const [list, ask] of Object.entries(lists)) found.push({ list, bookings, ...(await look(ask)) });
  }
  return found;
}

/** A month of sessions that one person leads in one place, and somebody with ten bookings in it. */
async function furnish(house: House) {
  const { companyId, path, owner } = house;
  const activityId = await house.activity(40);
  const { locationId } = await place(house);
  const begin = Date.now() + 86_400_000;
  const sessions: string[] = [];
  for (let hour = 0; hour < SESSIONS; hour++) {
    const startsAt = new Date(begin + hour * 6 * 3_600_000).toISOString();
    const led = { instructorId: owner.userId, locationId };
    sessions.push((await house.session({ activityId, startsAt, ...led })).sessionId);
  }
  const ada = person("ada");
  for (const sessionId of sessions.slice(0, 10)) await house.confirmed(ada, sessionId);
  const month = "GET /v1/companies/{companyId}/sessions";
  const day = "GET /v1/companies/{companyId}/bookings";
  const of = (query: Record<string, string>) =>
    call(Sessions.handler, { route: month, who: owner, path, query });
  const on = (query: Record<string, string>) => call(Of.handler, { route: day, who: owner, path, query });
  const { customerId } = (await mine(ada)).items[0]!;
  const [booked, led] = [
    await subscribed(path, ada, "my_bookings"),
    await subscribed(path, owner, "my_sessions"),
  ];
  const staffs = "GET /v1/companies/{companyId}/customers/{customerId}/bookings";
  const lists: Record<string, () => Promise<unknown>> = {
    "an activity's month": () => of({ activityId }),
    "a coach's month": () => of({ instructorId: owner.userId }),
    "a place's month": () => of({ locationId }),
    "a day's people, 100": () => on({ day: DAY }),
    "a day, one status of six": () => on({ day: DAY, status: "REFUNDED" }),
    "my 10 bookings": () => mine(ada),
    "a customer's 10, by staff": () =>
      call(Of.handler, { route: staffs, who: owner, path: { companyId, customerId } }),
    "calendar of 10 bookings": () => fetched(booked),
    "calendar of 100 sessions": () => fetched(led),
  };
  return { sessions, lists };
}

const mine = (who: House["owner"]) =>
  call<{ items: { customerId: string }[] }>(Me.handler, { route: "GET /v1/me/bookings", who });

const place = ({ path, owner }: House): Promise<{ locationId: string }> =>
  call(Activities.handler, {
    route: "POST /v1/companies/{companyId}/locations",
    who: owner,
    path,
    body: { name: "Hall" },
  });

async function look(ask: () => Promise<unknown>) {
  const { requests, readUnits } = await metered(ask);
  const spent: number[] = [];
  for (let round = 0; round < ROUNDS; round++) spent.push((await cpu(ask)) / 1000);
  const names = Map.groupBy(requests, ({ operation }) => operation);
  const said = Array.from(names, ([name, { length }]) => `${length} ${name}`).toSorted();
  return { requests: said.join(", "), readUnits, cpuMs: median(spent) };
}

/** Rows as the verbs write them, but many at once; fewer than asked if time runs out. Returns how many there are. */
async function seed(
  { companyId }: House,
  sessions: readonly string[],
  wanted: number,
  deadline: number,
): Promise<number> {
  let seeded = 0;
  const lane = async (): Promise<void> => {
    while (seeded < wanted && performance.now() < deadline) {
      const first = seeded;
      seeded += PER_BATCH;
      const puts = Array.from({ length: PER_BATCH }, (_, position) => ({
        PutRequest: { Item: row(companyId, sessions[(first + position) % sessions.length]!) },
      }));
      await client.send(new BatchWriteCommand({ RequestItems: { [TABLE]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  return seeded;
}

function row(companyId: string, sessionId: string): Record<string, unknown> {
  const bookingId = `bkg_${sessionId.slice(4)}${newUlid().slice(-16)}`;
  const at = new Date().toISOString();
  const booking: Booking = {
    companyId,
    sessionId,
    bookingId,
    activityId: `act_${newUlid()}`,
    activityName: "Bouldering for beginners",
    customerId: `cus_${newUlid()}`,
    userId: `usr_${newUlid()}`,
    holdId: `hold_${bookingId.slice(4)}`,
    pool: 0,
    spots: 1,
    startsAt: at,
    endsAt: at,
    day: DAY,
    price: { amount: 45_000, currency: "UAH" },
    exclusive: true,
    paymentId: `pay_${bookingId.slice(4)}`,
    paymentMethod: "PAY_NOW",
    paymentStatus: "PAID",
    status: "CONFIRMED",
    createdAt: at,
    confirmedAt: at,
  };
  return Bookings.put(booking).params<{ Item: Record<string, unknown> }>().Item;
}
