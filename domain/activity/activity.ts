/**
 * An activity: what a company offers, and on which terms (CAT-5).
 *
 *   DRAFT ──publish──▶ PUBLISHED ──archive──▶ ARCHIVED
 *     └──────────────────┴────────cancel────────┴──▶ CANCELLED
 *
 * Sessions take snapshots of it, so that editing one changes nothing that was already put on the calendar or bought.
 * What is agreed with whoever books is a row of its own that never changes (`terms.ts`).
 */
import * as z from "zod";
import { actsAsStaff } from "../access.ts";
import * as Category from "../catalogue/category.ts";
import * as Location from "../catalogue/location.ts";
import * as Sphere from "../catalogue/sphere.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import * as Member from "../company/member.ts";
import { again, change, commit } from "../commit.ts";
import * as Edition from "../edition.ts";
import { conflict, type DomainError, missing } from "../error.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { type ActivityId, CompanyId, fresh } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import { mustAgree } from "./agreement.ts";
import {
  Activities,
  EDITORS,
  extras,
  get,
  inStatus,
  offer,
  ofOne,
  Shown,
  shown,
  STATUSES,
  type Status,
  told,
} from "./row.ts";
import * as Terms from "./terms.ts";

export { archive, cancel, legal, publish } from "./move.ts";
export { Activities, EDITORS, get, inStatus, priced, STATUSES, TRANSITIONS } from "./row.ts";
export type { Activity, Status } from "./row.ts";

const EDITABLE: readonly Status[] = ["DRAFT", "PUBLISHED"];
const USUAL_SPOTS = 10;

export const draft = verb({
  name: "activity.draft",
  may: EDITORS,
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    ...offer,
    description: offer.description.default(""),
    options: offer.options.default([]),
    minSpots: offer.minSpots.default(1),
    maxSpots: offer.maxSpots.optional(),
    cutOffMinutes: offer.cutOffMinutes.default(0),
    minimumNoticeMinutes: offer.minimumNoticeMinutes.default(0),
    bookingsPerCustomer: offer.bookingsPerCustomer.default("one"),
    payOnArrival: offer.payOnArrival.default(false),
    ...z.object(extras).partial().shape,
    policy: Terms.parts.policy.default(Terms.DEFAULT_TERMS.policy),
    unitKinds: Terms.parts.unitKinds.default([]),
    questions: Terms.parts.questions.default([]),
    postPaid: Terms.parts.postPaid.default(false),
  }),
  output: Shown,
  async run({ policy, unitKinds, questions, postPaid, ...asked }) {
    const terms = { policy, unitKinds, questions, postPaid };
    const usual = Math.max(asked.minSpots, Math.min(asked.capacity, USUAL_SPOTS));
    const offered = { ...given(asked), maxSpots: asked.maxSpots ?? usual };
    const company = await Company.get(asked.companyId);
    mustAgree(offered, terms, company);
    await mustKnow(asked);
    const activity = {
      ...offered,
      ...given({
        type: await Sphere.typeIn(company.sphereId, asked.type),
        termsId: Terms.idOf(terms),
      }),
      activityId: fresh("act") as ActivityId,
      status: "DRAFT" as const,
      createdAt: Clock.iso(),
    };
    return commit(
      [
        change(Events.ActivityCreated(), Activities.create(activity), again),
        ...Terms.writes(asked.companyId, terms),
      ],
      { ...activity, ...terms, version: 1 },
    );
  },
});

