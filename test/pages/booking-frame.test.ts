import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { button, DESK, heading, visit } from "./browser.ts";
import { api, openCompany } from "../journeys/people.ts";

/** A site that shows a company's booking page in its own. */
let slug = "";
let world: Awaited<ReturnType<typeof openCompany>>;
const site = createServer((_, response) => {
  const script = `<script src="${api()}/book/_/embed.js" data-company="${slug}" data-title="Book a tour" async></script>`;
  response
    .writeHead(200, { "content-type": "text/html" })
    .end(`<!doctype html><title>Tours</title><h1>Tours</h1>${script}`);
});
beforeAll(async () => {
  world = await openCompany();
  ({ slug } = world);
  await world.session();
  await new Promise<void>((resolve) => {
    site.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(() => site.close());
const port = () => (site.address() as AddressInfo).port;

it("API-3 a site on the list shows the page in a frame, as high as it is, and the payment has a tab of its own", async () => {
  const { context, page, fine, close } = await visit(DESK);
  await page.goto(`http://localhost:${port()}/`);
  const frame = page.frameLocator("iframe[title='Book a tour']");
  await frame.getByRole("link", { name: /Dnipro at dawn/ }).click();
  await frame.getByRole("link", { name: /places left/ }).click();
  await frame.getByRole("button", { name: "Keep my places" }).click();
  await frame.getByLabel("Name").fill("Lesia");
  await frame.getByLabel("E-mail").fill("lesia@example.test");
  const inner = page.frames().find((one) => one.url().startsWith(api()));
  const height = await inner?.evaluate<number>("document.getElementById('app').offsetHeight");
  expect(
    await page
      .locator("iframe")
      .evaluate((shown: unknown) => (shown as { offsetHeight: number }).offsetHeight),
  ).toBe(height);

  await frame.getByRole("button", { name: /^Continue to payment/ }).click();
  const opened = context.waitForEvent("page");
  await frame.getByRole("link", { name: "Open the payment page in a new tab" }).click();
  const payment = await opened;
  await button(payment, /^Pay /).click();
  await heading(payment, "Thank you").waitFor();
  await frame.getByRole("heading", { name: "You are booked" }).waitFor();
  fine();
  await close();
});

it("API-3 a site that is not on the list cannot show it", async () => {
  const { page, close } = await visit(DESK);
  const refused = page.waitForEvent("console", (entry) => entry.text().includes("frame-ancestors"));
  await page.goto(`http://shady.example.test:${port()}/`);
  await refused;
  expect(page.frames().filter((one) => one.url().startsWith(api()))).toEqual([]);
  await close();
});
