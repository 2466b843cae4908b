/**
 * The storefront: what anybody may know of a company, by its slug (CAT-6). Published activities and their coming sessions
 * only, and nothing about people.
 */
import * as z from "zod";
import * as Activity from "../activity/activity.ts";
import * as Clock from "../clock.ts";
import { missing } from "../error.ts";
import * as Gateway from "../gateway/gateway.ts";
import * as Page from "../page.ts";
import { Money } from "../money.ts";
import * as Audience from "../session/audience.ts";
import * as Calendar from "../session/calendar.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Company from "./company.ts";

const ShownCompany = z.object({
  companyId: z.string(),
  slug: z.string(),
  name: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  locale: z.string(),
  gateways: z.array(z.string()).describe("How the company takes money; the first is offered first."),
});

const ShownActivity = z.object({
  activityId: z.string(),
  name: z.string(),
  description: z.string(),
  price: Money,
  durationMinutes: z.int(),
  minSpots: z.int(),
  maxSpots: z.int(),
  cutOffMinutes: z.int(),
});

const ShownSession = Session.Shown.omit({ companyId: true, instructorId: true, version: true });

/** Any text that is no slug of ours names nothing, like one that is not taken. */
const ofSlug = { slug: z.string().max(100) };

export const company = verb({
  name: "storefront.company",
  may: ["public"],
  input: z.strictObject(ofSlug),
  output: ShownCompany,
  async run({ slug }) {
    const found = await Company.ofSlug(slug);
    return { ...found, gateways: await Gateway.offered(found.companyId) };
  },
});

export const activities = verb({
  name: "storefront.activities",
  may: ["public"],
  input: z.strictObject({ ...ofSlug, ...Page.asked }),
  output: Page.of(ShownActivity),
  async run({ slug, ...asked }) {
    const { companyId } = await Company.ofSlug(slug);
    return Page.read(Activity.inStatus(companyId, "PUBLISHED"), asked, `${companyId}/storefront/activities`, {
      filtered: true,
    });
  },
});

/** A page may be shorter than asked for: sessions that nobody can book any more are left out of it. */
export const sessions = verb({
  name: "storefront.sessions",
  may: ["public"],
  input: z.strictObject({ ...ofSlug, ...Calendar.asked }),
  output: Page.of(ShownSession),
  async run({ slug, ...asked }) {
    const { companyId } = await Company.ofSlug(slug);
    return onSale(companyId, asked, `${companyId}/storefront/sessions`);
  },
});

/** A page of the sessions that anybody may book, shorter by those that nobody can. */
export async function onSale(companyId: string, asked: Calendar.Asked, scope: string) {
  const [published, page] = await Promise.all([
    publishedIds(companyId, asked.activityId),
    Calendar.read(companyId, asked, scope),
  ]);
  const now = Clock.iso();
  const items = page.items
    .filter((session) => Audience.isForAll(session) && session.startsAt > now)
    .filter(({ activityId }) => published.has(activityId))
    .map((session) => Session.seen(session, Session.seatsOf(session)));
  return { ...page, items };
}

async function publishedIds(companyId: string, activityId: string | undefined): Promise<Set<string>> {
  if (activityId !== undefined) {
    const { status } = await Activity.get(companyId, activityId);
    if (status !== "PUBLISHED") throw missing("activity");
    return new Set([activityId]);
  }
  const ids = new Set<string>();
  for await (const found of Page.each(Activity.inStatus(companyId, "PUBLISHED"))) ids.add(found.activityId);
  return ids;
}
