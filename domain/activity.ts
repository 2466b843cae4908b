/**
 * An activity: what a company offers, and on which terms (CAT-5).
 *
 *   DRAFT ──publish──▶ PUBLISHED ──archive──▶ ARCHIVED
 *     └──────────────────┴────────cancel────────┴──▶ CANCELLED
 *
 * Sessions take snapshots of it, so that editing one changes nothing that was already put on the calendar or bought.
 */
import { Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { actsAsStaff } from "./access.ts";
import * as Actor from "./actor.ts";
import * as Clock from "./clock.ts";
import * as Company from "./company/company.ts";
import { again, change, commit, type Refusal } from "./commit.ts";
import { conflict, type DomainError, missing, stale, unprocessable } from "./error.ts";
import type { EventType } from "./event.ts";
import * as Events from "./events.ts";
import { ActivityId, CompanyId, fresh } from "./id.ts";
import { Money, Price } from "./money.ts";
import * as Page from "./page.ts";
import type { Item } from "./send.ts";
import { stamped, store } from "./table.ts";
import { verb } from "./verb.ts";

export const STATUSES = ["DRAFT", "PUBLISHED", "ARCHIVED", "CANCELLED"] as const;
export type Status = (typeof STATUSES)[number];

export const TRANSITIONS = {
  publication: { from: ["DRAFT"], to: "PUBLISHED" },
  archiving: { from: ["PUBLISHED"], to: "ARCHIVED" },
  cancellation: { from: ["DRAFT", "PUBLISHED", "ARCHIVED"], to: "CANCELLED" },
} as const satisfies Record<string, { from: readonly Status[]; to: Status }>;

/** Whoever runs the calendar; coaches look on. */
export const EDITORS = ["owner", "admin", "manager"] as const;

const EDITABLE: readonly Status[] = ["DRAFT", "PUBLISHED"];
const MONTH_MINUTES = 31 * 24 * 60;
const MOST_SPOTS = 40;
const USUAL_SPOTS = 10;

const terms = {
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2000),
  price: Price,
  durationMinutes: z.int().min(1).max(MONTH_MINUTES),
  capacity: z.int().min(1).max(40_000),
  minSpots: z.int().min(1).max(MOST_SPOTS),
  maxSpots: z.int().min(1).max(MOST_SPOTS),
  cutOffMinutes: z.int().min(0).max(MONTH_MINUTES),
  bookingsPerCustomer: z.enum(["one", "many"]),
  payOnArrival: z.boolean().describe("Whether customers may book now and pay at the door."),
};
type Terms = z.infer<z.ZodObject<typeof terms>>;

const ofOne = { companyId: CompanyId, activityId: ActivityId };

const Shown = z.object({
  ...ofOne,
  ...terms,
  price: Money,
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
      capacity: { type: "number", required: true },
      minSpots: { type: "number", required: true },
      maxSpots: { type: "number", required: true },
      cutOffMinutes: { type: "number", required: true },
      bookingsPerCustomer: { type: terms.bookingsPerCustomer.options, required: true },
      payOnArrival: { type: "boolean", required: true },
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

export const draft = verb({
  name: "activity.draft",
  may: EDITORS,
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    ...terms,
    description: terms.description.default(""),
    minSpots: terms.minSpots.default(1),
    maxSpots: terms.maxSpots.optional(),
    cutOffMinutes: terms.cutOffMinutes.default(0),
    bookingsPerCustomer: terms.bookingsPerCustomer.default("one"),
    payOnArrival: terms.payOnArrival.default(false),
  }),
  output: Shown,
  async run(asked) {
    const usual = Math.max(asked.minSpots, Math.min(asked.capacity, USUAL_SPOTS));
    const agreed = { ...asked, maxSpots: asked.maxSpots ?? usual };
    mustAgree(agreed, await Company.get(asked.companyId));
    const activity = {
      ...agreed,
      activityId: fresh("act") as ActivityId,
      status: "DRAFT" as const,
      createdAt: Clock.iso(),
    };
    return commit([change(Events.ActivityCreated(), Activities.create(activity), again)], {
      ...activity,
      version: 1,
    });
  },
});

