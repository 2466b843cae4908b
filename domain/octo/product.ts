/**
 * A product: a published activity that can be sold, as resellers know it. Its options are the activity's, or the one that is
 * called DEFAULT; when it starts is read from the sessions that are on the calendar, so an activity without any is not on
 * offer. Where people come whenever they like while a session lasts, it is a product with opening hours, not start times.
 */
import * as z from "zod";
import type * as Activity from "../activity/activity.ts";
import * as Activities from "../activity/row.ts";
import * as Terms from "../activity/terms.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import { CompanyId } from "../id.ts";
import * as Page from "../page.ts";
import * as Audience from "../session/audience.ts";
import * as Session from "../session/session.ts";
import { verb } from "../verb.ts";
import * as Capability from "./capability.ts";
import * as Content from "./content.ts";
import { cutoffOf } from "./cutoff.ts";
import * as LocalTime from "./local-time.ts";
import * as Pricing from "./pricing.ts";
import { invalidOption, invalidProduct } from "./refusal.ts";
import * as Unit from "./unit.ts";

/** The next sessions tell at which times of the day an activity starts. */
const SESSIONS_LOOKED_AT = 100;
const AT_ONCE = 10;

const Option = z.object({
  id: z.string(),
  default: z.boolean(),
  internalName: z.string(),
  reference: z.string().nullable(),
  availabilityLocalStartTimes: z.array(z.string()),
  cancellationCutoff: z.string(),
  cancellationCutoffAmount: z.int(),
  cancellationCutoffUnit: z.enum(["minute", "hour", "day"]),
  requiredContactFields: z.array(z.never()),
  restrictions: z.object({ minUnits: z.int(), maxUnits: z.int().nullable() }),
  units: z.array(Unit.Unit),
  ...Content.fields,
});

export const TYPES = ["START_TIME", "OPENING_HOURS"] as const;

export const Product = z.object({
  id: z.string(),
  internalName: z.string(),
  reference: z.string().nullable(),
  locale: z.string(),
  timeZone: z.string(),
  allowFreesale: z.boolean(),
  instantConfirmation: z.boolean(),
  instantDelivery: z.boolean(),
  availabilityRequired: z.boolean(),
  availabilityType: z.enum(TYPES),
  deliveryFormats: z.array(z.enum(["QRCODE"])),
  deliveryMethods: z.array(z.enum(["VOUCHER"])),
  redemptionMethod: z.enum(["DIGITAL"]),
  options: z.array(Option),
  defaultCurrency: z.string().optional(),
  availableCurrencies: z.array(z.string()).optional(),
  pricingPer: z.enum(["UNIT"]).optional(),
  includeTax: z.boolean().optional(),
  ...Content.fields,
});
type Product = z.infer<typeof Product>;

export const list = verb({
  name: "octo.products",
  may: ["key:resale"],
  input: z.object({ companyId: CompanyId, capabilities: Capability.asked }),
  output: z.array(Product),
  async run({ companyId, capabilities }) {
    const [company, percent] = await Promise.all([Company.get(companyId), Pricing.commission(capabilities)]);
    const shop = { company, wanted: capabilities, percent };
    const published: Activity.Activity[] = [];
    for await (const found of Page.each(Activities.inStatus(companyId, "PUBLISHED"))) published.push(found);
    const products: (Product | undefined)[] = [];
    for (let first = 0; first < published.length; first += AT_ONCE) {
      const some = published.slice(first, first + AT_ONCE);
      products.push(...(await Promise.all(some.map((activity) => find(activity, shop)))));
    }
    return products.filter((product) => product !== undefined);
  },
});

export const show = verb({
  name: "octo.product",
  may: ["key:resale"],
  input: z.object({ companyId: CompanyId, id: z.string(), capabilities: Capability.asked }),
  output: Product,
  async run({ companyId, id, capabilities }) {
    const [company, activity, percent] = await Promise.all([
      Company.get(companyId),
      offered(companyId, id),
      Pricing.commission(capabilities),
    ]);
    const product = await find(activity, { company, wanted: capabilities, percent });
    if (!product) throw invalidProduct(id);
    return product;
  },
});

/** The activity behind a product's id. */
export async function offered(companyId: string, productId: string): Promise<Activity.Activity> {
  if (!/^act_[A-Za-z0-9_-]{1,58}$/.test(productId)) throw invalidProduct(productId);
  const { data } = await Activities.Activities.get({ companyId, activityId: productId }).go({
    consistent: true,
  });
  if (data?.status !== "PUBLISHED") throw invalidProduct(productId);
  return data;
}

