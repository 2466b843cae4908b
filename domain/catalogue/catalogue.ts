/**
 * The catalogue: all that anybody may know of what a company offers, in a form that may be kept for a while (CAT-6).
 *
 * A company's is found by its slug, a location's by its embed key. There are published activities with their terms in it,
 * and nothing about people. What changes slowly may be kept for five minutes, the seats for half a minute; whoever kept
 * it longer asks whether it is still the same, and is answered without it.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Company from "../company/company.ts";
import * as Storefront from "../company/storefront.ts";
import { missing } from "../error.ts";
import * as Page from "../page.ts";
import * as Calendar from "../session/calendar.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Category from "./category.ts";
import * as Location from "./location.ts";

const CATALOGUE_SECONDS = 300;
const SEATS_SECONDS = 30;
const MOST_LOCATIONS = 100;

/** Any text that is no slug or key of ours names nothing, like one that is not taken. */
const SLUG = { slug: z.string().max(100) };
const KEY = { embedKey: z.string().max(100) };

const Catalogue = z.object({
  company: Company.Shown.pick({
    companyId: true,
    slug: true,
    name: true,
    timeZone: true,
    currency: true,
    locale: true,
  }),
  locations: z.array(
    Location.Shown.pick({ locationId: true, name: true, address: true, openingHours: true }),
  ),
  categories: z
    .array(Category.Shown.pick({ categoryId: true, name: true }))
    .describe("Those of the activities on this page."),
  activities: z.array(
    Activity.Shown.omit({
      companyId: true,
      instructorId: true,
      status: true,
      createdAt: true,
      version: true,
    }),
  ),
  cursor: z.string().optional().describe("Where the next page of activities begins."),
});

const Availability = Page.of(
  Session.Shown.pick({
    sessionId: true,
    activityId: true,
    optionId: true,
    locationId: true,
    termsId: true,
    startsAt: true,
    endsAt: true,
    opensAt: true,
    closesAt: true,
    price: true,
    seatsLeft: true,
    status: true,
    sale: true,
  }),
);

export const show = showing("catalogue.show", SLUG);
export const showEmbedded = showing("catalogue.show_embedded", KEY);
export const availability = seating("availability.list", SLUG);
export const availabilityEmbedded = seating("availability.list_embedded", KEY);

function showing(name: string, by: typeof SLUG | typeof KEY) {
  return verb({
    name,
    may: ["public"],
    cacheSeconds: CATALOGUE_SECONDS,
    input: z.strictObject({ ...by, ...Page.asked }),
    output: Catalogue,
    async run({ limit, cursor, ...given }) {
      const shop = await shopOf(given);
      const { companyId } = shop.company;
      const [page, locations] = await Promise.all([
        Page.read(offeredIn(shop), { limit, cursor }, `${scopeOf(shop)}/catalogue`, { filtered: true }),
        Page.read(Location.live(companyId), { limit: MOST_LOCATIONS }, companyId, { filtered: true }),
      ]);
      const [activities, categories] = await Promise.all([
        Promise.all(page.items.map(Activity.shown)),
        Category.among(
          companyId,
          page.items.flatMap(({ categoryId = [] }) => categoryId),
        ),
      ]);
      const here = locations.items.filter(
        ({ locationId }) => shop.locationId === undefined || shop.locationId === locationId,
      );
      return Catalogue.parse({ ...page, company: shop.company, locations: here, categories, activities });
    },
  });
}

/** Sessions from … to …, of one activity if asked, as calendars show them. A page may be shorter than asked for. */
function seating(name: string, by: typeof SLUG | typeof KEY) {
  return verb({
    name,
    may: ["public"],
    cacheSeconds: SEATS_SECONDS,
    input: z.strictObject({ ...by, ...Calendar.asked }),
    output: Availability,
    async run({ activityId, from, to, limit, cursor, ...given }) {
      const shop = await shopOf(given);
      const asked = { activityId, from, to, limit, cursor };
      const page = await Storefront.onSale(shop.company.companyId, asked, `${scopeOf(shop)}/availability`);
      const here = page.items.filter(
        ({ locationId }) => shop.locationId === undefined || shop.locationId === locationId,
      );
      return Availability.parse({ ...page, items: here });
    },
  });
}

type Shop = { company: Company.Company; locationId?: string };

async function shopOf({ slug, embedKey }: { slug?: unknown; embedKey?: unknown }): Promise<Shop> {
  if (typeof slug === "string") return { company: await Company.ofSlug(slug) };
  const { companyId, locationId } = await Location.ofEmbedKey(String(embedKey));
  const company = await Company.get(companyId);
  if (company.archivedAt) throw missing("embed_key");
  return { company, locationId };
}

const scopeOf = ({ company, locationId }: Shop): string => [company.companyId, locationId].join("/");

const offeredIn = ({ company: { companyId }, locationId }: Shop) => {
  const published = Activity.inStatus(companyId, "PUBLISHED");
  return locationId === undefined ? published : published.where((a, o) => o.eq(a.locationId, locationId));
};