/** Changes the terms for sessions to come. A field that is not given stays as it is. */
export const edit = verb({
  name: "activity.edit",
  may: EDITORS,
  idempotency: "accepted",
  input: z.strictObject({ ...ofOne, ...z.object(terms).partial().shape }),
  output: Shown,
  async run({ companyId, activityId, ...asked }) {
    const [company, activity] = await Promise.all([Company.get(companyId), get(companyId, activityId)]);
    const expected = mustBeFresh(activity);
    if (!EDITABLE.includes(activity.status)) throw notEditable(activity.status);
    const edits = given(asked);
    if (Object.keys(edits).length === 0) return Shown.parse(activity);
    const edited = { ...activity, ...edits };
    mustAgree(edited, company);
    const write = Activities.patch({ companyId, activityId })
      .set(edits)
      .where((a, o) => o.eq(a.version, expected));
    const answer = Shown.parse({ ...edited, version: expected + 1 });
    return commit([change(Events.ActivityChanged(), write, moved)], answer);
  },
});

export const publish = transition("publication", "activity.publish", Events.ActivityPublished);
export const archive = transition("archiving", "activity.archive", Events.ActivityArchived);
export const cancel = transition("cancellation", "activity.cancel", Events.ActivityCancelled);

export const show = verb({
  name: "activity.show",
  may: ["customer"],
  input: z.strictObject(ofOne),
  output: Shown,
  async run({ companyId, activityId }) {
    const activity = await get(companyId, activityId);
    if (activity.status !== "PUBLISHED" && !(await actsAsStaff(companyId))) throw missing("activity");
    return Shown.parse(activity);
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
    return Page.of(Shown).parse(page);
  },
});

export async function get(companyId: string, activityId: string): Promise<Activity> {
  const { data } = await Activities.get({ companyId, activityId }).go({ consistent: true });
  if (!data) throw missing("activity");
  return data;
}

/** The query of a company's activities in one state; reads over the others. */
export const inStatus = (companyId: string, status: Status) =>
  Activities.query.primary({ companyId }).where((a, o) => o.eq(a.status, status));

function transition(move: keyof typeof TRANSITIONS, name: string, event: EventType) {
  const { from, to }: { from: readonly Status[]; to: Status } = TRANSITIONS[move];
  return verb({
    name,
    may: EDITORS,
    idempotency: "accepted",
    input: z.strictObject({ ...ofOne, reason: z.string().trim().min(1).max(500).optional() }),
    output: Shown,
    async run({ companyId, activityId, reason }) {
      const activity = await get(companyId, activityId);
      const expected = mustBeFresh(activity);
      const refuse = (old: Item | undefined): Refusal => {
        const status = (old as Activity | undefined)?.status;
        return status && !legal(from, status) ? illegal(status, to) : moved(old);
      };
      if (!legal(from, activity.status)) throw illegal(activity.status, to);
      const write = Activities.patch({ companyId, activityId })
        .set({ status: to })
        .where(
          (a, o) =>
            `${o.eq(a.version, expected)} AND (${from.map((state) => o.eq(a.status, state)).join(" OR ")})`,
        );
      const occurrence = event(reason === undefined ? {} : { reason });
      const answer = Shown.parse({ ...activity, status: to, version: expected + 1 });
      return commit([change(occurrence, write, refuse)], answer);
    },
  });
}

// Pure rules

export const legal = (from: readonly Status[], status: Status): boolean => from.includes(status);

function mustAgree(
  { price, minSpots, maxSpots, capacity }: Terms | Activity,
  company: Company.Company,
): void {
  if (price.currency !== company.currency) {
    throw unprocessable("activity.currency_differs", "The price must be in the company's currency.", {
      currency: price.currency,
      companyCurrency: company.currency,
    });
  }
  if (minSpots > maxSpots || minSpots > capacity) {
    throw unprocessable("activity.spots_disagree", "minSpots may exceed neither maxSpots nor the capacity.", {
      minSpots,
      maxSpots,
      capacity,
    });
  }
}

/** The version that the write must still find: the one of `If-Match`, if it was sent, else the one that was read. */
function mustBeFresh(activity: Activity): number {
  const { ifMatch } = Actor.current();
  const version = activity.version ?? 0;
  if (ifMatch !== undefined && ifMatch !== version) throw changedMeanwhile(version);
  return version;
}

function moved(old: Item | undefined): Refusal {
  if (!old) return missing("activity");
  return Actor.current().ifMatch === undefined ? again() : changedMeanwhile(Number(old.version));
}

const changedMeanwhile = (version: number): DomainError =>
  stale("activity.changed_meanwhile", "Somebody changed this activity after you read it. Read it again.", {
    version,
  });

const illegal = (from: Status, to: Status): DomainError =>
  conflict("activity.illegal_transition", `An activity can not go from ${from} to ${to}.`, { from, to });

const notEditable = (status: Status): DomainError =>
  conflict("activity.not_editable", `An activity that is ${status} can not be edited.`, { status });

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const given = <T extends object>(asked: T): Given<T> =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Given<T>;
