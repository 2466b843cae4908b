import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { accessible, bookPage, button, DESK, heading, PHONE, signInAs, someone, visit } from "./browser.ts";
import { api, openCompany, request } from "../journeys/people.ts";

const stored = (page: Page, name: string): Promise<string | null> =>
  page.evaluate(`sessionStorage.getItem(${JSON.stringify(name)})`);

it.each([
  ["a phone", PHONE],
  ["a desk", DESK],
])(
  "API-3 on %s a customer signs in, books without telling anything twice, and finds the booking again",
  async (_, options) => {
    const world = await openCompany();
    await world.session();
    const { page, asked, fine, close } = await visit(options);
    const addresses: string[] = [];
    page.on("framenavigated", (frame) => addresses.push(frame.url()));
    await page.goto(bookPage(world.slug));
    await page.getByRole("link", { name: /Dnipro at dawn/ }).click();
    await page.getByRole("link", { name: /places left/ }).waitFor();
    const before = page.url();

    const name = someone();
    await button(page, "Sign in").click();
    await heading(page, "Who are you?").waitFor();
    await accessible(page);
    await page.goBack();
    await page.getByRole("link", { name: /places left/ }).waitFor();
    await signInAs(page, name);
    await page.getByText(name, { exact: true }).waitFor();
    expect(page.url(), "back where it began").toBe(before);
    await page.getByRole("link", { name: /places left/ }).waitFor();
    await accessible(page);

    await page.getByRole("link", { name: /places left/ }).click();
    await button(page, "Keep my places").click();
    await heading(page, "Your details").waitFor();
    await page.reload();
    await page.getByText(`${name}@example.test`).waitFor();
    expect(await page.getByLabel("E-mail").count(), "the issuer has told it already").toBe(0);
    await accessible(page);
    await button(page, /^Continue to payment/).click();
    await button(page, /^Pay /).click();
    await heading(page, "You are booked").waitFor();
    await page.getByRole("link", { name: "My bookings" }).click();
    await heading(page, "My bookings").waitFor();
    await accessible(page);
    await page.reload();
    await page.getByRole("link", { name: /Dnipro at dawn.*Booked/ }).click();
    await heading(page, "You are booked").waitFor();

    const { items } = (await world.owner.get(`${world.home}/customers`)).body as { items: object[] };
    expect(items, "a customer with an account").toMatchObject([{ name, email: `${name}@example.test` }]);
    const { token } = JSON.parse((await stored(page, "holdfast:person"))!) as { token: string };
    expect(addresses.filter((address) => address.includes(token.slice(0, 40)))).toEqual([]);
    expect(asked.has(api())).toBe(true);

    await button(page, "Sign out").click();
    await button(page, "Sign in").waitFor();
    expect(page.url()).toBe(bookPage(world.slug));
    expect(await page.evaluate("JSON.stringify(sessionStorage)")).not.toContain(token);
    await page.goto(bookPage(world.slug, "/mine"));
    await heading(page, "You are not signed in").waitFor();
    await accessible(page);
    fine();
    await close();
  },
);

it("API-3 a sign-in that this tab has not asked for, or that was meant for another, signs nobody in", async () => {
  const { slug } = await openCompany();
  const { page, close } = await visit(DESK);
  await page.goto(`${api()}/signed-in?code=stolen&state=made-up`);
  await heading(page, "You are not signed in").waitFor();
  expect(page.url(), "nothing of it stays in the address").toBe(`${api()}/signed-in`);
  await accessible(page);

  for (const spoiled of ["state", "nonce"]) {
    await page.goto(bookPage(slug));
    await button(page, "Sign in").click();
    await page.waitForURL(/\/local\/issuer\/authorize/);
    const kept = JSON.parse((await stored(page, "holdfast:sign-in"))!) as object;
    await page.evaluate(
      `sessionStorage.setItem("holdfast:sign-in", ${JSON.stringify(JSON.stringify({ ...kept, [spoiled]: "another" }))})`,
    );
    await button(page, /^Ada/).click();
    await heading(page, "You are not signed in").waitFor();
    expect(await stored(page, "holdfast:person"), spoiled).toBeNull();
  }
  await close();
});

it("API-3 whoever comes by this machine's other name signs in too: the policy lets the page ask the issuer and nobody else", async () => {
  const { slug } = await openCompany();
  const other = api().replace("127.0.0.1", "localhost");
  const { headers } = await request("GET", `${other}/book/${slug}`, undefined);
  expect(headers.get("content-security-policy")).toContain(`connect-src 'self' ${api()};`);
  const { page, fine, close } = await visit(DESK);
  await page.goto(`${other}/book/${slug}`);
  await signInAs(page, someone());
  await button(page, "Sign out").waitFor();
  expect(new URL(page.url()).origin).toBe(other);
  fine();
  await close();
});
