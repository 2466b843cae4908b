import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { aged } from "../journeys/bad-input/forger.ts";
import { openCompany, settled, timer } from "../journeys/people.ts";
import { accessible, bookPage, button, goToPay, heading, keep, PHONE, visit } from "./browser.ts";

const IN_UKRAINIAN = { ...PHONE, locale: "uk-UA" };

/** A company with one session, and the address of its page. */
async function offered(capacity: number) {
  const world = await openCompany();
  const sessionId = await world.session(capacity);
  return { ...world, sessionId, path: `/activities/${world.activityId}/sessions/${sessionId}` };
}

async function at(slug: string, path: string, options = {}) {
  const visitor = await visit(options);
  await visitor.page.goto(bookPage(slug, path));
  return visitor;
}

it.each([
  ["closed", "closing", {}, "Bookings are closed", "Бронювання закрито"],
  [
    "called off",
    "cancellation",
    { reason: "Storm" },
    "This session will not take place",
    "Заняття не відбудеться",
  ],
])(
  "API-3 a session that is %s says so, in both languages, and leads to another time",
  async (_, verb, body, en, uk) => {
    const { slug, path, owner, home, sessionId } = await offered(3);
    expect((await owner.post(`${home}/sessions/${sessionId}/${verb}`, body)).status).toBe(200);
    for (const [options, title, other] of [
      [{}, en, "Choose another time"],
      [IN_UKRAINIAN, uk, "Обрати інший час"],
    ] as const) {
      const { page, fine, close } = await at(slug, path, options);
      await heading(page, title).waitFor();
      await accessible(page);
      await page.reload();
      await heading(page, title).waitFor();
      await page.getByRole("link", { name: other }).click();
      await heading(page, "Dnipro at dawn").waitFor();
      fine();
      await close();
    }
  },
);

it("API-3 whoever is kept out while he chooses is told why, and loses nothing", async () => {
  const { slug, path, owner, home, sessionId } = await offered(3);
  const { page, fine, close } = await at(slug, path);
  await button(page, "Keep my places").waitFor();
  await owner.post(`${home}/sessions/${sessionId}/closing`);
  await button(page, "Keep my places").click();
  await heading(page, "Bookings are closed").waitFor();
  await owner.post(`${home}/sessions/${sessionId}/opening`);
  await page.reload();
  await keep(page);
  fine();
  await close();
});

it("API-3 a payment that comes too late says that the money goes back, and one that comes in time again that it counts", async () => {
  const world = await offered(1);
  const { slug, path, owner, home, sessionId } = world;
  const late = await at(slug, path, PHONE);
  await keep(late.page);
  await goToPay(late.page);
  const checkout = late.page.url();
  const { items } = (await owner.get(`${home}/sessions/${sessionId}/bookings`)).body as {
    items: { bookingId: string; holdId: string }[];
  };
  await aged(world, { holdId: items[0]!.holdId, sessionId });
  await timer("sweeper");
  await settled();
  await late.page.goto(bookPage(slug, `/bookings/${items[0]!.bookingId}`));
  await heading(late.page, "The time to pay is over").waitFor();
  await accessible(late.page);
  await late.page.reload();
  await heading(late.page, "The time to pay is over").waitFor();

  const faster = await at(slug, path);
  await keep(faster.page);
  await goToPay(faster.page, "Taras", "taras@example.test");
  await button(faster.page, /^Pay /).click();
  await heading(faster.page, "You are booked").waitFor();

  await late.page.goto(checkout);
  await button(late.page, /^Pay /).click();
  await heading(late.page, /came too late|time to pay is over/).waitFor();
  await late.page
    .getByText(/money|goes back/)
    .first()
    .waitFor();
  await settled();
  await late.page.reload();
  await late.page.getByText(/goes back to you the way you paid/).waitFor();
  await accessible(late.page);
  for (const { fine, close } of [late, faster]) {
    fine();
    await close();
  }
});

const hasFocus = (element: unknown): boolean =>
  (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement === element;

/** Until it has the focus, as somebody without a mouse would find it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate(hasFocus)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not reach ${target.toString()}.`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

it("API-3 the keyboard alone leads from the company to a certain booking, with a reload and a step back at each place", async () => {
  const { slug } = await offered(4);
  const { page, fine, close } = await at(slug, "");
  const link = (name: RegExp) => page.getByRole("link", { name });
  /** The place is still the same after a reload, and after a step back and forth. */
  const endures = async (name: string): Promise<void> => {
    await heading(page, name).waitFor();
    await page.reload();
    await heading(page, name).waitFor();
    const here = page.url();
    await page.goBack();
    await page.goForward();
    await page.waitForURL(here);
    await heading(page, name).waitFor();
  };
  await heading(page, "What would you like to book?").waitFor();
  await press(page, link(/Dnipro at dawn/));
  await heading(page, "Dnipro at dawn").waitFor();
  expect(await page.evaluate("document.activeElement.tagName"), "reading goes on at the head").toBe("H1");
  await endures("Dnipro at dawn");
  await press(page, link(/places left/));
  await endures("How many places?");
  await press(page, button(page, "One place more"));
  await page.getByText("2 places", { exact: true }).waitFor();
  await press(page, button(page, "Keep my places"));
  await endures("Your details");
  await tabTo(page, page.getByLabel("Name"));
  await page.keyboard.type("Lesia");
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type("lesia@example.test");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/checkout\//);
  await press(page, button(page, /^Pay /));
  await heading(page, "You are booked").waitFor();
  await page.reload();
  await heading(page, "You are booked").waitFor();
  await tabTo(page, link(/Add to calendar/));
  await press(page, button(page, "Cancel the booking"));
  await tabTo(page, button(page, "Keep it"));
  await page.keyboard.press("Enter");
  await button(page, "Cancel the booking").waitFor();
  await accessible(page);
  fine();
  await close();
});

/** As if the company took money in these ways. */
const taking = (page: Page, gateways: string[]) =>
  page.route(/\/v1\/public\/companies\/[^/]+$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), gateways } });
  });

it("PAY-10 a company that takes money in several ways lets its customers choose, and one that takes none says so", async () => {
  const { slug, path } = await offered(4);
  const { page, fine, close } = await visit(IN_UKRAINIAN);
  await taking(page, ["liqpay", "monobank", "stripe", "newcomer", "sandbox"]);
  await page.goto(bookPage(slug, path));
  await button(page, "Зберегти місця за мною").click();
  await page.getByRole("group", { name: "Як бажаєте заплатити?" }).waitFor();
  expect(await page.getByRole("radio", { name: /LiqPay.*Приват24/ }).isChecked()).toBe(true);
  await page.getByRole("radio", { name: "newcomer" }).waitFor();
  await accessible(page);
  await page.getByLabel("Ім’я").fill("Леся");
  await page.getByLabel("Ел. пошта").fill("lesia@example.test");
  await tabTo(page, page.getByRole("radio", { name: /LiqPay/ }));
  for (let way = 0; way < 4; way++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await button(page, /^Pay /).waitFor();
  fine();
  await close();

  const other = await visit();
  await taking(other.page, []);
  await other.page.goto(bookPage(slug, path));
  await keep(other.page);
  await other.page.getByText("Payment is not possible here yet").waitFor();
  await accessible(other.page);
  other.fine();
  await other.close();
});
