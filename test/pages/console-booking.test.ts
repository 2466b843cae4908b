import { beforeAll, expect, it } from "vitest";
import { payer, settled } from "../journeys/people.ts";
import { accessible, button, heading, PHONE } from "./browser.ts";
import { at, consoleOf, nameOf, studio } from "./staff.ts";

let world: Awaited<ReturnType<typeof studio>>;
beforeAll(async () => {
  world = await studio();
});

it("API-3 staff cancel a booking with a reason; of a booking that changed meanwhile they are told so first", async () => {
  const { owner, slug, session, boris, booked, companyId } = world;
  const { bookingId } = await booked(boris, await session(3));
  const { page, fine, close } = await at(owner, consoleOf(slug, `/bookings/${bookingId}`));
  await heading(page, nameOf(boris)).waitFor();
  const { payment } = await owner.api.booking.get({ companyId, bookingId });
  await payer(payment.checkoutUrl!, { outcome: "paid" });
  await settled();
  await button(page, "Cancel the booking").click();
  await page.getByLabel(/^Reason/).fill("He asked for it by phone");
  await button(page, "Cancel the booking").click();
  await page.getByText("It has changed meanwhile").waitFor();
  await accessible(page);
  await button(page, "Show it as it is now").click();
  await page.locator(".badge.confirmed").waitFor();
  await button(page, "Cancel the booking").click();
  await page.getByLabel(/^Reason/).fill("He asked for it by phone");
  await button(page, "Cancel the booking").click();
  await page.getByRole("region", { name: "History" }).getByText("He asked for it by phone").waitFor();
  await page.getByText("by staff", { exact: true }).waitFor();
  expect((await owner.api.booking.get({ companyId, bookingId })).cancelledBecause).toBe("staff");
  await accessible(page);
  fine();
  await close();
});

it("API-3 staff see what goes back before they cancel: everything, what the policy gives, or nothing with a reason", async () => {
  const { companyId, owner, ada, slug, hold, book } = world;
  const { activityId } = await owner.api.activity.draft({
    companyId,
    name: "Strict tour",
    durationMinutes: 60,
    capacity: 8,
    price: { amount: 20_000, currency: "UAH" },
    policy: {
      windows: [{ hoursBefore: 12, refundPercent: 75 }],
      refundTo: "origin",
      noShowFeePercent: 0,
      reschedule: null,
    },
  });
  await owner.api.activity.publish({ companyId, activityId });
  const startsAt = new Date(Date.now() + 30 * 3_600_000).toISOString();
  const { sessionId } = await owner.api.session.schedule({ companyId, activityId, startsAt });
  const { bookingId, payment } = (await book(ada, (await hold(ada, sessionId)).body.holdId)).body;
  await payer(payment.checkoutUrl, { outcome: "paid" });
  await settled();

  const { page, fine, close } = await at(owner, consoleOf(slug, `/bookings/${bookingId}`), PHONE);
  await button(page, "Cancel the booking").click();
  await page.getByText("Cancelled by the company: everything goes back.").waitFor();
  await page.getByLabel("Nothing").check();
  await page.getByText("Staff decided that nothing goes back.").waitFor();
  await button(page, "Cancel the booking").click();
  expect((await owner.api.booking.get({ companyId, bookingId })).status, "not without a reason").toBe(
    "CONFIRMED",
  );
  await page.getByLabel("By the policy").check();
  const { sentence } = await owner.api.booking.cancellationTerms({ companyId, bookingId, refund: "policy" });
  await page.getByText(sentence).waitFor();
  await page.getByText("₴150").waitFor();
  await accessible(page);
  await button(page, "Cancel the booking").click();
  await page.getByText("by staff", { exact: true }).waitFor();
  const { refunds } = await owner.api.booking.get({ companyId, bookingId });
  expect(refunds).toMatchObject([{ amount: { amount: 15_000 } }]);
  await page.getByText(sentence).waitFor();
  await accessible(page);
  fine();
  await close();
});

const size = (value: number) => [{ questionId: "shoes", value }];

/** A tour for which adults and children are asked their names, the group one thing and each child another. */
async function familyTour() {
  const { companyId, owner, ada } = world;
  const { activityId } = await owner.api.activity.draft({
    companyId,
    name: "Family tour",
    durationMinutes: 60,
    capacity: 8,
    price: { amount: 10_000, currency: "UAH" },
    payOnArrival: true,
    unitKinds: [
      {
        unitKindId: "adult",
        name: "Adult",
        type: "ADULT",
        price: { amount: 10_000, currency: "UAH" },
        weight: 1,
      },
      {
        unitKindId: "child",
        name: "Child",
        type: "CHILD",
        price: { amount: 5_000, currency: "UAH" },
        weight: 1,
      },
    ],
    questions: [
      { questionId: "bus", label: "By bus?", kind: "yes_no", required: true, per: "booking" },
      { questionId: "shoes", label: "Shoe size", kind: "number", required: true, per: "attendee" },
    ],
  });
  await owner.api.activity.publish({ companyId, activityId });
  const startsAt = new Date(Date.now() + 50 * 3_600_000).toISOString();
  const { sessionId } = await owner.api.session.schedule({ companyId, activityId, startsAt });
  const { holdId } = await ada.api.hold.place({ companyId, sessionId, units: { adult: 1, child: 1 } });
  await ada.api.booking.book({
    companyId,
    holdId,
    payment: { method: "on_arrival" },
    answers: [{ questionId: "bus", value: true }],
    attendees: [
      { name: "Lesia", unitKindId: "adult", answers: size(38) },
      { name: "Marko", unitKindId: "child", answers: size(31) },
    ],
  });
  return sessionId;
}

