import { describe, expect, it } from "vitest";
import type { Envelope } from "../../domain/event.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Notification from "../../domain/notification/notification.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as CallOff from "../../domain/booking/call-off.ts";
import * as Arrangement from "../../domain/session/arrangement.ts";
import * as Session from "../../domain/session/session.ts";
import { livesFor } from "../tapped.ts";
import {
  as,
  asSystem,
  company,
  person,
  proveInvariants,
  refusal,
  rowsOf,
  told,
  type Person,
} from "../world.ts";

/** The event of the item's last change, as the relay puts it on the bus. */
const eventOf = (session: Session.Session, data: object): Envelope => {
  const { id, type, at } = session.change!;
  const { companyId, sessionId, activityName, startsAt } = session;
  return {
    id,
    type,
    at,
    companyId,
    entity: "session",
    entityId: sessionId,
    version: session.version!,
    by: { kind: "staff" },
    requestId: "test",
    data: { companyId, sessionId, activityName, startsAt, ...data },
  };
};
const inbox = async (who: Person, type: string) =>
  (await as(who, () => Notification.list({}))).items.filter((one) => one.type === type);

describe("SCH-7 the instructor and the place of a session", () => {
  it("change for one session, and those who booked are told, each once, also after a crash in the middle", async () => {
    const { companyId, owner, coach, ada, boris, ...world } = await company();
    const { sessionId } = await world.session();
    const guests = [ada, boris, person("carla")];
    for (const guest of guests) await told({ companyId }, (await world.booking(guest, sessionId)).bookingId);
    const gone = await world.booking(person("gone"), sessionId);
    await as(owner, () => cancel({ companyId, bookingId: gone.bookingId }));

    const lead = (instructorId: string | null, request = {}) =>
      as(
        owner,
        () => Arrangement.setInstructor({ companyId, sessionId, instructorId: instructorId }),
        request,
      );
    expect(await lead(coach.userId)).toMatchObject({ instructorId: coach.userId, version: 2 });
    expect(await lead(coach.userId)).toMatchObject({ version: 2 });
    expect(await refusal(lead(ada.userId))).toMatchObject({ code: "instructor.unknown" });
    expect(await refusal(lead(null, { ifMatch: 1 }))).toMatchObject({ code: "session.changed_meanwhile" });

    const event = eventOf(await Session.get(companyId, sessionId), { changed: "instructor" });
    const tell = () => asSystem(() => Arrangement.tellGuests(event));
    expect(await livesFor(1, tell)).toBe(false);
    await Promise.all([tell(), tell()]);
    await tell();
    for (const guest of guests) expect(await inbox(guest, "SESSION_INSTRUCTOR_CHANGED")).toHaveLength(1);

    const move = (locationId: string | null) =>
      as(owner, () => Arrangement.setLocation({ companyId, sessionId, locationId: locationId }));
    const { locationId } = await as(owner, () => Location.add({ companyId, name: "Hall" }));
    expect(await refusal(move("loc_other"))).toMatchObject({ code: "location.unknown" });
    expect(await move(locationId)).toMatchObject({
      locationId,
      instructorId: coach.userId,
      version: 3,
    });
    expect((await move(null)).locationId).toBe(undefined);
    await as(owner, () => Session.cancel({ companyId, sessionId, reason: "ill" }));
    expect(await refusal(move(locationId))).toMatchObject({ code: "session.already_cancelled" });
  });
});

describe("SCH-7 calling a session off", () => {
  it("goes on where it was killed: each booking cancelled, refunded and told of once", async () => {
    const { companyId, owner, ...world } = await company();
    const { sessionId } = await world.session();
    for (const name of ["one", "two", "three", "four"]) {
      await told({ companyId }, (await world.booking(person(name), sessionId)).bookingId);
    }
    await as(owner, () => Session.cancel({ companyId, sessionId, reason: "storm" }));
    const run = () => asSystem(() => CallOff.bookingsOf({ companyId, sessionId }, "storm"));
    const of = async (entity: string) =>
      (await rowsOf(companyId)).filter(({ __edb_e__: is }) => is === entity);
    const cancelled = async () => (await of("booking")).filter(({ status }) => status === "CANCELLED").length;
    expect(await livesFor(2, run)).toBe(false);
    expect(await cancelled()).toBe(2);
    await Promise.all([run(), run()]);
    await run();
    const bookings = await of("booking");
    expect(bookings.map(({ status, cancelledBecause }) => [status, cancelledBecause])).toEqual(
      Array.from({ length: 4 }, () => ["CANCELLED", "session_cancelled"]),
    );
    // One version for each move: opened, paid, cancelled; one refund each of all that was paid.
    expect(new Set(bookings.map(({ version }) => version))).toEqual(new Set([bookings[0]!.version]));
    const refunds = await of("refund");
    expect(refunds.map(({ bookingId }) => bookingId).toSorted()).toEqual(
      bookings.map(({ bookingId }) => bookingId).toSorted(),
    );
    await proveInvariants({ companyId });
  });
});
