import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { EVENTS } from "../../functions/web/console/booking/event-words.ts";
import { DEEDS } from "../../functions/web/console/may.ts";
import { api, request } from "../journeys/people.ts";
import { accessible, button, DESK, heading, PHONE, travels, visit } from "./browser.ts";
import { at, consoleOf, enter, studio } from "./staff.ts";

let world: Awaited<ReturnType<typeof studio>>;
beforeAll(async () => {
  world = await studio();
});

/** Its day may be in the next week. */
async function findSession(page: Page, from: RegExp = /Dnipro at dawn/): Promise<void> {
  const link = page.getByRole("link", { name: from });
  await page.locator(".week").waitFor();
  if ((await link.count()) === 0) await button(page, /^(Later week|Наступний тиждень)$/).click();
  await link.waitFor();
}

it.each([
  ["a phone, in Ukrainian, in the dark", { ...PHONE, locale: "uk-UA", colorScheme: "dark" as const }],
  ["a desk, in English", DESK],
])(
  "API-3 on %s: staff sign in, see the week with its seats, who comes, and what happened to a booking",
  async (_, options) => {
    const uk = "locale" in options;
    const { page, asked, fine, close } = await visit(options);
    await page.goto(`${api()}/console`);
    await heading(page, uk ? "Консоль" : "Console").waitFor();
    await accessible(page);
    await enter(page, world.owner);
    await heading(page, uk ? "Календар" : "Calendar").waitFor();
    expect(new URL(page.url()).pathname, "with one company the choice is made").toBe(
      `/console/${world.slug}`,
    );
    await findSession(page);
    await accessible(page);
    await page.getByRole("link", { name: uk ? /Зайнято 1 із 8 місць/ : /1 of 8 places taken/ }).click();
    await heading(page, "Dnipro at dawn").waitFor();
    await accessible(page);
    await page.getByRole("link", { name: world.adaIs }).click();
    await heading(page, world.adaIs).waitFor();
    const history = page.getByRole("region", { name: uk ? "Історія" : "History" });
    await history.getByText(uk ? "Заброньовано" : "Booked").waitFor();
    await history.getByText(uk ? "Сплачено" : "Paid", { exact: true }).waitFor();
    await accessible(page);
    await page.reload();
    await heading(page, world.adaIs).waitFor();
    await page.goBack();
    await heading(page, "Dnipro at dawn").waitFor();
    await page.goBack();
    await page.getByRole("link", { name: /Dnipro at dawn/ }).waitFor();
    expect([...asked], "no outside requests").toEqual([api()]);
    await button(page, uk ? "Вийти" : "Sign out").click();
    await button(page, uk ? "Увійти" : "Sign in").waitFor();
    fine();
    await close();
  },
);

it("API-3 the week keeps its place in the address: the week, one activity, and back", async () => {
  const { companyId, owner, slug } = world;
  const other = await owner.api.activity.draft({
    companyId,
    name: "Yoga",
    durationMinutes: 60,
    capacity: 3,
    price: { amount: 100, currency: "UAH" },
  });
  const { page, fine, close } = await at(owner, consoleOf(slug, "?week=2031-03-05"));
  await heading(page, "Calendar").waitFor();
  await page.getByRole("heading", { name: "3 – 9 Mar" }).waitFor();
  await page.getByText("Nothing is planned in this week").waitFor();
  await accessible(page);
  await button(page, "Today").click();
  await findSession(page);
  await page.getByLabel("Activity").selectOption(other.activityId);
  await page.getByText("Nothing is planned in this week").waitFor();
  expect(page.url()).toContain(`activity=${other.activityId}`);
  await page.reload();
  await page.getByText("Nothing is planned in this week").waitFor();
  await page.getByLabel("Activity").selectOption("");
  await page.getByRole("link", { name: /Dnipro at dawn/ }).waitFor();
  await page.goBack();
  await page.getByText("Nothing is planned in this week").waitFor();
  fine();
  await close();
});

