/**
 * Reminding the people of a session that it is coming up (NTF SESSION_REMINDER).
 *
 * A row for each session and lead time, put when a look at the session finds that it is time; nothing is written where
 * somebody books. It walks the roster page by page and remembers how far it came, so whoever is stopped in the middle is
 * gone on from. A notification is named by its booking and lead time, so that a page that is walked twice tells nobody
 * twice. Whoever books after the moment needs no reminder.
 */
import { Entity, type EntityItem } from "electrodb";
import * as Row from "../booking/row.ts";
import * as Clock from "../clock.ts";
import { commit, replay, Replay, when, type Operation } from "../commit.ts";
import * as LeadTimes from "../company/lead-times.ts";
import { CompanyId, UserId } from "../id.ts";
import * as Notify from "../notification/notify.ts";
import type { Place } from "../seat/pool.ts";
import { due, dueAttributes, store } from "../table.ts";
import * as Session from "./session.ts";

export const Reminders = new Entity(
  {
    model: { entity: "reminder", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      /** Hours. */
      lead: { type: "number", required: true },
      at: { type: "string", required: true },
      until: { type: "string", required: true },
      /** The last booking that was looked at. */
      after: { type: "string" },
      ttl: { type: "number", required: true },
      ...dueAttributes,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "sessionId"],
          template: "C#${companyId}/SESSION#${sessionId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["lead"], template: "REMINDER#${lead}", casing: "none" },
      },
    },
  },
  store,
);
type Reminder = EntityItem<typeof Reminders>;

const PAGE = 25;
const KEPT_SECONDS = 7 * 24 * 3600;

/** Puts the reminder whose time it is, once. */
export async function plan(session: Session.Session, leads: readonly number[]): Promise<void> {
  const { companyId, sessionId, startsAt, status } = session;
  const now = Clock.iso();
  const moment = LeadTimes.momentsOf(startsAt, leads).find(({ at, until }) => at <= now && now < until);
  if (!moment || status !== "OPEN") return;
  const ttl = Math.floor(Date.parse(startsAt) / 1000) + KEPT_SECONDS;
  const row = { companyId, sessionId, ...moment, ttl, ...due(`${sessionId}#${moment.lead}`, moment.at) };
  await unless(Reminders.create(row));
}

/** Goes on with it until all are reminded, or the time is over. */
export async function remind(place: Place, lead: number, deadline: number): Promise<void> {
  const key = { companyId: place.companyId, sessionId: place.sessionId, lead };
  const [{ data: row }, session] = await Promise.all([
    Reminders.get(key).go({ consistent: true }),
    Session.get(place.companyId, place.sessionId),
  ]);
  if (row?.dueSk === undefined) return;
  const over = session.status !== "OPEN" || row.until <= Clock.iso();
  if (over) return void (await finish(row));
  let at: Reminder | undefined = row;
  while (at && Clock.millis() < deadline) at = await walk(at);
}

/** One page, and where it goes on; nothing, if that was the last or somebody else is at it. */
async function walk(row: Reminder): Promise<Reminder | undefined> {
  const { companyId, sessionId, after } = row;
  const all = Row.Bookings.query.primary({ companyId, sessionId });
  const query = after === undefined ? all : all.gt({ bookingId: after });
  const { data, cursor } = await query.go({ consistent: true, limit: PAGE });
  await Promise.all(data.filter((booking) => isExpected(booking, row)).map((booking) => tell(booking, row)));
  const last = data.at(-1);
  if (!last || cursor === null) return void (await finish(row));
  const next = Reminders.patch(keyOf(row)).set({ after: last.bookingId });
  const moved = await unless(
    next.where((a, o) => (after === undefined ? o.notExists(a.after) : o.eq(a.after, after))),
  );
  return moved ? { ...row, after: last.bookingId } : undefined;
}

const isExpected = ({ status, createdAt }: Row.Booking, { at }: Reminder): boolean =>
  status === "CONFIRMED" && createdAt <= at;

const tell = (booking: Row.Booking, { at, lead }: Reminder) =>
  Notify.notify({
    type: "SESSION_REMINDER",
    companyId: CompanyId.parse(booking.companyId),
    userId: UserId.parse(booking.userId),
    cause: Notify.causeOf(at, `${booking.bookingId}#${lead}`),
    data: booking,
  });

const finish = (row: Reminder): Promise<boolean> =>
  unless(
    Reminders.patch(keyOf(row))
      .remove(["duePk", "dueSk"])
      .where((a, o) => o.exists(a.dueSk)),
  );

const keyOf = ({ companyId, sessionId, lead }: Reminder) => ({ companyId, sessionId, lead });

/** Whether it was this write; refused, somebody else has done it. */
async function unless(operation: Operation): Promise<boolean> {
  try {
    return await commit([when(operation, () => replay(false))], true);
  } catch (refused) {
    if (!(refused instanceof Replay)) throw refused;
    return false;
  }
}
