/** Real browsers on the running system, one process for a file; everybody has a context (a phone, a desk) of his own. */
import { get } from "node:http";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { api } from "../journeys/people.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Another company's site, on this machine.
  "--host-resolver-rules=MAP *.example.test 127.0.0.1",
];
const PATIENCE_MS = 20_000;

export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 720 },
  hasTouch: true,
  isMobile: true,
};
export const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
});
afterAll(() => browser.close());

/** A browser window; whatever its page complains about fails the test at `visitor.fine()`. */
export async function visit(options: BrowserContextOptions = {}) {
  // What is checked is what it comes to, not a colour on its way there.
  const still = { locale: "en-GB", reducedMotion: "reduce" } as const;
  const context = await browser.newContext({ ...still, ...DESK, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const asked = new Set<string>();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (entry) => {
    // A refusal of the API is an answer; the browser notes it all the same.
    if (entry.type() === "error" && !entry.text().startsWith("Failed to load resource"))
      complaints.push(entry.text());
  });
  page.on("request", (request) => asked.add(new URL(request.url()).origin));
  const fine = () => expect(complaints).toEqual([]);
  return { context, page, asked, fine, close: () => context.close() };
}

/** Nothing that a checker of accessibility finds. */
export async function accessible(page: Page): Promise<void> {
  const there = await page.evaluate("'axe' in globalThis");
  if (!there) await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations, incomplete } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ["violations", "incomplete"],
    });
    // Letters in the very colour of their ground are taken for hidden on purpose; here they are a mistake.
    const vanished = incomplete
      .filter(({ id }) => id === "color-contrast")
      .map((rule) => ({
        ...rule,
        nodes: rule.nodes.filter(({ any }) =>
          any.some(({ data }) => (data as { messageKey?: string } | null)?.messageKey === "equalRatio"),
        ),
      }))
      .filter(({ nodes }) => nodes.length > 0);
    return [...violations, ...vanished].map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
    );
  });
  expect(found, page.url()).toEqual([]);
  const overflow = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(overflow, "nothing is wider than the screen").toBe(0);
}

export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 });
export const bookPage = (slug: string, rest = ""): string => `${api()}/book/${slug}${rest}`;

/** From the session's page to the form: the places are held then. */
export async function keep(page: Page): Promise<void> {
  await button(page, "Keep my places").click();
  await heading(page, "Your details").waitFor();
}

/** The details, and then the gateway's page. */
export async function goToPay(page: Page, name = "Lesia", email = "lesia@example.test"): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await button(page, /^Continue to payment/).click();
  await page.waitForURL(/\/checkout\//);
}

/** How many bytes of a script travel; `fetch` would unpack it. */
export const travels = (address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(`${api()}${address}`, { headers: { "accept-encoding": "br" } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("end", () => resolve(bytes));
    }).on("error", reject);
  });

/** As somebody whom nobody here knows yet, on the issuer's page. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await button(page, /^(Sign in|Увійти)$/).click();
  await page.waitForURL(/\/local\/issuer\/authorize/);
  await page.getByLabel("Somebody else").fill(name);
  await button(page, "Sign in").click();
}

export const someone = (): string => `lesia${Math.random().toString(36).slice(2, 10)}`;
