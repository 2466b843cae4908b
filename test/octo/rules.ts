/**
 * What the specification, its published types and its public validator ask of an answer, written anew from what they check.
 * The types are the second oracle: their own schemas read every answer. What only the validator asks for is said here: forms
 * of times and ids, what goes with which status, what a product with opening hours has.
 */
import { createRequire } from "node:module";

// What a program gets is JSON of any shape until it is looked at.
export type Json = ReturnType<typeof JSON.parse>;
type Schema = { safeParse: (value: unknown) => { success: boolean; error?: { issues: Issue[] } } };
type Issue = { path: (string | number)[]; message: string };

// At run time alone: the declarations of these schemas are two megabytes.
const published = createRequire(import.meta.url)("@octocloud/types") as Record<string, Schema>;

export type Kind =
  | "Supplier"
  | "Product"
  | "Availability"
  | "AvailabilityCalendar"
  | "Booking"
  | "Capability";

/**
 * The types want a start time of every option, and the validator wants none where people come at any time: the validator,
 * which is what a reseller runs, is followed.
 */
const DISPUTED = /availabilityLocalStartTimes$/;

/** What the published schemas have against it. */
export function misfits(kind: Kind, value: unknown, at: string): string[] {
  const read = published[`z${kind}`]!.safeParse(value);
  const found = read.error?.issues.map(({ path, message }) => `${at}.${path.join(".")}: ${message}`) ?? [];
  const { availabilityType } = (value ?? {}) as Json;
  return availabilityType === "OPENING_HOURS"
    ? found.filter((one) => !DISPUTED.test(one.split(":")[0]!))
    : found;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9][0-9a-f]{3}-[089ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/;
const UTC_SECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const TIME = /^\d{2}:\d{2}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Collects what is wrong, by where it is. */
class Findings {
  readonly all: string[] = [];
  readonly at: string;
  constructor(at: string) {
    this.at = at;
  }
  is(holds: boolean, what: string): void {
    if (!holds) this.all.push(`${this.at}.${what}`);
  }
  form(name: string, value: unknown, form: RegExp): void {
    this.is(typeof value === "string" && form.test(value), `${name} is ${JSON.stringify(value)}`);
  }
  whole(name: string, value: unknown): void {
    this.is(Number.isInteger(value), `${name} is ${JSON.stringify(value)}, no integer`);
  }
}

export function pricing(price: Json, at: string): string[] {
  const found = new Findings(at);
  for (const name of ["original", "retail", "currencyPrecision"]) found.whole(name, price?.[name]);
  found.is(price?.net === null || Number.isInteger(price?.net), "net is neither null nor an integer");
  found.form("currency", price?.currency, /^[A-Z]{3}$/);
  found.is(price?.original >= price?.retail, "retail is more than original");
  found.is((price?.net ?? 0) <= price?.retail, "net is more than retail");
  return found.all;
}

export function product(one: Json, priced: boolean, at = "product"): string[] {
  const found = new Findings(at);
  found.form("timeZone", one.timeZone, /\w/);
  found.is(one.deliveryFormats?.length > 0, "deliveryFormats is empty");
  found.is(one.deliveryMethods?.length > 0, "deliveryMethods is empty");
  found.is(one.options?.length > 0, "options is empty");
  if (priced) {
    found.form("defaultCurrency", one.defaultCurrency, /^[A-Z]{3}$/);
    found.is(one.availableCurrencies?.length > 0, "availableCurrencies is empty");
    found.is(["UNIT", "BOOKING"].includes(one.pricingPer), "pricingPer is missing");
    found.is(typeof one.includeTax === "boolean", "includeTax is missing");
  }
  const options: Json[] = one.options ?? [];
  return [
    ...found.all,
    ...options.flatMap((option, i) => optionOf(one, option, `${at}.options[${i}]`, priced)),
  ];
}

function optionOf({ availabilityType }: Json, option: Json, at: string, priced: boolean): string[] {
  const found = new Findings(at);
  const times: string[] = option.availabilityLocalStartTimes;
  if (availabilityType === "OPENING_HOURS")
    found.is(times.length === 0, "availabilityLocalStartTimes is not empty");
  else
    found.is(times.length > 0 && times.every((time) => TIME.test(time)), `start times are ${times.join()}`);
  found.whole("restrictions.minUnits", option.restrictions.minUnits);
  found.is(["hour", "minute", "day"].includes(option.cancellationCutoffUnit), "cancellationCutoffUnit");
  const units: Json[] = option.units;
  found.is(units.length > 0, "units is empty");
  return [
    ...found.all,
    ...units.flatMap((unit, i) => {
      const prices: Json[] = priced ? (unit.pricingFrom ?? [undefined]) : [];
      return prices.flatMap((price) => pricing(price, `${at}.units[${i}].pricingFrom`));
    }),
  ];
}

function hours(value: Json, type: string | undefined, found: Findings): void {
  const list: Json[] = value ?? [];
  for (const { from, to } of list) {
    found.form("openingHours.from", from, TIME);
    found.form("openingHours.to", to, TIME);
  }
  if (type === "OPENING_HOURS") found.is(list.length > 0, "openingHours is empty");
}

export function availability(one: Json, type: string, priced: boolean, at = "availability"): string[] {
  const found = new Findings(at);
  found.form("localDateTimeStart", one.localDateTimeStart, LOCAL);
  found.form("localDateTimeEnd", one.localDateTimeEnd, LOCAL);
  found.form("utcCutoffAt", one.utcCutoffAt, UTC_SECONDS);
  found.is(one.allDay === (type === "OPENING_HOURS"), `allDay is ${one.allDay}`);
  hours(one.openingHours, type, found);
  if (!priced) return found.all;
  const units: Json[] = one.unitPricing ?? [];
  found.is(units.length > 0, "unitPricing is empty");
  return [...found.all, ...units.flatMap((price) => pricing(price, `${at}.unitPricing`))];
}

export function day(one: Json, type: string, priced: boolean, at = "day"): string[] {
  const found = new Findings(at);
  found.form("localDate", one.localDate, DATE);
  hours(one.openingHours, type, found);
  const prices: Json[] = priced ? (one.unitPricingFrom ?? [undefined]) : [];
  return [...found.all, ...prices.flatMap((price) => pricing(price, `${at}.unitPricingFrom`))];
}

/** Which of a booking's times are there, and whether it says why it was cancelled, goes by its status. */
export function booking(one: Json, priced: boolean, at = "booking"): string[] {
  const found = new Findings(at);
  found.form("uuid", one.uuid, UUID);
  found.form("utcCreatedAt", one.utcCreatedAt, UTC);
  found.form("utcUpdatedAt", one.utcUpdatedAt, UTC);
  const until = one.status === "ON_HOLD" || one.status === "EXPIRED";
  if (until) found.form("utcExpiresAt", one.utcExpiresAt, UTC);
  else found.is(one.utcExpiresAt === null, "utcExpiresAt is not null");
  if (one.status === "CONFIRMED") found.form("utcConfirmedAt", one.utcConfirmedAt, UTC);
  if (one.status === "ON_HOLD") found.is(one.utcConfirmedAt === null, "utcConfirmedAt is not null");
  if (one.status === "REDEEMED") found.form("utcRedeemedAt", one.utcRedeemedAt, UTC);
  else found.is(one.utcRedeemedAt === null, "utcRedeemedAt is not null");
  if (one.status === "CANCELLED" || one.status === "EXPIRED")
    found.form("cancellation.utcCancelledAt", one.cancellation?.utcCancelledAt, UTC);
  else found.is(one.cancellation === null, "cancellation is not null");
  found.is(one.availability?.id === one.availabilityId, "availability is another than availabilityId");
  const vouched = one.deliveryMethods.includes("VOUCHER");
  found.is(vouched === (one.voucher !== null), "voucher and deliveryMethods disagree");
  const ticketed = one.deliveryMethods.includes("TICKET");
  const items: Json[] = one.unitItems;
  for (const item of items) {
    found.form("unitItems.uuid", item.uuid, UUID);
    const partly = one.status === "REDEEMED" && item.status === "CONFIRMED";
    found.is(item.status === one.status || partly, `a unit item is ${item.status}`);
    found.is(ticketed === (item.ticket !== null), "ticket and deliveryMethods disagree");
    if (priced) found.all.push(...pricing(item.pricing, `${at}.unitItems.pricing`));
  }
  found.is(new Set(items.map(({ uuid }) => uuid)).size === items.length, "unit items share a uuid");
  if (priced) found.all.push(...pricing(one.pricing, `${at}.pricing`), ...addedUp(one, at));
  return found.all;
}

/** A product that is priced per unit costs what its units cost. */
function addedUp({ pricing: whole, unitItems }: Json, at: string): string[] {
  const found = new Findings(at);
  for (const name of ["original", "retail", "net"]) {
    const sum = (unitItems as Json[]).reduce((total, item) => total + item.pricing[name], 0);
    found.is(sum === whole[name], `pricing.${name} is ${whole[name]}, and its units' are ${sum}`);
  }
  return found.all;
}
