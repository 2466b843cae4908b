/**
 * A session: one activity at one time, with seats (SCH-2). What it promises is a snapshot of its activity and company.
 *
 *   OPEN ──cancel──▶ CANCELLED
 *     └──the schedule has it no more──▶ WITHDRAWN ──it has it again──▶ OPEN
 *
 * A session that the schedule has no more is withdrawn only while nobody has seats in it; else it is `legacy`: it takes
 * place for those who have (`standing.ts`).
 * Its seats live in pools beside it, and a booking never writes this row. What people see as FULL is derived from the
 * seats (SCH-5); `seats`, folded from the stream, is only what calendars show. Cancelling ends the sale in the same
 * write; each booking is then cancelled by itself, from the event or, after a crash, from the due time (SCH-7).
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Activity from "../activity/activity.ts";
import { EntryId } from "../activity/listed.ts";
import * as Terms from "../activity/terms.ts";
import * as Location from "../catalogue/location.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import * as Member from "../company/member.ts";
import { again, change, commit, type Refusal } from "../commit.ts";
import { conflict, missing } from "../error.ts";
import * as Events from "../events.ts";
import { ActivityId, CompanyId, LocationId, SessionId, TermsId, UserId } from "../id.ts";
import { Money, Price } from "../money.ts";
import * as Pool from "../seat/pool.ts";
import type { Item } from "../send.ts";
import { due, dueAttributes, stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Audience from "./audience.ts";
import * as Instructor from "./instructor.ts";
import { snapshot } from "./snapshot.ts";

export { snapshot } from "./snapshot.ts";

export const STATUSES = ["OPEN", "CANCELLED", "WITHDRAWN"] as const;

const MINUTE_MS = 60_000;

/** An instant with its offset, kept as UTC. */
export const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

export const Shown = z.object({
  sessionId: SessionId,
  companyId: CompanyId,
  activityId: ActivityId,
  activityName: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  closesAt: z.string(),
  timeZone: z.string(),
  capacity: z.int(),
  seatsLeft: z.int(),
  price: Money,
  minSpots: z.int(),
  maxSpots: z.int(),
  payOnArrival: z.boolean(),
  termsId: TermsId.optional().describe("What is agreed with whoever books; without one, the usual terms."),
  optionId: z.string().optional(),
  locationId: LocationId.optional(),
  instructorId: UserId.optional(),
  opensAt: z.string().optional().describe("Not booked before."),
  bookingCapacity: z.int().optional(),
  slotId: z.string().optional().describe("The time slot that made it."),
  legacy: z
    .literal(true)
    .optional()
    .describe("No longer in the schedule; it takes place for those who booked."),
  status: z.enum(["OPEN", "FULL", "CANCELLED", "WITHDRAWN"]),
  sale: z.enum(["OPEN", "CLOSED"]),
  version: z.int(),
});

/** The seats of each pool as the stream last told: the pool's version, what remains, bookings too where they count. */
type Folded = Record<string, { v: number; r: number; b?: number }>;

export const Sessions = new Entity(
  {
    model: { entity: "session", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      activityName: { type: "string", required: true },
      startsAt: { type: "string", required: true },
      endsAt: { type: "string", required: true },
      closesAt: { type: "string", required: true },
      timeZone: { type: "string", required: true },
      capacity: { type: "number", required: true },
      ...Activity.priced,
      minSpots: { type: "number", required: true },
      maxSpots: { type: "number", required: true },
      bookingsPerCustomer: { type: ["one", "many"] as const, required: true },
      payOnArrival: { type: "boolean", required: true },
      termsId: { type: "string" },
      optionId: { type: "string" },
      locationId: { type: "string" },
      instructorId: { type: "string" },
      /** The time slot that made it. */
      slotId: { type: "string" },
      /** No longer in the schedule, but somebody has seats in it. */
      legacy: { type: "boolean" },
      opensAt: { type: "string" },
      bookingCapacity: { type: "number" },
      status: { type: STATUSES, required: true },
      saleClosedAt: { type: "string" },
      seats: { type: CustomAttributeType<Folded>("any"), required: true },
      ...dueAttributes,
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
        sk: { field: "sk", composite: [], template: "SESSION", casing: "none" },
      },
      ofCompany: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["companyId"],
          template: "C#${companyId}/SESSIONS",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["startsAt"], template: "${startsAt}", casing: "none" },
      },
      ofActivity: {
        index: "belongsTo",
        pk: {
          field: "belongsToPk",
          composite: ["companyId", "activityId"],
          template: "C#${companyId}/ACTIVITY#${activityId}",
          casing: "none",
        },
        sk: { field: "belongsToSk", composite: ["startsAt"], template: "${startsAt}", casing: "none" },
      },
    },
  },
  store,
);

export type Session = EntityItem<typeof Sessions>;

const ofOne = { companyId: CompanyId, sessionId: SessionId };

