import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect, it } from "vitest";
import { TABLE, writer } from "../../domain/table.ts";
import { parts } from "../../domain/seat/view.ts";
import {
  accessible,
  bookPage,
  button,
  DESK,
  goToPay,
  heading,
  keep,
  PHONE,
  travels,
  visit,
} from "./browser.ts";
import { api, openCompany, request, settled } from "../journeys/people.ts";

const idOf = (address: string): string => new URL(address).pathname.split("/").at(-1) ?? "";

/** Opens the page of one session, as a link from anywhere would. */
async function atSession(capacity: number, options = {}) {
  const world = await openCompany();
  const sessionId = await world.session(capacity);
  const path = `/activities/${world.activityId}/sessions/${sessionId}`;
  const arrive = async () => {
    const visitor = await visit(options);
    await visitor.page.goto(bookPage(world.slug, path));
    await button(visitor.page, "Keep my places").waitFor();
    return visitor;
  };
  const bookings = async () =>
    (await world.owner.get(`${world.home}/sessions/${sessionId}/bookings`)).body.items as {
      status: string;
      customer: object;
    }[];
  return { ...world, sessionId, arrive, bookings };
}

it.each([
  ["a phone, in Ukrainian, in the dark", { ...PHONE, locale: "uk-UA", colorScheme: "dark" as const }],
  ["a desk, in English", DESK],
])(
  "API-3 on %s: from the activities to a certain booking, and nothing that shuts anybody out",
  async (_, options) => {
    const world = await openCompany();
    await world.session();
    const { context, page, asked, fine, close } = await visit(options);
    const uk = "locale" in options;
    await page.goto(bookPage(world.slug));
    await page.getByRole("link", { name: /Dnipro at dawn/ }).waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe(uk ? "uk" : "en");
    await accessible(page);
    await page.getByRole("link", { name: /Dnipro at dawn/ }).click();
    await page.getByRole("link", { name: uk ? /Вільно: 8 місць/ : /8 places left/ }).waitFor();
    await accessible(page);
    await page.getByRole("link", { name: uk ? /Вільно/ : /places left/ }).click();
    await button(page, uk ? "На одне місце більше" : "One place more").click();
    await accessible(page);
    await button(page, uk ? "Зберегти місця за мною" : "Keep my places").click();
    await heading(page, uk ? "Ваші дані" : "Your details").waitFor();
    await button(page, uk ? /^До оплати/ : /^Continue to payment/).click();
    expect(await page.evaluate("document.activeElement.name"), "the first field that is wrong").toBe("name");
    await accessible(page);
    await page.getByLabel(uk ? "Ім’я" : "Name").fill("Леся Українка");
    await page.getByLabel(uk ? "Ел. пошта" : "E-mail").fill("lesia@example.test");
    await button(page, uk ? /^До оплати/ : /^Continue to payment/).click();
    await page.waitForURL(/\/checkout\//);
    const gateway = new URL(page.url()).origin;
    await page.goBack();
    await heading(page, uk ? "Залишився один крок: оплата" : "One step left: the payment").waitFor();
    await accessible(page);
    await page.getByRole("link", { name: uk ? "Перейти до оплати" : "Go to payment" }).click();
    await button(page, /^Pay /).click();
    await heading(page, uk ? "Заброньовано" : "You are booked").waitFor();
    const calendar = page.getByRole("link", { name: uk ? "Додати в календар" : "Add to calendar" });
    await calendar.waitFor();
    await accessible(page);
    const file = await context.request.get(`${api()}${await calendar.getAttribute("href")}`);
    expect(file.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
    expect(await file.text()).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n[^]*STATUS:CONFIRMED\r\n/);
    expect([...asked].toSorted(), "no outside requests").toEqual([api(), gateway].toSorted());
    fine();
    await close();
  },
);

it("API-3 two browsers race for the last seat: one holds it, the other is told in plain words", async () => {
  const { arrive, bookings } = await atSession(1);
  const visitors = await Promise.all([arrive(), arrive()]);
  await Promise.all(visitors.map(({ page }) => button(page, "Keep my places").click()));
  const ends = await Promise.all(
    visitors.map(({ page }) =>
      Promise.race([
        heading(page, "Your details")
          .waitFor()
          .then(() => "held"),
        heading(page, "Sold out")
          .waitFor()
          .then(() => "sold out"),
      ]),
    ),
  );
  expect(ends.toSorted()).toEqual(["held", "sold out"]);
  const winner = visitors[ends.indexOf("held")]!;
  await accessible(visitors[ends.indexOf("sold out")]!.page);
  await goToPay(winner.page);
  await button(winner.page, /^Pay /).click();
  await heading(winner.page, "You are booked").waitFor();
  expect(await bookings()).toMatchObject([
    { status: "CONFIRMED", customer: { name: "Lesia", unverifiedEmail: "lesia@example.test" } },
  ]);
  for (const { fine, close } of visitors) {
    fine();
    await close();
  }
});

it("API-3 a hold that has run out says so when its time is over, and the seats can be had again", async () => {
  const { arrive, companyId, owner, home, sessionId: session } = await atSession(2);
  const { page, fine, close } = await arrive();
  await page.clock.install();
  await keep(page);
  await page.getByRole("timer").waitFor();
  // Here the time passes; there the hold was placed so much earlier.
  const { sessionId, index, key } = parts(idOf(page.url()));
  await writer.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: `C#${companyId}/POOL#${sessionId}#${index}`, sk: "POOL" },
      UpdateExpression: "SET holds.#key.#at = :at",
      ExpressionAttributeNames: { "#key": key, "#at": "at" },
      ExpressionAttributeValues: { ":at": Date.now() - 601_000 },
    }),
  );
  await page.clock.fastForward("08:30");
  await page.getByText("Two minutes are left").waitFor({ state: "attached" });
  await button(page, "I need more time").waitFor();
  await accessible(page);
  await page.clock.fastForward("02:00");
  await heading(page, "Your time is up").waitFor();
  await accessible(page);
  await page.getByRole("link", { name: "Choose a time again" }).click();
  await page.getByRole("link", { name: /place/ }).click();
  await keep(page);
  expect((await owner.get(`${home}/sessions/${session}`)).body.seatsLeft).toBe(1);
  fine();
  await close();
});

