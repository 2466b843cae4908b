/** Waiting for a place in a full session, on the booking page. */
import { expect, it } from "vitest";
import { openCompany, settled } from "../journeys/people.ts";
import { accessible, bookPage, button, heading, PHONE, signInAs, someone, visit } from "./browser.ts";

it("BKG-9 on a phone: sold out, in line, offered when a seat comes free, and booked; a stranger is asked to sign in", async () => {
  const { owner, companyId, slug, activityId, session, hold, ada } = await openCompany();
  const sessionId = await session(1);
  const { holdId } = (await hold(ada, sessionId)).body as { holdId: string };
  const { page, fine, close } = await visit(PHONE);
  await page.goto(bookPage(slug, `/activities/${activityId}`));
  await page.getByRole("link", { name: /Sold out · waiting list/ }).click();
  await heading(page, "Sold out").waitFor();
  await button(page, "Sign in to wait for a place").waitFor();
  await accessible(page);
  await signInAs(page, someone());
  await button(page, "Join the waiting list").waitFor();
  await accessible(page);
  await button(page, "Join the waiting list").click();
  await heading(page, "You are on the waiting list").waitFor();
  await page.getByText("You are the next.").waitFor();
  await accessible(page);
  const inLine = page.url();
  await page.goto(bookPage(slug, "/mine"));
  await page.getByRole("link", { name: /Dnipro at dawn.*waiting list/ }).waitFor();
  await accessible(page);
  // Whoever asks again is shown the place that he has.
  await page.goto(bookPage(slug, `/activities/${activityId}/sessions/${sessionId}`));
  await button(page, "Join the waiting list").click();
  await heading(page, "You are on the waiting list").waitFor();
  expect(page.url()).toBe(inLine);

  await ada.api.hold.release({ companyId, holdId });
  await settled();
  await page.reload();
  await heading(page, "A place is kept for you").waitFor();
  await accessible(page);
  await button(page, "Book it now").click();
  await heading(page, "Your details").waitFor();
  await button(page, /^Continue to payment/).click();
  await button(page, /^Pay /).click();
  await heading(page, "You are booked").waitFor();
  const bookingId = page.url().replace(/.*(bkg_\w+).*/, "$1");
  const { checkInCode } = await owner.api.booking.get({ companyId, bookingId });
  await page.getByText(checkInCode, { exact: true }).waitFor();
  await page.goto(inLine);
  await heading(page, "You have booked your place").waitFor();
  await accessible(page);
  fine();
  await close();
});