it("API-3 the roster names the group that comes, with what it was asked, and staff take its cash at the door", async () => {
  const { owner, slug } = world;
  const sessionId = await familyTour();
  const { page, fine, close } = await at(owner, consoleOf(slug, `/sessions/${sessionId}`), PHONE);
  await page.getByText("1 × Adult, 1 × Child").waitFor();
  await page.getByText("Marko").waitFor();
  await page.getByText("Not paid", { exact: true }).waitFor();
  await accessible(page);
  await button(page, "Take ₴150 in cash").click();
  await page.getByText("Paid", { exact: true }).waitFor();
  expect(await button(page, /in cash/).count()).toBe(0);
  await button(page, "Add a walk-in").click();
  await page.getByLabel("Name").first().fill("Roman");
  await page.getByLabel("Child").fill("1");
  await page.getByLabel("By bus?").selectOption("no");
  for (const [person, name, shoes] of [
    ["Person 1, Adult", "Roman", "43"],
    ["Person 2, Child", "Zoia", "29"],
  ] as const) {
    await page.getByRole("group", { name: person }).getByLabel("Name").fill(name);
    await page.getByRole("group", { name: person }).getByLabel("Shoe size").fill(shoes);
  }
  await accessible(page);
  await button(page, "Book and take ₴150 in cash").click();
  await page.getByRole("listitem").filter({ hasText: "Zoia" }).getByText("29").first().waitFor();
  await page.getByRole("link", { name: world.adaIs }).click();
  await heading(page, world.adaIs).waitFor();
  await page.getByText("By bus?").waitFor();
  await page.getByText("38", { exact: true }).waitFor();
  await accessible(page);
  fine();
  await close();
});

const money = (amount: number) => ({ amount, currency: "UAH" });

/** A tour that costs 100, a dearer and a cheaper one on other days, and one that is full. */
async function priced() {
  const { companyId, owner } = world;
  const { activityId } = await owner.api.activity.draft({
    companyId,
    name: "Night tour",
    durationMinutes: 60,
    capacity: 4,
    price: money(10_000),
    policy: {
      windows: [{ hoursBefore: 0, refundPercent: 100 }],
      refundTo: "origin",
      noShowFeePercent: 0,
      reschedule: { hoursBefore: 40, difference: "settle" },
    },
  });
  await owner.api.activity.publish({ companyId, activityId });
  const on = async (hours: number, asked: object) => {
    const startsAt = new Date(Date.now() + hours * 3_600_000).toISOString();
    return (await owner.api.session.schedule({ companyId, activityId, startsAt, ...asked })).sessionId;
  };
  return {
    near: await on(30, {}),
    cheaper: await on(54, { price: money(6_000) }),
    full: await on(78, { capacity: 1 }),
  };
}

it("BKG-7 staff move a booking: the terms are said before, the policy is set aside with a reason, and both bookings tell of it", async () => {
  const { companyId, owner, ada, boris, slug, hold, book } = world;
  const { near, cheaper, full } = await priced();
  await hold(boris, full);
  const { bookingId, payment } = (await book(ada, (await hold(ada, near)).body.holdId)).body;
  await payer(payment.checkoutUrl, { outcome: "paid" });
  await settled();
  const { page, fine, close } = await at(owner, consoleOf(slug, `/bookings/${bookingId}`), PHONE);
  await button(page, "Move to another time").click();
  expect(await button(page, "Move it").isDisabled(), "nothing is chosen").toBe(true);
  const where = page.getByLabel("Where to");
  await where.locator(`option[value="${cheaper}"]`).waitFor({ state: "attached" });
  expect(await where.locator(`option[value="${full}"]`).isDisabled(), "there is no room").toBe(true);
  await where.selectOption(cheaper);
  await page.getByRole("alert").getByText("A booking moves until 40 hours before its start.").waitFor();
  await accessible(page);
  await page.getByLabel(/^Reason/).fill("The bus was late");
  await page.getByText("-₴40").waitFor();
  await page.getByText("₴40 the way it was paid").waitFor();
  await page.getByLabel("Keep the old price").check();
  await page.getByText("none", { exact: true }).waitFor();
  await page.getByLabel("Keep the old price").uncheck();
  await page.getByText("₴40 the way it was paid").waitFor();
  await accessible(page);
  await button(page, "Move it").click();
  await page.getByRole("link", { name: "The booking before it was moved" }).waitFor();
  expect(page.url()).not.toContain(bookingId);
  expect(await page.evaluate("document.activeElement.tagName"), "the reading goes on at its head").toBe("H1");
  await page.getByRole("region", { name: "History" }).getByText("The bus was late").first().waitFor();
  await page.getByRole("region", { name: "Money" }).getByText("−₴40").waitFor();
  await accessible(page);
  const old = await owner.api.booking.get({ companyId, bookingId });
  const moved = await owner.api.booking.get({ companyId, bookingId: old.rescheduledTo! });
  expect(moved).toMatchObject({ sessionId: cheaper, status: "CONFIRMED", price: { amount: 6000 } });
  await page.getByRole("link", { name: "The booking before it was moved" }).click();
  await page.getByText("moved to another time", { exact: true }).waitFor();
  expect(await button(page, "Move to another time").count(), "it moves once").toBe(0);
  await accessible(page);
  fine();
  await close();
});