it("API-3 a declined payment frees the seats, says that nothing was taken, and can be tried again", async () => {
  const { arrive, bookings } = await atSession(1, PHONE);
  const { page, fine, close } = await arrive();
  await keep(page);
  await goToPay(page);
  await button(page, /decline/i).click();
  await heading(page, "The payment was declined").waitFor();
  await accessible(page);
  await settled();
  await page.getByRole("link", { name: "Choose a time again" }).click();
  await page.getByRole("link", { name: "Last place" }).click();
  await keep(page);
  expect(await page.getByLabel("E-mail").inputValue(), "nothing is typed twice").toBe("lesia@example.test");
  await goToPay(page);
  await button(page, /^Pay /).click();
  await heading(page, "You are booked").waitFor();
  expect((await bookings()).map(({ status }) => status).toSorted()).toEqual(["CANCELLED", "CONFIRMED"]);
  fine();
  await close();
});

it("API-3 reloading and going back repeat nothing, not even when an answer was lost", async () => {
  const { arrive, bookings, owner, home, sessionId } = await atSession(5);
  const { page, fine, close } = await arrive();
  const seatsLeft = async () => (await owner.get(`${home}/sessions/${sessionId}`)).body.seatsLeft;
  await keep(page);
  const held = page.url();
  await page.getByLabel("Name").fill("Lesia");
  await page.reload();
  await heading(page, "Your details").waitFor();
  expect(await page.getByLabel("Name").inputValue()).toBe("Lesia");
  await page.goBack();
  await keep(page);
  expect(page.url(), "the same wish is the same hold").toBe(held);
  expect(await seatsLeft()).toBe(4);

  await page.route("**/v1/companies/*/bookings", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByLabel("E-mail").fill("lesia@example.test");
  await button(page, /^Continue to payment/).click();
  await page.getByText("No connection").waitFor();
  await page.unroute("**/v1/companies/*/bookings");
  await button(page, /^Continue to payment/).click();
  await page.waitForURL(/\/checkout\//);
  await page.goto(held);
  await heading(page, "One step left: the payment").waitFor();
  await page.reload();
  await page.getByRole("link", { name: "Go to payment" }).waitFor();
  expect(await bookings()).toMatchObject([{ status: "AWAITING_GATEWAY" }]);
  fine();
  await close();
});

it("API-3 the link opens the booking in another browser, cancels it there, and opens nothing else", async () => {
  const { arrive, bookings, slug, ada, hold, book, sessionId } = await atSession(5);
  const first = await arrive();
  await keep(first.page);
  await goToPay(first.page);
  await button(first.page, /^Pay /).click();
  const link = await first.page.getByRole("textbox", { name: "Keep this link" }).inputValue();
  await first.close();

  const { page, fine, close } = await visit(PHONE);
  await page.goto(link);
  await heading(page, "You are booked").waitFor();
  const foreign = (await book(ada, (await hold(ada, sessionId)).body.holdId)).body.bookingId;
  const other = await visit();
  await other.page.goto(`${bookPage(slug, `/bookings/${foreign}`)}${new URL(link).hash}`);
  await heading(other.page, "We cannot open this booking").waitFor();
  await accessible(other.page);
  await other.close();

  await button(page, "Cancel the booking").click();
  await accessible(page);
  await button(page, "Yes, cancel it").click();
  await heading(page, "You have cancelled this booking").waitFor();
  await page.getByText(/goes back to you the way you paid/).waitFor();
  await settled();
  expect((await bookings()).map(({ status }) => status).toSorted()).toEqual(["AWAITING_GATEWAY", "REFUNDED"]);
  await accessible(page);
  fine();
  await close();
});

it("API-3 its scripts are small, packed, and kept by the browser for ever; the page itself is not", async () => {
  const { slug } = await openCompany();
  const page = await fetch(bookPage(slug));
  expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self';/);
  expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
  expect(page.headers.get("cache-control")).toBe("private, no-cache");
  const addresses = [...(await page.text()).matchAll(/(?:src|href)="(\/book\/_\/[^"]+)"/g)].map(
    ([, address]) => address!,
  );
  expect(addresses).toHaveLength(2);
  for (const address of addresses) {
    const { status, headers } = await request("GET", address, undefined, {
      headers: { "accept-encoding": "identity" },
    });
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const older = await request("GET", address.replace(/v=.*/, "v=older"), undefined);
    expect(older.headers.get("cache-control")).toBe("no-store");
  }
  expect(await travels(addresses.find((address) => address.includes("app.js"))!)).toBeLessThan(60 * 1024);
  expect((await fetch(bookPage("nobody-is-here"))).status).toBe(404);
  expect((await fetch(`${api()}/book/_/index.mjs`)).status).toBe(404);
});
