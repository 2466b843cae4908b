import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openCompany, settled, signIn } from "../journeys/people.ts";
import { accessible, button, DESK, heading, PHONE } from "./browser.ts";
import { at, consoleOf } from "./staff.ts";

let world: Awaited<ReturnType<typeof openCompany>>;
beforeAll(async () => {
  world = await openCompany();
});

const slot = (page: Page, n: number) => page.getByRole("group", { name: `Slot ${n}`, exact: true });

/** An activity whose schedule is on the calendar. */
async function planned(slots: readonly object[]) {
  const { owner, companyId } = world;
  const price = { amount: 10_000, currency: "UAH" };
  const asked = { companyId, name: "Sauna", durationMinutes: 60, capacity: 8, price };
  const { activityId } = await owner.api.activity.draft(asked);
  const one = { companyId, activityId };
  await owner.api.activity.publish(one);
  await owner.api.schedule.set({ ...one, slots: [...slots] }, { ifMatch: 0 });
  await settled();
  const { items } = await owner.api.session.list(one);
  return { ...one, items };
}

it("SCH-1 SCH-4 a schedule is begun in the console: a weekly slot and a rule, their next dates before, what they change, and it holds", async () => {
  const { owner, slug, companyId, activityId } = world;
  const one = { companyId, activityId };
  const { page, fine, close } = await at(owner, consoleOf(slug), PHONE);
  await page.getByRole("link", { name: "Schedules" }).click();
  await heading(page, "Schedules").waitFor();
  await accessible(page);
  await page.getByRole("link", { name: /Dnipro at dawn/ }).click();
  await page.getByText("There is no schedule yet.").waitFor();
  await slot(page, 1).getByLabel("Day").selectOption("Thursday");
  await slot(page, 1).getByLabel("Time").fill("07:30");
  await slot(page, 1).getByLabel("Places").fill("5");
  await slot(page, 1).getByRole("button", { name: "Next dates" }).click();
  const weekly = { dayOfWeek: 4, startTime: "07:30", capacity: 5 };
  const { items: dates } = await owner.api.slot.preview({ ...one, slot: weekly, limit: 8 });
  await slot(page, 1).locator(".dates li").first().waitFor();
  const told = slot(page, 1).locator(".dates time");
  const shown = await told.evaluateAll((all) => all.map((time) => time.getAttribute("datetime")));
  expect(shown).toEqual(dates.map(({ local }) => local));
  expect(await told.first().innerText()).toMatch(/^Thu,? \d+ \w+, 07:30$/);

  await button(page, "Add a slot").click();
  await slot(page, 2).getByLabel("When").selectOption("Custom");
  await slot(page, 2).getByLabel("First time").fill("2027-03-06T10:00");
  for (const day of ["Monday", "Friday"]) await slot(page, 2).getByLabel(day).check();
  await accessible(page);
  await slot(page, 2).getByLabel("Repeats").selectOption("By months");
  await slot(page, 2).getByRole("spinbutton", { name: "Every" }).fill("1");
  await slot(page, 2).getByRole("combobox", { name: "On", exact: true }).selectOption("the first");
  await slot(page, 2).getByLabel("Weekday").selectOption("Saturday");
  await slot(page, 2).getByLabel("Ends").selectOption("On a day");
  await slot(page, 2).getByLabel("Last day", { exact: true }).fill("2027-12-31");
  await slot(page, 2).getByLabel("Except").fill("2027-05-01T10:00");
  await slot(page, 2).getByRole("button", { name: "Next dates" }).click();
  await slot(page, 2).getByText("left out").waitFor();
  await accessible(page);
  await button(page, "See what changes").click();
  await page.getByRole("heading", { name: "What changes" }).waitFor();
  expect(await page.evaluate("document.activeElement.textContent"), "read on here").toBe("What changes");
  await accessible(page);
  await button(page, "Apply this schedule").click();
  await page.getByText("The schedule is changed.").waitFor();
  await page.getByText("Thursday, 07:30").waitFor();
  await page
    .getByText("Every month on the first Saturday, until 31 Dec 2027, from 6 Mar 2027, 10:00")
    .waitFor();
  expect(await button(page, "Apply this schedule").count()).toBe(0);
  await accessible(page);
  const { versions } = await owner.api.schedule.show(one);
  expect(versions[0]!.slots).toMatchObject([
    weekly,
    { rrule: "FREQ=MONTHLY;BYDAY=1SA;UNTIL=20271231T235900", exdates: ["2027-05-01T10:00"] },
  ]);
  fine();
  await close();
});