it("API-3 staff close the sale and open it, and cancel a session with a reason, by keyboard alone", async () => {
  const { companyId, owner, slug, session } = world;
  const sessionId = await session(3);
  const { page, fine, close } = await at(owner, consoleOf(slug, `/sessions/${sessionId}`), PHONE);
  const press = async (name: string) => {
    await button(page, name).focus();
    await page.keyboard.press("Enter");
  };
  await press("Close the sale");
  await page.getByText("Sale closed", { exact: true }).waitFor();
  expect((await owner.api.session.show({ companyId, sessionId })).sale).toBe("CLOSED");
  await accessible(page);
  await press("Open the sale again");
  await page.getByText("On sale", { exact: true }).waitFor();
  await press("Cancel the session");
  await page.getByRole("heading", { name: "Cancel this session?" }).waitFor();
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Cancel this session?");
  await accessible(page);
  await press("Cancel the session");
  expect((await owner.api.session.show({ companyId, sessionId })).status, "not without a reason").toBe(
    "OPEN",
  );
  await page.getByLabel(/^Reason/).fill("Storm");
  await page.keyboard.press("Enter");
  await page.getByText("Cancelled", { exact: true }).waitFor();
  expect((await owner.api.session.show({ companyId, sessionId })).status).toBe("CANCELLED");
  await accessible(page);
  fine();
  await close();
});

describe("TEN-2 in the console", () => {
  it("API-3 a coach sees what he may not change, without the means to change it", async () => {
    const { coach, slug, sessionId } = world;
    const { page, fine, close } = await at(coach, consoleOf(slug, `/sessions/${sessionId}`));
    await page.getByRole("link", { name: world.adaIs }).waitFor();
    for (const deed of ["Close the sale", "Cancel the session"])
      expect(await button(page, deed).count(), deed).toBe(0);
    expect((await coach.post(`${world.home}/sessions/${sessionId}/closing`)).status).toBe(403);
    await accessible(page);
    fine();
    await close();
  });

  it("API-3 what is shown to whom is what the verbs allow", async () => {
    const ROLES = ["owner", "admin", "manager", "coach"];
    const modules = await Promise.all([
      import("../../functions/api/sessions.ts"),
      import("../../functions/api/bookings.ts"),
      import("../../functions/api/activities.ts"),
    ]);
    const verbs = modules.flatMap(({ routes }) =>
      Object.values(routes as Record<string, { verb: string; may: readonly string[] }>),
    );
    const real = Object.keys(DEEDS).map((deed) => {
      const { may } = verbs.find(({ verb }) => verb === deed)!;
      const all = may.includes("staff") || may.includes("customer");
      return [deed, all ? ROLES : ROLES.filter((role) => may.includes(role))];
    });
    expect(DEEDS).toEqual(Object.fromEntries(real));
  });

  it("API-3 a company that somebody does not work for is one that is not there, and a stranger is told his name", async () => {
    const { ada, slug } = world;
    const { page, fine, close } = await at(ada, consoleOf(slug));
    await heading(page, "There is nothing here").waitFor();
    await accessible(page);
    await page.goto(`${api()}/console`);
    await heading(page, "You do not work for a company yet").waitFor();
    await page.getByText(ada.userId).waitFor();
    await accessible(page);
    fine();
    await close();
  });

  it("API-3 a sign-in that has ended is said, and begun again where it ended", async () => {
    const { owner, slug, sessionId } = world;
    const expired = { ...owner, token: `${owner.token}x` };
    const { page, close } = await at(expired, consoleOf(slug, `/sessions/${sessionId}`));
    await heading(page, "Please sign in again").waitFor();
    await accessible(page);
    await button(page, "Sign in").click();
    await page.waitForURL(/\/local\/issuer\/authorize/);
    await close();
  });
});

it("API-3 whatever a booking's history tells has words in both languages", async () => {
  const told = Object.values(await import("../../domain/events.ts"))
    .map((event) => (event as { type?: string }).type ?? "")
    .filter((type) => /^(booking|payment|refund|journal)\./.test(type));
  expect(told.length).toBeGreaterThan(20);
  expect(told.filter((type) => !(type in EVENTS.en) || !(type in EVENTS.uk))).toEqual([]);
});

it("API-3 nobody frames the console; its scripts are small and kept for ever", async () => {
  const page = await fetch(consoleOf(world.slug));
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/);
  expect(policy).not.toContain("unsafe");
  const addresses = [...(await page.text()).matchAll(/(?:src|href)="(\/console\/_\/[^"]+)"/g)];
  expect(addresses).toHaveLength(2);
  for (const [, address] of addresses) {
    const { status, headers } = await request("GET", address!, undefined);
    expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect(await travels(address!), address).toBeLessThan(60 * 1024);
  }
  expect((await fetch(`${api()}/console/_/main.js`)).status).toBe(404);
});
