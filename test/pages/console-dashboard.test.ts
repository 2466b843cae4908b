import { beforeAll, expect, it, vi } from "vitest";
import type { Dashboard } from "../../functions/client/client.ts";
import { settled, signIn } from "../journeys/people.ts";
import { accessible, heading, PHONE } from "./browser.ts";
import { at, consoleOf, studio } from "./staff.ts";

let world: Awaited<ReturnType<typeof studio>>;
let board: Dashboard;
beforeAll(async () => {
  world = await studio();
  const { owner, companyId, activityId, session } = world;
  const atDesk = async (sessionId: string, name: string) =>
    owner.api.booking.bookFor({ companyId, sessionId, contact: { name }, payment: { method: "cash" } });
  const { bookingId } = await atDesk(await session(3), "Olena");
  await owner.api.booking.cancel({ companyId, bookingId });
  const startsAt = new Date(Date.now() + 1500).toISOString();
  const { sessionId } = await owner.api.session.schedule({ companyId, activityId, startsAt, capacity: 4 });
  const gone = await atDesk(sessionId, "Taras");
  await atDesk(sessionId, "Iryna");
  await vi.waitUntil(() => new Date().toISOString() > startsAt, { timeout: 4000 });
  await owner.api.booking.markNoShow({ companyId, bookingId: gone.bookingId });
  await settled();
  board = await owner.api.dashboard.show({ companyId });
});

const hryvnias = ({ revenue: [money] }: Pick<Dashboard, "revenue">) =>
  new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency: "UAH",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: (money?.amount ?? 0) % 100 === 0 ? 0 : 2,
  }).format((money?.amount ?? 0) / 100);

it("INS-1 the dashboard says what the API counts: in figures, in charts by day, and as a table", async () => {
  const { coach, slug } = world;
  expect(board).toMatchObject({ bookings: 4, cancellations: 1, noShows: 1, seatsOffered: 4, seatsSold: 2 });
  const { page, fine, close } = await at(coach, consoleOf(slug), PHONE);
  await page.getByRole("link", { name: "Dashboard" }).click();
  await heading(page, "Dashboard").waitFor();
  const tile = (name: string) => page.locator(".tile", { hasText: name }).locator("dd");
  const said = await Promise.all(
    ["Revenue", "Bookings", "Fill rate", "Cancellations", "No-shows"].map((name) =>
      tile(name).first().innerText(),
    ),
  );
  expect(said.map((text) => text.replaceAll("\n", " · "))).toEqual([
    hryvnias(board),
    "4",
    "50% · 2 of 4 places",
    "1 · 25% of the bookings",
    "1",
  ]);
  await accessible(page);

  await page.getByText("All figures by day").click();
  const rows = await page.locator("tbody tr").all();
  expect(rows).toHaveLength(30);
  const cells = await Promise.all(rows.toReversed().map((row) => row.locator("td").allInnerTexts()));
  expect(cells).toEqual(
    board.days.map((day) => [
      hryvnias(day),
      ...[day.bookings, day.cancellations, day.seatsOffered, day.seatsSold, day.noShows].map(String),
    ]),
  );
  await accessible(page);
  fine();
  await close();
});

it("INS-1 a day is looked at by pointing or with the arrow keys, in all charts at once, and heard", async () => {
  const { owner, slug } = world;
  const { page, fine, close } = await at(owner, consoleOf(slug, "/dashboard"));
  const bookings = page.getByRole("slider", { name: "Bookings by day" });
  await bookings.waitFor();
  const heard = () => bookings.getAttribute("aria-valuetext");
  expect(await heard()).toMatch(/Made 4, Cancelled 1$/);
  await bookings.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(heard).toMatch(/Made 0, Cancelled 0$/);
  await page.keyboard.press("Home");
  const first = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  await expect.poll(heard).toContain(first.format(new Date(board.from)));
  expect(await page.locator(".plot .picked").count(), "in each chart").toBe(4);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await expect.poll(heard).toMatch(/Made 4, Cancelled 1$/);
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(".plot .picked").count()).toBe(0);
  await page.getByRole("slider", { name: "Revenue by day" }).hover();
  await expect.poll(() => page.locator(".plot .picked").count()).toBe(4);
  fine();
  await close();
});

it("INS-1 a company in which nothing has happened yet is told so, in its own language and currency", async () => {
  const owner = await signIn("owner");
  const slug = `j-${owner.userId.slice(-8).toLowerCase()}`;
  const company = { name: "Empty", slug, timeZone: "Europe/Warsaw", currency: "PLN", locale: "en" };
  await owner.api.company.open(company);
  const { page, fine, close } = await at(owner, consoleOf(slug, "/dashboard"), { ...PHONE, locale: "uk-UA" });
  await page.getByText("За ці тридцять днів нічого не відбулося").waitFor();
  await page.getByText("0 zł").waitFor();
  await accessible(page);
  await page.getByRole("link", { name: "Запланувати заняття" }).click();
  await heading(page, "Ще немає жодного заняття").waitFor();
  fine();
  await close();
});
