/** A month of a company's calendar, before and after the company has a hundred thousand bookings. */
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Bookings, type Booking } from "../../domain/booking/row.ts";
import { newUlid } from "../../domain/id.ts";
import { TABLE } from "../../domain/table.ts";
import * as Sessions from "../../functions/api/sessions.ts";
import { median } from "./effort.ts";
import type { House } from "./house.ts";
import { call } from "./lambda.ts";
import { metered } from "./meter.ts";

export type Month = {
  readonly bookings: number;
  readonly sessions: number;
  readonly queries: number;
  readonly readUnits: number;
  readonly cpuMs: number;
};

const PER_BATCH = 25;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function monthList(house: House, bookings: number, patienceMs: number): Promise<Month[]> {
  const activityId = await house.activity(40);
  const begin = Date.now() + 86_400_000;
  const sessions: string[] = [];
  for (let hour = 0; hour < 100; hour++) {
    const startsAt = new Date(begin + hour * 6 * 3_600_000).toISOString();
    sessions.push((await house.session({ activityId, startsAt })).sessionId);
  }
  const before = await look(house, activityId, 0);
  const seeded = await seed(house, sessions, bookings, performance.now() + patienceMs);
  return [before, await look(house, activityId, seeded)];
}

async function look(house: House, activityId: string, bookings: number): Promise<Month> {
  const { owner, path } = house;
  const route = "GET /v1/companies/{companyId}/sessions";
  const list = () =>
    call<{ items: unknown[] }>(Sessions.handler, { route, who: owner, path, query: { activityId } });
  const { answer, requests, readUnits } = await metered(list);
  const spent: number[] = [];
  for (let round = 0; round < 30; round++) {
    const cpu = process.threadCpuUsage();
    await list();
    const { user, system } = process.threadCpuUsage(cpu);
    spent.push((user + system) / 1000);
  }
  const queries = requests.filter(({ operation }) => operation === "Query").length;
  return { bookings, sessions: answer.items.length, queries, readUnits, cpuMs: median(spent) };
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
    day: at.slice(0, 10),
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
