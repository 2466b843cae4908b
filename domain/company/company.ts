/**
 * A company: a business with its own people, calendar and books. Every key of its data begins with its id.
 *
 * Its slug is its public name. A lookup row claims it in the transaction that opens the company, so two companies can
 * not have the same; its owner becomes a member in that transaction too, so no company is ever without one (TEN-2).
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { Members } from "../access.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, when } from "../commit.ts";
import { conflict, missing } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, fresh, SphereId, UserId } from "../id.ts";
import { Currency } from "../money.ts";
import * as Plan from "../reconciliation/plan.ts";
import { stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import { LeadTimes, of as LeadTimesOf } from "./lead-times.ts";
import type { Rules as MoneyRules } from "./money-rules.ts";

const ZONE = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

export const Slug = z.string().regex(/^[a-z0-9-]{3,40}$/, "must be 3 to 40 of a-z, 0-9 and -");
const TimeZone = z
  .string()
  .max(64)
  .refine((zone) => ZONE.test(zone) && intlKnows(() => new Intl.DateTimeFormat("en", { timeZone: zone })), {
    message: "must be an IANA time zone",
  });
const Locale = z
  .string()
  .max(35)
  .refine((locale) => intlKnows(() => Intl.getCanonicalLocales(locale)), "must be a BCP 47 language tag");

export const Name = Text.line({ most: 120 });

export const Shown = z.object({
  companyId: CompanyId,
  ownerId: UserId,
  name: z.string(),
  slug: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  locale: z.string(),
  holdMinutes: z.int(),
  horizonDays: z.int().optional(),
  offerMinutes: z.int().default(60),
  embedders: z.array(z.string()).default([]),
  sphereId: SphereId.optional(),
  reminderHours: LeadTimes.default([...LeadTimesOf({})]),
  createdAt: z.string(),
  archivedAt: z.string().optional(),
  version: z.int(),
});

export const Companies = new Entity(
  {
    model: { entity: "company", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      ownerId: { type: "string", required: true },
      name: { type: "string", required: true },
      slug: { type: "string", required: true },
      timeZone: { type: "string", required: true },
      currency: { type: "string", required: true },
      locale: { type: "string", required: true },
      holdMinutes: { type: "number", required: true },
      /** How far ahead schedules put sessions on the calendar. */
      horizonDays: { type: "number" },
      /** How long an offer to somebody who waits is good for. */
      offerMinutes: { type: "number" },
      moneyRules: { type: CustomAttributeType<MoneyRules>("any") },
      createdAt: { type: "string", required: true },
      embedders: { type: "list", items: { type: "string" } },
      reminderHours: { type: "list", items: { type: "number" } },
      archivedAt: { type: "string" },
      sphereId: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}", casing: "none" },
        sk: { field: "sk", composite: [], template: "COMPANY", casing: "none" },
      },
    },
  },
  store,
);

export const Slugs = new Entity(
  {
    model: { entity: "slug", version: "1", service: "holdfast" },
    attributes: {
      slug: { type: "string", required: true },
      companyId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["slug"], template: "SLUG#${slug}", casing: "none" },
        sk: { field: "sk", composite: [], template: "SLUG", casing: "none" },
      },
    },
  },
  store,
);

export type Company = EntityItem<typeof Companies>;

/** Whoever opens a company owns it. */
export const open = verb({
  name: "company.open",
  may: ["user"],
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    name: Name,
    slug: Slug,
    timeZone: TimeZone,
    currency: Currency,
    locale: Locale,
    holdMinutes: z.int().min(1).max(60).default(10),
  }),
  output: Shown,
  async run(asked) {
    const companyId = fresh("cmp") as CompanyId;
    const ownerId = Actor.currentUser();
    const createdAt = Clock.iso();
    const company = { ...asked, companyId, ownerId, createdAt };
    const owner = { companyId, userId: ownerId, role: "owner" as const, createdAt };
    return commit(
      [
        change(Events.CompanyCreated(), Companies.create(company), again),
        when(Slugs.create({ slug: asked.slug, companyId }), () => slugTaken(asked.slug)),
        change(Events.MemberJoined(), Members.create(owner), again),
        Plan.first(companyId),
      ],
      { ...company, version: 1 },
    );
  },
});

export const show = verb({
  name: "company.show",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId }),
  output: Shown,
  run: async ({ companyId }) => Shown.parse(await get(companyId)),
});

export async function get(companyId: string): Promise<Company> {
  const { data } = await Companies.get({ companyId }).go({ consistent: true });
  if (!data) throw missing("company");
  return data;
}

/** The company of this public name, unless it has left. */
export async function ofSlug(slug: string): Promise<Company> {
  const { data } = await Slugs.get({ slug }).go();
  if (!data) throw missing("company");
  const company = await get(data.companyId);
  if (company.archivedAt) throw missing("company");
  return company;
}

const slugTaken = (slug: string) =>
  conflict("company.slug_taken", "Another company has this slug. Choose another one.", { slug });

function intlKnows(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}
