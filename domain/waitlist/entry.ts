/**
 * An entry of a waitlist: one person who waits for seats of one session (BKG-9).
 *
 *   WAITING ──seats come free──▶ OFFERED ──books──▶ BOOKED
 *      │                            ├──time is over──▶ LAPSED
 *      ├────────────leaves──────────┴──▶ LEFT
 *      └──the sale ends──▶ LAPSED                      whoever is out may join again, at the end
 *
 * It is called after session and person, so that nobody waits twice. The seats of an offer are a hold like any other,
 * which lives in its pool; the entry says what became of the person, the pool what becomes of the seats.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import type { Units } from "../activity/units.ts";
import * as Clock from "../clock.ts";
import { again, change, type Write } from "../commit.ts";
import { missing } from "../error.ts";
import * as Events from "../events.ts";
import { ActivityId, CompanyId, CustomerId, digest, EntryId, HoldId, SessionId } from "../id.ts";
import { due, dueAttributes, stamped, store } from "../table.ts";

export const STATUSES = ["WAITING", "OFFERED", "BOOKED", "LAPSED", "LEFT"] as const;
export type Status = (typeof STATUSES)[number];
/** Why somebody waits in vain, or has waited for nothing. */
export const LAPSES = [
  "offer_over",
  "sale_over",
  "session_cancelled",
  "session_withdrawn",
  "session_smaller",
] as const;
export type Lapse = (typeof LAPSES)[number];

export const Entries = new Entity(
  {
    model: { entity: "waitlistEntry", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      entryId: { type: "string", required: true },
      userId: { type: "string", required: true },
      customerId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      activityName: { type: "string", required: true },
      startsAt: { type: "string", required: true },
      spots: { type: "number", required: true },
      units: { type: CustomAttributeType<Units>("any") },
      /** Its place: who joined before has a lower one. */
      place: { type: "number", required: true },
      joinedAt: { type: "string", required: true },
      status: { type: STATUSES, required: true },
      holdId: { type: "string" },
      offeredUntil: { type: "string" },
      lapsedBecause: { type: LAPSES },
      ...dueAttributes,
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "sessionId"],
          template: "C#${companyId}/LINE#${sessionId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["entryId"], template: "ENTRY#${entryId}", casing: "none" },
      },
      ofSession: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["companyId", "sessionId"],
          template: "C#${companyId}/WAITLIST#${sessionId}",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["joinedAt"], template: "${joinedAt}", casing: "none" },
      },
      ofUser: {
        index: "mine",
        pk: { field: "minePk", composite: ["userId"], template: "USER#${userId}/WAITLIST", casing: "none" },
        sk: { field: "mineSk", composite: ["startsAt"], template: "${startsAt}", casing: "none" },
      },
    },
  },
  store,
);
export type Entry = EntityItem<typeof Entries>;

export const View = z.object({
  entryId: EntryId,
  companyId: CompanyId,
  sessionId: SessionId,
  activityId: ActivityId,
  activityName: z.string(),
  customerId: CustomerId,
  startsAt: z.string(),
  spots: z.int(),
  units: z.record(z.string(), z.int()).optional(),
  status: z.enum(STATUSES),
  joinedAt: z.string(),
  holdId: HoldId.optional().describe("The hold to book while it is OFFERED."),
  offeredUntil: z.string().optional(),
  lapsedBecause: z
    .enum(LAPSES)
    .optional()
    .describe("While it is LAPSED; absent until the system has noticed."),
  version: z.int(),
});

/** An offer is over at its time, whoever has noticed. */
export const statusOf = ({ status, offeredUntil = "" }: Entry): Status =>
  status === "OFFERED" && offeredUntil <= Clock.iso() ? "LAPSED" : status;

export const viewOf = (entry: Entry): z.infer<typeof View> =>
  View.parse({ version: 1, ...entry, status: statusOf(entry) });

