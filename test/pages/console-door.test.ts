import { beforeAll, expect, it, vi } from "vitest";
import { openCompany, signIn, type Person } from "../journeys/people.ts";
import { accessible, button, DESK, heading, PHONE } from "./browser.ts";
import { at, consoleOf, nameOf } from "./staff.ts";

let world: Awaited<ReturnType<typeof openCompany>>;
beforeAll(async () => {
  world = await openCompany();
});

/** A session of the published activity, `ms` from now. */
async function starting(ms: number, capacity = 8) {
  const { owner, companyId, activityId } = world;
  const startsAt = new Date(Date.now() + ms).toISOString();
  return (await owner.api.session.schedule({ companyId, activityId, startsAt, capacity })).sessionId;
}

async function atDesk(sessionId: string, name: string, spots = 1) {
  const { owner, companyId } = world;
  const payment = { method: "cash" } as const;
  return owner.api.booking.bookFor({ companyId, sessionId, spots, contact: { name }, payment });
}

/** A line of people for a session that is full. */
async function waiting(sessionId: string, people: Person[]) {
  const { companyId } = world;
  for (const { api } of people) await api.waitlist.join({ companyId, sessionId, spots: 1 });
}

it("BKG-8 at the door: checked in by the list and by code, some of a group, a no-show, and what was a mistake undone", async () => {
  const { owner, companyId, slug } = world;
  const start = Date.now() + 2500;
  const sessionId = await starting(2500);
  const [, , { checkInCode }] = await Promise.all([
    atDesk(sessionId, "Olena"),
    atDesk(sessionId, "Taras", 3),
    atDesk(sessionId, "Iryna"),
  ]);
  await vi.waitUntil(() => Date.now() > start, { timeout: 5000 });
  const { page, fine, close } = await at(owner, consoleOf(slug, `/sessions/${sessionId}`), PHONE);
  const row = (name: string) => page.getByRole("listitem").filter({ hasText: name });
  const press = (name: string, what: string) => row(name).getByRole("button", { name: what });
  await page.getByText("0 of 5 here").waitFor();
  await page.getByText("On now", { exact: true }).waitFor();
  expect(await page.locator(".who a").allTextContents(), "by name").toEqual(["Iryna", "Olena", "Taras"]);
  await accessible(page);

  await press("Taras", "Check in").waitFor();
  await row("Taras").getByLabel("How many came").selectOption("2");
  await press("Taras", "Check in").click();
  await row("Taras").getByText("Checked in 2/3", { exact: true }).waitFor();
  await page.getByText("2 of 5 here").waitFor();

  await press("Olena", "No-show").focus();
  await page.keyboard.press("Enter");
  await row("Olena").getByText("No-show", { exact: true }).waitFor();
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Check in");
  await press("Olena", "Undo").click();
  await press("Olena", "No-show").waitFor();
  await press("Olena", "No-show").click();
  await press("Olena", "Undo").waitFor();

  const code = page.getByLabel("Booking code");
  await code.fill("wrong-1");
  await code.press("Enter");
  await page.getByRole("alert").getByText("Nobody has this code in this session.").waitFor();
  await accessible(page);
  await code.fill(` ${checkInCode.toLowerCase()} `);
  await code.press("Enter");
  await page.getByText("Iryna is checked in.").waitFor();
  await page.getByText("3 of 5 here").waitFor();
  expect(await code.inputValue(), "ready for the next").toBe("");
  await accessible(page);

  const { items } = await owner.api.booking.listRoster({ companyId, sessionId });
  const said = items.map(({ customer, attendance, attended }) => [customer.name, attendance, attended]);
  expect(said.toSorted()).toEqual([
    ["Iryna", "ATTENDED", 1],
    ["Olena", "NO_SHOW", undefined],
    ["Taras", "ATTENDED", 2],
  ]);
  fine();
  await close();
});

it("BKG-4 BKG-8 a walk-in is booked at the desk for cash, stands on the list, and once checked in is not cancelled", async () => {
  const { owner, companyId, slug } = world;
  const sessionId = await starting(3_600_000, 4);
  const { page, fine, close } = await at(owner, consoleOf(slug, `/sessions/${sessionId}`), PHONE);
  await page.getByText("Nobody has booked yet").waitFor();
  await button(page, "Add a walk-in").click();
  expect(await page.locator("input:focus").count(), "typed at once").toBe(1);
  await page.keyboard.type("Nadiia");
  await page.getByLabel("Places").fill("5");
  expect(await button(page, /^Book and take/).isDisabled(), "more than there are").toBe(true);
  await page.getByLabel("Places").fill("2");
  await accessible(page);
  await button(page, "Book and take ₴1,161.10 in cash").click();
  await page.getByRole("link", { name: "Nadiia" }).waitFor();
  await page.getByText("Paid", { exact: true }).waitFor();
  await page.getByText("0 of 2 here").waitFor();
  expect(await page.evaluate("document.activeElement.textContent"), "where it began").toBe("Add a walk-in");
  const { items } = await owner.api.booking.listRoster({ companyId, sessionId });
  expect(items).toMatchObject([{ spots: 2, paymentStatus: "PAID", customer: { name: "Nadiia" } }]);

  await page.getByRole("link", { name: "Nadiia" }).click();
  await button(page, "Cancel the booking").waitFor();
  await page.goBack();
  await page.getByRole("listitem").getByRole("button", { name: "Check in" }).click();
  await page.getByText("2 of 2 here").waitFor();
  await page.getByRole("link", { name: "Nadiia" }).click();
  await page.locator(".badge.attended").waitFor();
  expect(await button(page, "Cancel the booking").count(), "whoever is there has what he booked").toBe(0);
  expect(await button(page, "Move to another time").count()).toBe(0);
  fine();
  await close();
});

it("BKG-9 staff see who waits in which order, and take somebody out", async () => {
  const { owner, ada, boris, slug, companyId } = world;
  const sessionId = await starting(30 * 3_600_000, 1);
  await atDesk(sessionId, "Vira");
  const third = await signIn("mykola");
  await waiting(sessionId, [ada, boris, third]);
  const { page, fine, close } = await at(owner, consoleOf(slug, `/sessions/${sessionId}`), DESK);
  const line = page.getByRole("region", { name: "Waitlist" });
  await line.getByText("3 in line").waitFor();
  expect(await line.locator(".who b").allTextContents()).toEqual([ada, boris, third].map(nameOf));
  expect(await button(page, "Add a walk-in").count(), "nobody overtakes").toBe(0);
  await accessible(page);
  await line.getByRole("button", { name: "Remove" }).first().click();
  await heading(page, "Dnipro at dawn").waitFor();
  await accessible(page);
  await page.getByLabel(/^Reason/).fill("She asked us to");
  await line.getByRole("button", { name: "Remove" }).first().click();
  await line.getByText("2 in line").waitFor();
  await line.getByText("No longer waiting (1)").click();
  await line.getByText("Left", { exact: true }).waitFor();
  await accessible(page);
  const { items } = await owner.api.waitlist.list({ companyId, sessionId });
  expect(items.map(({ status }) => status)).toEqual(["LEFT", "WAITING", "WAITING"]);
  fine();
  await close();
});