/** Changes what sessions to come are made of. A field that is not given stays as it is; null takes it away. */
export const edit = verb({
  name: "activity.edit",
  may: EDITORS,
  idempotency: "accepted",
  input: z.strictObject({
    ...ofOne,
    ...z.object({ ...offer, ...Terms.parts }).partial().shape,
    type: extras.type.optional(),
    categoryId: extras.categoryId.nullable().optional(),
    locationId: extras.locationId.nullable().optional(),
    instructorId: extras.instructorId.nullable().optional(),
    bookingWindowDays: extras.bookingWindowDays.nullable().optional(),
    bookingCapacity: extras.bookingCapacity.nullable().optional(),
    anyTime: extras.anyTime.nullable().optional(),
  }),
  output: Shown,
  async run({ companyId, activityId, policy, unitKinds, questions, postPaid, ...asked }) {
    const [company, activity] = await Promise.all([Company.get(companyId), get(companyId, activityId)]);
    const expected = Edition.expected(activity, told);
    if (!EDITABLE.includes(activity.status)) throw notEditable(activity.status);
    const agreed = given({ policy, unitKinds, questions, postPaid });
    const before = await Terms.of(companyId, activity.termsId);
    const terms = { ...before, ...agreed };
    if (Object.keys({ ...given(asked), ...agreed }).length === 0) return shown(activity);
    const { values, gone } = apart(given({ ...asked, termsId: Terms.idOf(terms) ?? null }));
    const edited = { ...activity, ...values };
    for (const name of gone) delete edited[name];
    mustAgree(edited, terms, company);
    await mustKnow({ ...values, companyId });
    if (asked.type) await Sphere.typeIn(company.sphereId, asked.type);
    const write = Activities.patch({ companyId, activityId })
      .set(values)
      .remove(gone)
      .where((a, o) => o.eq(a.version, expected));
    const answer = Shown.parse({ ...edited, ...terms, version: expected + 1 });
    return commit(
      [
        change(Events.ActivityChanged(), write, Edition.moved(told)),
        ...Terms.writes(companyId, terms),
        ...Location.counts(activity, edited),
      ],
      answer,
    );
  },
});

export const show = verb({
  name: "activity.show",
  may: ["customer"],
  input: z.strictObject(ofOne),
  output: Shown,
  async run({ companyId, activityId }) {
    const activity = await get(companyId, activityId);
    if (activity.status !== "PUBLISHED" && !(await actsAsStaff(companyId))) throw missing("activity");
    return shown(activity);
  },
});

/** Staff see every activity; customers those that are published. */
export const list = verb({
  name: "activity.list",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, status: z.enum(STATUSES).optional(), ...Page.asked }),
  output: Page.of(Shown),
  async run({ companyId, status, ...asked }) {
    const staff = await actsAsStaff(companyId);
    if (!staff) await Company.get(companyId);
    if (!staff && status && status !== "PUBLISHED") return { items: [] };
    const only = staff ? status : "PUBLISHED";
    const scope = `${companyId}/activities/${only ?? ""}`;
    const all = Activities.query.primary({ companyId });
    const page = only
      ? await Page.read(inStatus(companyId, only), asked, scope, { filtered: true })
      : await Page.read(all, asked, scope);
    return { ...page, items: await Promise.all(page.items.map(shown)) };
  },
});

type Links = {
  companyId: string;
  categoryId?: string | undefined;
  locationId?: string | undefined;
  instructorId?: string | undefined;
};

/** What it refers to is the company's own, or everybody's, and is there. */
async function mustKnow({ companyId, categoryId, locationId, instructorId }: Links): Promise<void> {
  await Promise.all([
    Category.mustBeLinkable(companyId, categoryId),
    Location.mustBeThere(companyId, locationId),
    Member.mustWorkHere(companyId, instructorId),
  ]);
}

// Pure rules

const notEditable = (status: Status): DomainError =>
  conflict("activity.not_editable", `An activity that is ${status} can not be edited.`, { state: status });

type Extra = keyof typeof extras | "termsId";
type Kept<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** What an edit sets, and what it takes away. */
function apart<T extends object>(edits: T): { values: Kept<T>; gone: Extra[] } {
  const all = Object.entries(edits);
  return {
    values: Object.fromEntries(all.filter(([, value]) => value !== null)) as Kept<T>,
    gone: all.flatMap(([name, value]) => (value === null ? [name as Extra] : [])),
  };
}
