/** The activity as it is stored and shown; its verbs are in `activity.ts`. */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { ACTIVITY_TYPES, ActivityType } from "../catalogue/sphere.ts";
import type * as Edition from "../edition.ts";
import { missing, stale } from "../error.ts";
import { ActivityId, CategoryId, CompanyId, LocationId, TermsId, UserId } from "../id.ts";
import { Money, Price } from "../money.ts";
import { stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { EntryId, unique } from "./listed.ts";
import * as Terms from "./terms.ts";

export const STATUSES = ["DRAFT", "PUBLISHED", "ARCHIVED", "CANCELLED"] as const;
export type Status = (typeof STATUSES)[number];

export const TRANSITIONS = {
  publication: { from: ["DRAFT"], to: "PUBLISHED" },
  archiving: { from: ["PUBLISHED"], to: "ARCHIVED" },
  cancellation: { from: ["DRAFT", "PUBLISHED", "ARCHIVED"], to: "CANCELLED" },
} as const satisfies Record<string, { from: readonly Status[]; to: Status }>;

/** Whoever runs the calendar; coaches look on. */
export const EDITORS = ["owner", "admin", "manager"] as const;

const MONTH_MINUTES = 31 * 24 * 60;
const MOST_SPOTS = 40;

/** Another length at another price: what one session of the activity is an instance of. */
const Option = z.strictObject({
  optionId: EntryId,
  name: Text.line({ most: 60 }),
  durationMinutes: z.int().min(1).max(MONTH_MINUTES),
  price: Price,
});
export type Option = z.output<typeof Option>;

/** What a session takes from its activity, but for the terms. */
export const offer = {
  name: Text.line({ most: 120 }),
  description: Text.lines({ least: 0, most: 2000 }),
  price: Price,
  durationMinutes: z.int().min(1).max(MONTH_MINUTES),
  options: z.array(Option).max(20).refine(unique("optionId"), "must have one optionId each"),
  capacity: z.int().min(1).max(40_000),
  minSpots: z.int().min(1).max(MOST_SPOTS),
  maxSpots: z.int().min(1).max(MOST_SPOTS),
  cutOffMinutes: z.int().min(0).max(MONTH_MINUTES),
  minimumNoticeMinutes: z.int().min(0).max(MONTH_MINUTES).describe("Booked this long before the start."),
  bookingsPerCustomer: z.enum(["one", "many"]),
  payOnArrival: z.boolean().describe("Whether customers may book now and pay at the door."),
};

/** What an activity may do without. */
export const extras = {
  type: ActivityType,
  categoryId: CategoryId.describe("The company's own or the platform's."),
  locationId: LocationId,
  instructorId: UserId.describe("Who usually leads it: somebody who works for the company."),
  bookingWindowDays: z.int().min(1).max(730).describe("Not booked earlier than this before the start."),
  bookingCapacity: z.int().min(1).max(40_000).describe("The most bookings of one session."),
  anyTime: z.boolean().describe("Whether people come whenever they like while a session lasts."),
};

export const ofOne = { companyId: CompanyId, activityId: ActivityId };

export const Shown = z.object({
  ...ofOne,
  ...offer,
  price: Money,
  options: z.array(Option.extend({ price: Money })).default([]),
  minimumNoticeMinutes: offer.minimumNoticeMinutes.default(0),
  ...z.object({ ...extras, termsId: TermsId }).partial().shape,
  ...Terms.shown,
  status: z.enum(STATUSES),
  createdAt: z.string(),
  version: z.int(),
});

export const priced = {
  price: {
    type: "map",
    properties: {
      amount: { type: "number", required: true },
      currency: { type: "string", required: true },
    },
    required: true,
  },
} as const;

export const Activities = new Entity(
  {
    model: { entity: "activity", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      name: { type: "string", required: true },
      description: { type: "string", required: true },
      ...priced,
      durationMinutes: { type: "number", required: true },
      options: { type: CustomAttributeType<Option[]>("any") },
      capacity: { type: "number", required: true },
      minSpots: { type: "number", required: true },
      maxSpots: { type: "number", required: true },
      cutOffMinutes: { type: "number", required: true },
      minimumNoticeMinutes: { type: "number" },
      bookingsPerCustomer: { type: offer.bookingsPerCustomer.options, required: true },
      payOnArrival: { type: "boolean", required: true },
      type: { type: ACTIVITY_TYPES },
      termsId: { type: "string" },
      categoryId: { type: "string" },
      locationId: { type: "string" },
      instructorId: { type: "string" },
      bookingWindowDays: { type: "number" },
      bookingCapacity: { type: "number" },
      anyTime: { type: "boolean" },
      status: { type: STATUSES, required: true },
      createdAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/ACTIVITIES", casing: "none" },
        sk: { field: "sk", composite: ["activityId"], template: "${activityId}", casing: "none" },
      },
    },
  },
  store,
);

export type Activity = EntityItem<typeof Activities>;

export async function get(companyId: string, activityId: string): Promise<Activity> {
  const { data } = await Activities.get({ companyId, activityId }).go({ consistent: true });
  if (!data) throw missing("activity");
  return data;
}

/** The query of a company's activities in one state; reads over the others. */
export const inStatus = (companyId: string, status: Status) =>
  Activities.query.primary({ companyId }).where((a, o) => o.eq(a.status, status));

/** With its terms, as people see it. */
export const shown = async (activity: Activity): Promise<z.output<typeof Shown>> =>
  Shown.parse({ ...activity, ...(await Terms.of(activity.companyId, activity.termsId)) });

export const told: Edition.Told = {
  gone: () => missing("activity"),
  changed: (version) =>
    stale("activity.changed_meanwhile", "Somebody changed this activity after you read it. Read it again.", {
      version,
    }),
};