it("SCH-4 what a change would do is said before it is done: what is new, stays, is withdrawn, kept for who has booked, or made smaller", async () => {
  const { owner, slug } = world;
  const { items, ...one } = await planned([
    { dayOfWeek: 1, startTime: "10:00", capacity: 8 },
    { dayOfWeek: 3, startTime: "18:00", capacity: 8 },
    { dayOfWeek: 5, startTime: "12:00", capacity: 8 },
  ]);
  const { companyId, activityId } = one;
  const bookIn = async (day: number) => {
    const { sessionId } = items.find(({ startsAt }) => new Date(startsAt).getUTCDay() === day)!;
    const party = { spots: 2, contact: { name: "Vira" }, payment: { method: "cash" } as const };
    await owner.api.booking.bookFor({ companyId, sessionId, ...party });
    return sessionId;
  };
  const [monday, wednesday] = [await bookIn(1), await bookIn(3)];
  const { page, fine, close } = await at(owner, consoleOf(slug, `/schedules/${activityId}`), DESK);
  await slot(page, 1).getByLabel("Places").fill("1");
  await slot(page, 2).getByLabel("Time").fill("19:00");
  await button(page, "See what changes").click();
  const effect = page.getByRole("region", { name: "What changes" });
  await effect.waitFor();
  const { slots } = (await owner.api.schedule.show(one)).versions[0]!;
  const [smaller, later, same] = slots.map(({ slotId, dayOfWeek, startTime, capacity }) => ({
    slotId,
    dayOfWeek: dayOfWeek!,
    startTime: startTime!,
    capacity,
  }));
  const wish = { slots: [{ ...smaller!, capacity: 1 }, { ...later!, startTime: "19:00" }, same!] };
  const { counts } = await owner.api.schedule.preview({ ...one, ...wish });
  const said = await effect.locator(".counts li").allInnerTexts();
  expect(said).toEqual([
    `${counts.created} new`,
    `${counts.lowered} with fewer places`,
    "1 kept for who has booked, hidden from sale",
    `${counts.withdrawn} withdrawn`,
    `${counts.kept} unchanged`,
  ]);
  const row = (name: string | RegExp) => effect.getByRole("row", { name }).first();
  expect(
    await row(/Kept, hidden/)
      .getByRole("cell")
      .allInnerTexts(),
  ).toEqual(["Kept, hidden", "2", "8"]);
  expect(await effect.getByRole("row", { name: /Fewer places 2 8 → 2/ }).count(), "what is taken stays").toBe(
    1,
  );
  await accessible(page);

  await slot(page, 2).getByLabel("Time").fill("20:00");
  await page.getByText("You have changed something since.").waitFor();
  expect(await button(page, "Apply this schedule").count(), "only what was looked at is applied").toBe(0);
  await slot(page, 2).getByLabel("Time").fill("19:00");
  await button(page, "Apply this schedule").click();
  await page.getByText("The schedule is changed.").waitFor();
  await page.getByText("Wednesday, 19:00").waitFor();
  await settled();
  const kept = await Promise.all(
    [monday, wednesday].map((sessionId) => owner.api.session.show({ companyId, sessionId })),
  );
  expect(kept.map(({ capacity, legacy = false }) => [capacity, legacy])).toEqual([
    [2, false],
    [8, true],
  ]);
  fine();
  await close();
});

it("SCH-1 a refusal is said at the field that it is about, which is the next to be changed; and nobody overwrites a colleague's change", async () => {
  const { owner, slug } = world;
  const { companyId, activityId } = await planned([
    { dayOfWeek: 1, startTime: "10:00" },
    { rrule: "FREQ=DAILY", dtstart: "2027-01-01T09:00" },
  ]);
  const { page, fine, close } = await at(owner, consoleOf(slug, `/schedules/${activityId}`), PHONE);
  const rule = slot(page, 2).getByLabel("Rule", { exact: true });
  const wrong = () => page.locator("[aria-invalid=true]");
  const preview = button(page, "See what changes");
  expect(await slot(page, 2).getByLabel("Repeats").inputValue(), "what could be chosen is shown chosen").toBe(
    "DAILY",
  );
  await slot(page, 2).getByLabel("When").selectOption("By a rule");
  expect(await rule.inputValue()).toBe("FREQ=DAILY");
  await rule.fill("FREQ=MINUTELY");
  await slot(page, 2).getByRole("button", { name: "Next dates" }).click();
  await slot(page, 2).getByText("This is too often for one slot.").waitFor();
  expect(await rule.getAttribute("aria-invalid")).toBe("true");
  await accessible(page);
  await rule.fill("FREQ=MONTHLY;BYDAY=1XX");
  expect(await wrong().count(), "it is being changed").toBe(0);
  await preview.click();
  await slot(page, 2).getByText("This is no part of a rule that can be followed: BYDAY=1XX").waitFor();
  expect(await page.locator("[aria-invalid=true]:focus").count()).toBe(1);
  await rule.fill("FREQ=DAILY");
  await slot(page, 1).getByLabel("Length, min").fill("50000");
  await preview.click();
  await slot(page, 1).locator(".why").filter({ hasText: /./ }).waitFor();
  await slot(page, 1).getByLabel("Length, min").fill("");
  await page.getByLabel("Valid from").fill("2026-01-01");
  await preview.click();
  await page.getByText("This day is over.").waitFor();
  expect(await wrong().count()).toBe(1);
  await accessible(page);
  await page.getByLabel("Valid from").fill("");
  await preview.click();
  await page.getByRole("heading", { name: "What changes" }).waitFor();

  const theirs = [{ dayOfWeek: 0, startTime: "11:00" }];
  const { version } = await owner.api.schedule.show({ companyId, activityId });
  await owner.api.schedule.set({ companyId, activityId, slots: theirs }, { ifMatch: version });
  await button(page, "Apply this schedule").click();
  await page.getByText("It has changed meanwhile").waitFor();
  await accessible(page);
  await button(page, "Show it as it is now").click();
  await page.getByText("Sunday, 11:00").waitFor();
  expect(await slot(page, 2).count(), "the editor begins from what holds now").toBe(0);
  fine();
  await close();
});

it("TEN-2 a coach sees when an activity takes place, and cannot change it", async () => {
  const { owner, slug, companyId, activityId } = world;
  const coach = await signIn("coach");
  await owner.api.member.add({ companyId, userId: coach.userId, role: "coach" });
  const { page, fine, close } = await at(coach, consoleOf(slug, `/schedules/${activityId}`));
  await page.getByText("In force and to come").waitFor();
  expect(await button(page, "See what changes").count()).toBe(0);
  await accessible(page);
  fine();
  await close();
});
