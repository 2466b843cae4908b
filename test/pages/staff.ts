/** People who work for a company, and their way into its console. */
import type { Page } from "playwright-core";
import { api, openCompany, payer, settled, signIn, type Person } from "../journeys/people.ts";
import { button, visit } from "./browser.ts";

export const consoleOf = (slug: string, rest = ""): string => `${api()}/console/${slug}${rest}`;

/** As the journeys call him. */
export const nameOf = ({ userId }: Person): string => userId.replace(/^usr_(.*)(.{8})$/, "$1-$2");

/** Comes back from the issuer's page as this person. */
export async function enter(page: Page, { userId }: Person): Promise<void> {
  await button(page, /^(Sign in|Увійти)$/).click();
  await page.waitForURL(/\/local\/issuer\/authorize/);
  await page.getByLabel("Somebody else").fill(userId.replace("usr_", ""));
  await button(page, "Sign in").click();
}

/** A tab in which this person has signed in before. */
export async function at(who: Person, address: string, options = {}) {
  const visitor = await visit(options);
  const person = JSON.stringify({ id: who.userId, token: who.token, until: Date.now() + 3_600_000 });
  await visitor.page.addInitScript(`sessionStorage.setItem("holdfast:person", ${JSON.stringify(person)})`);
  await visitor.page.goto(address);
  return visitor;
}

/** A company with a coach, and a session to which Ada comes. */
export async function studio() {
  const world = await openCompany();
  const { owner, companyId, ada } = world;
  const coach = await signIn("coach");
  await owner.api.member.add({ companyId, userId: coach.userId, role: "coach" });
  const sessionId = await world.session(8);
  const { bookingId, payment } = await world.booked(ada, sessionId);
  await payer(payment.checkoutUrl, { outcome: "paid" });
  await settled();
  const adaIs = nameOf(ada);
  return { ...world, coach, sessionId, bookingId, adaIs };
}