/** `wle_` session (28) person (16). */
export const idOf = (sessionId: string, userId: string): EntryId =>
  EntryId.parse(`wle_${sessionId.slice(4)}${digest(userId, 16)}`);

export function keyOf(companyId: string, entryId: string) {
  if (!/^wle_[0-9A-Z]{44}$/.test(entryId)) throw missing("entry");
  return { companyId, sessionId: `ses_${entryId.slice(4, 32)}`, entryId };
}

export async function find(companyId: string, entryId: string): Promise<Entry | undefined> {
  const { data } = await Entries.get(keyOf(companyId, entryId)).go({ consistent: true });
  return data ?? undefined;
}

export async function get(companyId: string, entryId: string): Promise<Entry> {
  return (await find(companyId, entryId)) ?? Promise.reject(missing("entry"));
}

export type Joining = Omit<Entry, "status" | "version" | "change">;

/** The person is in the line: for the first time, or again after he was out of it. */
export function joined(entry: Joining, before: Entry | undefined): Write {
  const occurrence = Events.WaitlistJoined();
  const waiting = { ...entry, status: "WAITING" as const };
  if (!before) return change(occurrence, Entries.create(waiting), again);
  const { companyId, entryId, sessionId: _, userId: __, ...rest } = waiting;
  const patch = Entries.patch(keyOf(companyId, entryId))
    .set({ ...rest, userId: entry.userId })
    .remove(["holdId", "offeredUntil", "lapsedBecause", "duePk", "dueSk"])
    .where((a, o) => o.eq(a.version, before.version!));
  return change(occurrence, patch, again);
}

type Offer = { companyId: string; entryId: string; place: number; holdId: string; until: string };

export const offered = ({ companyId, entryId, place, holdId, until }: Offer): Write =>
  change(
    Events.WaitlistOffered(),
    Entries.patch(keyOf(companyId, entryId))
      .set({ status: "OFFERED", holdId, offeredUntil: until, ...due(entryId, until) })
      .where((a, o) => `${o.eq(a.status, "WAITING")} AND ${o.eq(a.place, place)}`),
    again,
  );

export type Held = { companyId: string; sessionId: string; userId: string; holdId: string };

/** The seats of the offer go into a booking. */
export const booked = ({ companyId, sessionId, userId, holdId }: Held): Write =>
  change(
    Events.WaitlistBooked(),
    Entries.patch(keyOf(companyId, idOf(sessionId, userId)))
      .set({ status: "BOOKED" })
      .remove(["duePk", "dueSk"])
      .where((a, o) => `${o.eq(a.status, "OFFERED")} AND ${o.eq(a.holdId, holdId)}`),
    again,
  );

/** The person does not want the seats of the offer. */
export const declined = ({ companyId, sessionId, userId, holdId }: Held, reason?: string): Write =>
  change(
    Events.WaitlistLeft(reason === undefined ? {} : { reason }),
    Entries.patch(keyOf(companyId, idOf(sessionId, userId)))
      .set({ status: "LEFT" })
      .remove(["duePk", "dueSk"])
      .where((a, o) => `${o.eq(a.status, "OFFERED")} AND ${o.eq(a.holdId, holdId)}`),
    again,
  );

export const left = ({ companyId, entryId, version }: Entry, reason?: string): Write =>
  change(
    Events.WaitlistLeft(reason === undefined ? {} : { reason }),
    Entries.patch(keyOf(companyId, entryId))
      .set({ status: "LEFT" })
      .where((a, o) => o.eq(a.version, version!)),
    again,
  );

type Named = { companyId: string; entryId: string };

/** Its time is over; or that of the whole line. */
export const lapsed = ({ companyId, entryId }: Named, from: Status, because: Lapse): Write =>
  change(
    Events.WaitlistLapsed(),
    Entries.patch(keyOf(companyId, entryId))
      .set({ status: "LAPSED", lapsedBecause: because })
      .remove(["duePk", "dueSk"])
      .where((a, o) => o.eq(a.status, from)),
    again,
  );
