/**
 * The auditor (CAP-6): counts a session's seats from its bookings and from its pools, each in its own way, and raises
 * `overbooking.detected` if they disagree. A disagreement is a row of its own, once per finding.
 */
import { Entity } from "electrodb";
import * as Clock from "../clock.ts";
import { change, commitOne, Replay, replay } from "../commit.ts";
import { Bookings, SEATED } from "../booking/row.ts";
import * as Events from "../events.ts";
import { digest } from "../id.ts";
import * as Metric from "../metric.ts";
import * as Page from "../page.ts";
import { stamped, store } from "../table.ts";
import * as Pool from "./pool.ts";

const Findings = new Entity(
  {
    model: { entity: "finding", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      findingId: { type: "string", required: true },
      explanation: { type: "string", required: true },
      foundAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "sessionId"],
          template: "C#${companyId}/SESSION#${sessionId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["findingId"], template: "FINDING#${findingId}", casing: "none" },
      },
    },
  },
  store,
);

/** Recounts; a session that changes while it is counted is counted again before anything is said. */
export async function recount(place: Pool.Place & Capacity): Promise<string | undefined> {
  for (let look = 1; look <= 3; look++) {
    const before = await Pool.all(place);
    const booked = await confirmed(place);
    const after = await Pool.all(place);
    if (before.some((pool, index) => pool.version !== after[index]?.version)) continue;
    const explanation = disagreement(before, booked, place);
    if (explanation) await raise(place, explanation);
    return explanation;
  }
  return undefined;
}

type Capacity = { readonly capacity: number; readonly bookingCapacity?: number | undefined };
/** What its bookings that are certain come to. */
type Booked = { readonly spots: number; readonly bookings: number };

/** What does not add up, in a sentence; nothing if all is well. */
export function disagreement(
  pools: readonly Pool.Pool[],
  booked: Booked,
  { capacity, bookingCapacity }: Capacity,
): string | undefined {
  const wrong = pools.find((pool) => !Pool.addsUp(pool));
  if (wrong) return `Pool ${wrong.index} does not add up to its capacity of ${wrong.capacity}.`;
  const seats = Pool.count(pools, 0);
  if (seats.capacity !== capacity) return `The pools have ${seats.capacity} seats, the session ${capacity}.`;
  if (seats.booked !== booked.spots)
    return `The pools say ${seats.booked} booked, the bookings ${booked.spots}.`;
  if (bookingCapacity === undefined) return undefined;
  const bound = sum(pools.map((pool) => pool.bookingCapacity ?? 0));
  if (bound !== bookingCapacity) return `The pools take ${bound} bookings, the session ${bookingCapacity}.`;
  const taken = sum(pools.map((pool) => pool.bookingsTaken ?? 0));
  if (taken !== booked.bookings) return `The pools say ${taken} bookings, there are ${booked.bookings}.`;
  return undefined;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

async function confirmed({ companyId, sessionId }: Pool.Place): Promise<Booked> {
  let [spots, bookings] = [0, 0];
  for await (const booking of Page.each(Bookings.query.primary({ companyId, sessionId }))) {
    if (!SEATED.includes(booking.status)) continue;
    spots += booking.spots;
    bookings += 1;
  }
  return { spots, bookings };
}

async function raise({ companyId, sessionId }: Pool.Place, explanation: string): Promise<void> {
  Metric.count("OverbookingDetected");
  const findingId = `fnd_${digest(`${sessionId}\n${explanation}`, 26)}`;
  const finding = { companyId, sessionId, findingId, explanation, foundAt: Clock.iso() };
  try {
    await commitOne(
      change(Events.OverbookingDetected({ reason: explanation }), Findings.create(finding), () =>
        replay(findingId),
      ),
    );
  } catch (error) {
    if (!(error instanceof Replay)) throw error;
  }
}
