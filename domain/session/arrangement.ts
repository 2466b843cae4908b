/**
 * Who leads a session and where it takes place, as staff change it for one session. Those who booked are told, each once
 * for each change: what is told is named by the change and the person, so telling may begin anew wherever it broke off.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Actor from "../actor.ts";
import * as Row from "../booking/row.ts";
import * as Location from "../catalogue/location.ts";
import * as Member from "../company/member.ts";
import { again, change, commit, type Refusal } from "../commit.ts";
import { missing, stale } from "../error.ts";
import type { Envelope } from "../event.ts";
import * as Events from "../events.ts";
import { CompanyId, LocationId, SessionId, UserId } from "../id.ts";
import { notify } from "../notification/notify.ts";
import * as Page from "../page.ts";
import * as Pool from "../seat/pool.ts";
import type { Item } from "../send.ts";
import { verb } from "../verb.ts";
import * as Instructor from "./instructor.ts";
import * as Session from "./session.ts";

const ofOne = { companyId: CompanyId, sessionId: SessionId };
type Arranged = { instructorId: string | null } | { locationId: string | null };

/** Somebody of the company, or nobody. */
export const setInstructor = verb({
  name: "session.set_instructor",
  may: Activity.EDITORS,
  idempotency: "accepted",
  input: z.strictObject({ ...ofOne, instructorId: UserId.nullable() }),
  output: Session.Shown,
  async run({ companyId, sessionId, instructorId }) {
    await Member.mustWorkHere(companyId, instructorId ?? undefined);
    return rearrange(companyId, sessionId, { instructorId });
  },
});

export const setLocation = verb({
  name: "session.set_location",
  may: Activity.EDITORS,
  idempotency: "accepted",
  input: z.strictObject({ ...ofOne, locationId: LocationId.nullable() }),
  output: Session.Shown,
  async run({ companyId, sessionId, locationId }) {
    await Location.mustBeThere(companyId, locationId ?? undefined);
    return rearrange(companyId, sessionId, { locationId });
  },
});

async function rearrange(companyId: CompanyId, sessionId: SessionId, arranged: Arranged) {
  const [session, free] = await Promise.all([
    Session.get(companyId, sessionId),
    Pool.forSale(companyId, sessionId),
  ]);
  Session.mustBeOn(session);
  const expected = mustBeFresh(session);
  const [name, value] = Object.entries(arranged)[0] as ["instructorId" | "locationId", string | null];
  const { [name]: before, ...rest } = session;
  if ((before ?? null) === value) return Session.seen(session, free);
  const patch = Session.Sessions.patch({ companyId, sessionId });
  const changed = name === "instructorId" ? ("instructor" as const) : ("location" as const);
  const write = value === null ? patch.remove([name]) : patch.set({ [name]: value });
  const after = { ...rest, ...(value !== null && { [name]: value }), version: expected + 1 };
  return commit(
    [
      change(
        Events.SessionRearranged({ data: { changed } }),
        write.where((a, o) => `${o.eq(a.status, "OPEN")} AND ${o.eq(a.version, expected)}`),
        moved,
      ),
      ...(changed === "instructor" ? Instructor.handed(session, value) : []),
    ],
    Session.seen(after as Session.Session, free),
  );
}

const Told = z.object({
  companyId: CompanyId,
  sessionId: SessionId,
  activityName: z.string(),
  startsAt: z.string(),
  changed: z.enum(["instructor", "location"]),
});
const TYPES = { instructor: "SESSION_INSTRUCTOR_CHANGED", location: "SESSION_LOCATION_CHANGED" } as const;
const EXPECTED: readonly Row.Status[] = ["AWAITING_GATEWAY", "AWAITING_TOPUP", "CONFIRMED"];

/** Tells everybody who has a booking that stands. Whoever was told already is not told again. */
export async function tellGuests({ id: cause, data }: Envelope): Promise<void> {
  const { changed, ...session } = Told.parse(data);
  const { companyId, sessionId } = session;
  for await (const { userId, status } of Page.each(Row.Bookings.query.primary({ companyId, sessionId }))) {
    if (!EXPECTED.includes(status)) continue;
    await notify({ type: TYPES[changed], userId: UserId.parse(userId), companyId, cause, data: session });
  }
}

/** The version that the write must still find: the one of `If-Match`, if it was sent, else the one that was read. */
function mustBeFresh({ version = 0 }: Session.Session): number {
  const { ifMatch } = Actor.current();
  if (ifMatch !== undefined && ifMatch !== version) throw changedMeanwhile(version);
  return version;
}

function moved(old: Item | undefined): Refusal {
  if (!old) return missing("session");
  return Actor.current().ifMatch === undefined ? again() : changedMeanwhile(Number(old.version));
}

const changedMeanwhile = (version: number) =>
  stale("session.changed_meanwhile", "Somebody changed this session after you read it. Read it again.", {
    version,
  });