/** The activity, where it has the option too. */
export async function offeredAs(
  companyId: string,
  productId: string,
  optionId: string,
): Promise<Activity.Activity> {
  const activity = await offered(companyId, productId);
  if (!optionsOf(activity).some(({ id }) => id === optionId)) throw invalidOption(optionId);
  return activity;
}

export const typeOf = ({ anyTime }: Pick<Activity.Activity, "anyTime">): (typeof TYPES)[number] =>
  anyTime ? "OPENING_HOURS" : "START_TIME";

/** A session that says nothing of its option is one of the first. */
export const optionIdOf = (session: Pick<Session.Session, "optionId">, activity: Activity.Activity): string =>
  session.optionId ?? optionsOf(activity)[0]!.id;

type Offer = { id: string; name: string; price: Activity.Activity["price"]; durationMinutes: number };
const optionsOf = ({ options = [], name, price, durationMinutes }: Activity.Activity): Offer[] =>
  options.length === 0
    ? [{ id: "DEFAULT", name, price, durationMinutes }]
    : options.map(({ optionId, ...option }) => ({ id: optionId, ...option }));

type Shop = {
  readonly company: Company.Company;
  readonly wanted: Capability.Wanted;
  /** What the reseller keeps. */
  readonly percent: number;
};

/** The product, if there is anything of it to be sold. */
async function find(
  activity: Activity.Activity,
  { company, wanted, percent }: Shop,
): Promise<Product | undefined> {
  const { companyId, activityId } = activity;
  const coming = Session.Sessions.query.ofActivity({ companyId, activityId }).gt({ startsAt: Clock.iso() });
  const { data } = await coming.go({ limit: SESSIONS_LOOKED_AT });
  const sessions = data.filter(Audience.isForAll);
  if (sessions.length === 0) return undefined;
  const { policy } = await Terms.of(companyId, activity.termsId);
  const onSale = optionsOf(activity).filter(({ id }) =>
    sessions.some((session) => optionIdOf(session, activity) === id),
  );
  const options = await Promise.all(
    onSale.map(async (option, position) => {
      const kinds = await Unit.kindsOf(activity, option.price);
      const own = sessions.filter((session) => optionIdOf(session, activity) === option.id);
      const startTimes = own.map(({ startsAt }) => LocalTime.at(startsAt, company.timeZone).time);
      return {
        id: option.id,
        default: position === 0,
        internalName: option.name,
        reference: null,
        availabilityLocalStartTimes: activity.anyTime ? [] : [...new Set(startTimes)].toSorted(),
        ...cutoffOf(policy),
        requiredContactFields: [],
        restrictions: restrictionsOf(activity, kinds),
        units: kinds.map((kind) => Unit.of(kind, wanted, percent)),
        ...(wanted.includes("octo/content") && Content.ofOption(option)),
      };
    }),
  );
  const content = wanted.includes("octo/content") ? await Content.ofProduct(activity, policy) : {};
  return { ...productOf(activity, company, wanted), ...content, options };
}

const productOf = (activity: Activity.Activity, company: Company.Company, wanted: Capability.Wanted) => ({
  id: activity.activityId,
  internalName: activity.name,
  reference: null,
  locale: company.locale,
  timeZone: company.timeZone,
  allowFreesale: false,
  instantConfirmation: true,
  instantDelivery: true,
  availabilityRequired: true,
  availabilityType: typeOf(activity),
  deliveryFormats: ["QRCODE" as const],
  deliveryMethods: ["VOUCHER" as const],
  redemptionMethod: "DIGITAL" as const,
  ...(wanted.includes("octo/pricing") && {
    defaultCurrency: company.currency,
    availableCurrencies: [company.currency],
    pricingPer: "UNIT" as const,
    includeTax: true,
  }),
});

/** In units: as few as make the least booking, as many as fit into the largest. */
function restrictionsOf(
  { minSpots, maxSpots, capacity }: Activity.Activity,
  kinds: readonly { weight: number }[],
) {
  const weights = kinds.map(({ weight }) => weight);
  return {
    minUnits: Math.ceil(minSpots / Math.max(...weights)),
    maxUnits: Math.floor(Math.min(maxSpots, capacity) / Math.min(...weights)),
  };
}
