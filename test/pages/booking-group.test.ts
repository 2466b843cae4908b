/** A group of several kinds of people, and what the company asks of them, on the booking page. */
import { expect, it } from "vitest";
import { openCompany } from "../journeys/people.ts";
import { accessible, bookPage, button, DESK, heading, PHONE, visit } from "./browser.ts";

const uah = (amount: number) => ({ amount, currency: "UAH" });
const adult = { unitKindId: "adult", name: "Adult", type: "ADULT", price: uah(50_000), weight: 1 } as const;
const child = {
  unitKindId: "child",
  name: "Child",
  type: "CHILD" as const,
  price: uah(25_000),
  weight: 1,
  minAge: 4,
  maxAge: 12,
  accompaniedBy: ["adult"],
};

async function climbing(more: object = {}) {
  const world = await openCompany();
  const { api } = world.owner;
  const { companyId } = world;
  const { activityId } = await api.activity.draft({
    companyId,
    name: "Family climbing",
    durationMinutes: 60,
    capacity: 6,
    price: uah(50_000),
    payOnArrival: true,
    unitKinds: [adult, child],
    questions: [
      { questionId: "harness", label: "Harness?", kind: "yes_no", required: true, per: "booking" },
      {
        questionId: "level",
        label: "Level",
        kind: "choice",
        choices: ["New", "Old hand"],
        required: true,
        per: "attendee",
      },
      { questionId: "weight", label: "Weight", kind: "number", required: false, per: "attendee" },
    ],
    ...more,
  });
  await api.activity.publish({ companyId, activityId });
  const startsAt = new Date(Date.now() + 72 * 3600_000).toISOString();
  const { sessionId } = await api.session.schedule({ companyId, activityId, startsAt });
  return { ...world, sessionId, path: `/activities/${activityId}/sessions/${sessionId}` };
}

it("BKG-13 on a phone: a child only with an adult, every answer before the booking, and all of it on the roster", async () => {
  const { slug, path, owner, companyId, sessionId } = await climbing();
  const { page, fine, close } = await visit(PHONE);
  await page.goto(bookPage(slug, path));
  await button(page, "More: Child").click();
  await page.getByText("₴750").waitFor();
  await button(page, "Fewer: Adult").click();
  await page.getByText("Child: not without somebody to accompany them.").waitFor();
  expect(await button(page, "Keep my places").isDisabled()).toBe(true);
  await button(page, "More: Adult").click();
  await accessible(page);
  await button(page, "Keep my places").click();
  await heading(page, "Your details").waitFor();
  await page.getByText("1 × Adult, 1 × Child").waitFor();
  await page.getByLabel("Name").first().fill("Lesia");
  await page.getByLabel("E-mail").fill("lesia@example.test");
  await button(page, /^Continue to payment/).click();
  expect(await page.getByText("Please answer this.").count(), "one for the booking, one for each").toBe(3);
  expect(await page.evaluate("document.activeElement.name"), "the first that is missing").toBe("q-harness");
  await accessible(page);
  await page.getByRole("radio", { name: "No", exact: true }).check();
  for (const [index, name] of ["Lesia", "Ivas"].entries()) {
    const person = page.getByRole("group", { name: new RegExp(`^Person ${index + 1}`) });
    await person.getByLabel("Name").fill(name);
    await person.getByRole("radio", { name: index === 0 ? "Old hand" : "New" }).check();
  }
  await page.locator("[name=a1-weight]").fill("heavy");
  await page.getByRole("radio", { name: /^On arrival/ }).check();
  await button(page, /^Book now/).click();
  await page.getByText("Please give a number.").waitFor();
  await page.locator("[name=a1-weight]").fill("31,5");
  // What was typed survives a reload.
  await page.reload();
  await page.getByRole("radio", { name: /^On arrival/ }).check();
  await button(page, /^Book now · ₴750/).click();
  await heading(page, "You are booked").waitFor();
  await page.getByText("You pay when you come.").waitFor();
  await accessible(page);
  const { items } = await owner.api.booking.listRoster({ companyId, sessionId });
  expect(items).toMatchObject([
    {
      units: { adult: 1, child: 1 },
      price: uah(75_000),
      paymentMethod: "ON_ARRIVAL",
      answers: [{ questionId: "harness", value: false }],
      attendees: [
        { name: "Lesia", unitKindId: "adult", answers: [{ questionId: "level", value: "Old hand" }] },
        {
          name: "Ivas",
          unitKindId: "child",
          answers: [
            { questionId: "level", value: "New" },
            { questionId: "weight", value: 31.5 },
          ],
        },
      ],
    },
  ]);
  fine();
  await close();
});

it("BKG-8 what is billed after the session is booked without a payment, in Ukrainian", async () => {
  const { slug, path } = await climbing({ postPaid: true, unitKinds: [], questions: [] });
  const { page, fine, close } = await visit({ ...DESK, locale: "uk-UA" });
  await page.goto(bookPage(slug, path));
  await button(page, "Зберегти місця за мною").click();
  await page.getByLabel("Ім’я").fill("Леся");
  await page.getByLabel("Ел. пошта").fill("lesia@example.test");
  await button(page, /^Забронювати/).click();
  await heading(page, "Заброньовано").waitFor();
  await page.getByText("Рахунок прийде після заняття.").waitFor();
  await accessible(page);
  fine();
  await close();
});