/** Puts a session of a published activity on the calendar, with its seats on sale. */
export const schedule = verb({
  name: "session.schedule",
  may: Activity.EDITORS,
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    activityId: ActivityId,
    startsAt: Instant,
    endsAt: Instant.optional(),
    capacity: z.int().min(1).max(40_000).optional(),
    price: Price.optional(),
    optionId: EntryId.optional(),
    instructorId: UserId.optional(),
    locationId: LocationId.optional(),
  }),
  output: Shown,
  async run({ companyId, activityId, ...asked }) {
    const [company, activity] = await Promise.all([
      Company.get(companyId),
      Activity.get(companyId, activityId),
    ]);
    if (activity.status !== "PUBLISHED") {
      throw conflict("activity.not_published", "Only a published activity can have sessions.", {
        state: activity.status,
      });
    }
    await Promise.all([
      Member.mustWorkHere(companyId, asked.instructorId),
      Location.mustBeThere(companyId, asked.locationId),
    ]);
    const session = snapshot(asked, activity, company);
    return commit(
      [
        change(Events.SessionCreated(), Sessions.create(session), again),
        ...Pool.openings(session),
        ...Instructor.listed(session),
      ],
      seen({ ...session, version: 1 }, session.capacity),
    );
  },
});

/** With its seats as they are at this moment, and what is agreed with whoever books. */
export const show = verb({
  name: "session.show",
  may: ["customer"],
  input: z.strictObject(ofOne),
  output: Shown.extend(Terms.shown),
  async run({ companyId, sessionId }) {
    const [session, pools] = await Promise.all([
      get(companyId, sessionId),
      Pool.all({ companyId, sessionId }),
    ]);
    if (!(await Audience.maySee(session, pools))) throw missing("session");
    const terms = await Terms.of(companyId, session.termsId);
    return { ...seen(session, Pool.onSale(pools, Clock.millis())), ...terms };
  },
});

export const cancel = verb({
  name: "session.cancel",
  may: Activity.EDITORS,
  idempotency: "accepted",
  input: z.strictObject({ ...ofOne, reason: Text.Reason }),
  output: Shown,
  async run({ companyId, sessionId, reason }) {
    const [session, free] = await Promise.all([
      get(companyId, sessionId),
      Pool.forSale(companyId, sessionId),
    ]);
    mustBeOn(session);
    const called = { status: "CANCELLED" as const, ...due(sessionId, Clock.isoAfter(MINUTE_MS)) };
    const write = Sessions.patch({ companyId, sessionId })
      .set(called)
      .where((a, o) => `${o.eq(a.status, "OPEN")} AND ${o.eq(a.version, session.version ?? 0)}`);
    const answer = seen({ ...session, ...called, version: (session.version ?? 0) + 1 }, free);
    return commit(
      [change(Events.SessionCancelled({ reason }), write, onSale), ...Pool.callingsOff(companyId, sessionId)],
      answer,
    );
  },
});

export async function get(companyId: string, sessionId: string): Promise<Session> {
  const { data } = await Sessions.get({ companyId, sessionId }).go({ consistent: true });
  if (!data) throw missing("session");
  return data;
}

/** What it means that a session on sale could not be changed: it is gone, called off, or has changed meanwhile. */
export function onSale(old: Item | undefined): Refusal {
  const session = old as Session | undefined;
  if (!session) return missing("session");
  if (session.status === "WITHDRAWN") return withdrawn();
  return session.status === "CANCELLED" ? alreadyCancelled() : again();
}

/** That a session is on the calendar, whatever becomes of its sale. */
export function mustBeOn({ status }: Session): void {
  if (status === "CANCELLED") throw alreadyCancelled();
  if (status === "WITHDRAWN") throw withdrawn();
}

const withdrawn = () => conflict("session.withdrawn", "The schedule does not have this session any more.");

export const alreadyCancelled = () =>
  conflict("session.already_cancelled", "This session was already cancelled.");

// Pure rules

type Facts = Pick<
  Session,
  Exclude<keyof z.infer<typeof Shown>, "seatsLeft" | "sale" | "status"> & keyof Session
> &
  Partial<Pick<Session, "saleClosedAt" | "legacy">> & { status: Session["status"] };

/** A session as people see it. */
export function seen(session: Facts, seatsLeft: number): z.infer<typeof Shown> {
  const full = seatsLeft === 0 ? "FULL" : "OPEN";
  const now = Clock.iso();
  const ended =
    session.status !== "OPEN" || session.legacy || session.saleClosedAt || session.closesAt <= now;
  const early = session.opensAt !== undefined && session.opensAt > now;
  return Shown.parse({
    ...session,
    seatsLeft,
    status: session.status === "OPEN" ? full : session.status,
    sale: ended || early ? "CLOSED" : "OPEN",
  });
}

/** As calendars show it: a moment old. */
export function seatsOf(session: Session): number {
  const pools = Object.values(session.seats);
  const full = pools.every(({ b }) => b === 0);
  return full ? 0 : pools.reduce((left, { r }) => left + Math.max(0, r), 0);
}
