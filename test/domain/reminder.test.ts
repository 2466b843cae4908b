import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import { book } from "../../domain/booking/book.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Clock from "../../domain/clock.ts";
import * as Details from "../../domain/company/details.ts";
import * as LeadTimes from "../../domain/company/lead-times.ts";
import * as Notification from "../../domain/notification/notification.ts";
import { Reminders } from "../../domain/session/reminder.ts";
import * as Session from "../../domain/session/session.ts";
import { writer } from "../../domain/table.ts";
import * as Sweep from "../../domain/time/sweep.ts";
import { tapped } from "../tapped.ts";
import { as, asSystem, company, HOUR, MINUTE, person, refusal, travel, type Person } from "../world.ts";

type World = Awaited<ReturnType<typeof company>>;

/** A session in three days, with people who are expected in it. */
async function studio(people: readonly Person[], reminderHours?: number[]) {
  const world = await company();
  const { companyId, activityId, owner } = world;
  await as(owner, () => Activity.edit({ companyId, activityId, payOnArrival: true }));
  if (reminderHours) await as(owner, () => Details.edit({ companyId, reminderHours }));
  const { sessionId } = await world.session({ startsAt: Clock.isoAfter(72 * HOUR), capacity: 40 });
  for (const who of people) await join(world, who, sessionId);
  return { ...world, sessionId };
}
async function join(world: World, who: Person, sessionId: Parameters<World["booking"]>[1]) {
  const { companyId } = world;
  const { holdId } = await world.hold(who, sessionId);
  const payment = { method: "on_arrival" } as const;
  return (await as(who, () => book({ companyId, holdId, payment }))).bookingId;
}

/** Looks and reminds, as the timer does, until nothing is due any more. */
const tick = async () => {
  for (let round = 0; round < 3; round++)
    await asSystem(() => Sweep.sweep(Sweep.EVIDENCE, Clock.millis() + MINUTE));
};
async function remindersOf(who: Person): Promise<number> {
  const { items } = await as(who, () => Notification.list({}));
  return items.filter(({ type }) => type === "SESSION_REMINDER").length;
}
const total = async (people: readonly Person[]) =>
  (await Promise.all(people.map(remindersOf))).reduce((sum, one) => sum + one, 0);

describe("a reminder", () => {
  it("NTF-1 comes a day before the session, once, however often and in parallel it is time", async () => {
    const [ada, boris] = [person("ada"), person("boris")];
    await studio([ada, boris]);
    await tick();
    expect(await total([ada, boris])).toBe(0);
    {
      using _nearly = travel(48 * HOUR - MINUTE);
      await tick();
      expect(await total([ada, boris])).toBe(0);
    }
    using _then = travel(48 * HOUR + MINUTE);
    await Promise.all([tick(), tick(), tick()]);
    expect([await remindersOf(ada), await remindersOf(boris)]).toEqual([1, 1]);
    using _later = travel(12 * HOUR);
    await tick();
    expect(await total([ada, boris])).toBe(2);
  });

  it("NTF-1 not for who cancelled, has not paid, or booked after the moment", async () => {
    const [ada, boris, late, unpaid] = ["ada", "boris", "late", "unpaid"].map(person) as [
      Person,
      Person,
      Person,
      Person,
    ];
    const at = await studio([ada]);
    const { companyId, sessionId } = at;
    const bookingId = await join(at, boris, sessionId);
    await as(boris, () => cancel({ companyId, bookingId }));
    await at.booking(unpaid, sessionId);
    using _then = travel(48 * HOUR + MINUTE);
    await join(at, late, sessionId);
    await tick();
    expect(await Promise.all([ada, boris, late, unpaid].map(remindersOf))).toEqual([1, 0, 0, 0]);
  });

  it("NTF-1 nobody is reminded of a session that was called off", async () => {
    const ada = person("ada");
    const { companyId, sessionId, owner } = await studio([ada]);
    await as(owner, () => Session.cancel({ companyId, sessionId, reason: "rain" }));
    using _then = travel(48 * HOUR + MINUTE);
    await tick();
    expect(await remindersOf(ada)).toBe(0);
  });

  it("NTF-1 stopped in the middle of a page or between two, it goes on, and nobody is told twice", async () => {
    const people = Array.from({ length: 30 }, (_, index) => person(`p${index}`));
    const { companyId, sessionId } = await studio(people);
    using _then = travel(48 * HOUR + MINUTE);
    let puts = 0;
    {
      using _cut = tapped(writer, ({ Item }) => {
        if (Item?.notificationType === "SESSION_REMINDER" && (puts += 1) > 7) throw new Error("gone");
      });
      await tick();
    }
    const some = await total(people);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(30);
    await tick();
    expect(await Promise.all(people.map(remindersOf))).toEqual(people.map(() => 1));
    const { data } = await Reminders.query.primary({ companyId, sessionId }).go({ consistent: true });
    expect(data).toMatchObject([{ lead: 24, after: expect.stringContaining("bkg_") }]);
    expect(data[0]!.dueSk).toBeUndefined();
  });

  it("NTF-1 at each of the company's lead times; one that the next has overtaken is not sent", async () => {
    const ada = person("ada");
    await studio([ada], [48, 24, 2]);
    using _first = travel(24 * HOUR + MINUTE);
    await tick();
    expect(await remindersOf(ada)).toBe(1);
    // Nothing ran for two days.
    using _last = travel(46 * HOUR);
    await tick();
    expect(await remindersOf(ada)).toBe(2);
  });
});

describe("lead times", () => {
  it.each([[[0]], [[337]], [[1.5]], [[24, 24]], [[1, 2, 3, 4]]])(
    "API-1 %o are refused",
    async (reminderHours) => {
      const { companyId, owner } = await company();
      const refused = await refusal(as(owner, () => Details.edit({ companyId, reminderHours })));
      expect(refused.code).toBe("request.invalid");
    },
  );

  it("API-1 are a day before, unless the company says otherwise; it may say none", async () => {
    const world = await company();
    const { companyId, owner, coach } = world;
    expect(world.reminderHours).toEqual([24]);
    expect((await as(owner, () => Details.edit({ companyId, reminderHours: [] }))).reminderHours).toEqual([]);
    expect((await refusal(as(coach, () => Details.edit({ companyId, reminderHours: [1] })))).code).toBe(
      "access.forbidden",
    );
  });

  it("NTF-1 a session is looked at every day, and at each moment", () => {
    const startsAt = Clock.isoAfter(60 * HOUR);
    const hours = (leads: number[]) =>
      Math.round((Date.parse(LeadTimes.nextLook(startsAt, leads)) - Clock.millis()) / HOUR);
    expect([hours([]), hours([24]), hours([72, 48]), hours([59])]).toEqual([24, 24, 12, 1]);
    expect(LeadTimes.momentsOf("2027-03-28T10:00:00.000Z", [2, 24])).toEqual([
      { lead: 24, at: "2027-03-27T10:00:00.000Z", until: "2027-03-28T08:00:00.000Z" },
      { lead: 2, at: "2027-03-28T08:00:00.000Z", until: "2027-03-28T10:00:00.000Z" },
    ]);
  });
});
