/** What a reseller wants to keep: units of one session, in the words of a product, an option and an availability. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type * as Activity from "../activity/activity.ts";
import * as Terms from "../activity/terms.ts";
import type { UnitKind } from "../activity/unit-kind.ts";
import * as Actor from "../actor.ts";
import { invalid, unprocessable } from "../error.ts";
import { SessionId } from "../id.ts";
import * as Activities from "../activity/row.ts";
import type * as Group from "../seat/group.ts";
import * as Hold from "../seat/hold.ts";
import * as Pool from "../seat/pool.ts";
import * as Session from "../session/session.ts";
import * as Text from "../text.ts";
import { isOffered } from "./availability.ts";
import type * as Booking from "./booking.ts";
import { Contact } from "./contact.ts";
import * as Product from "./product.ts";
import { invalidAvailability, noUnits } from "./refusal.ts";
import * as Row from "./resale-row.ts";
import * as Unit from "./unit.ts";

const Reference = Text.line({ least: 0, most: 200 });
const Uuid = z.guid().transform((uuid) => uuid.toLowerCase());

export const Items = z
  .array(
    z.object({
      uuid: Uuid.nullish(),
      unitId: z.string(),
      resellerReference: Reference.nullish(),
      contact: Contact.nullish(),
    }),
  )
  .max(Pool.SEATS_PER_POOL);
type Items = z.output<typeof Items>;

/** Whatever else is said of a booking. */
export const said = {
  resellerReference: Reference.nullish(),
  contact: Contact.nullish(),
  notes: Text.lines({ least: 0, most: 2000 }).nullish(),
};
export type Said = z.output<z.ZodObject<typeof said>>;
export const uuid = Uuid;

export type Wish = {
  readonly companyId: string;
  readonly activity: Activity.Activity;
  readonly session: Session.Session;
  readonly optionId: string;
  readonly kinds: readonly UnitKind[];
  readonly items: readonly Row.Item[];
};

type Named = {
  companyId: string;
  productId: string;
  optionId: string;
  availabilityId?: string | null | undefined;
};

/** Everything that it names is there; in the order in which a reseller finds out. */
export async function of(
  { companyId, productId, optionId, availabilityId }: Named,
  items: readonly Row.Item[],
): Promise<Wish> {
  const activity = await Product.offeredAs(companyId, productId, optionId);
  const session = await sessionOf(companyId, availabilityId ?? "");
  if (session.activityId !== productId || Product.optionIdOf(session, activity) !== optionId)
    throw invalidAvailability(session.sessionId);
  const kinds = await Unit.kindsOf(session, session.price);
  for (const { unitId } of items) Unit.kindOf(kinds, unitId);
  return { companyId, activity, session, optionId, kinds, items };
}

/** Other units of what is booked already, on sale or not. */
export async function here(
  { row, session, optionId }: Pick<Booking.State, "row" | "session" | "optionId">,
  items: readonly Row.Item[],
): Promise<Wish> {
  const { companyId, activityId } = row;
  const [activity, kinds] = await Promise.all([
    Activities.get(companyId, activityId),
    Unit.kindsOf(session, session.price),
  ]);
  for (const { unitId } of items) Unit.kindOf(kinds, unitId);
  return { companyId, activity, session, optionId, kinds, items };
}

async function sessionOf(companyId: string, availabilityId: string): Promise<Session.Session> {
  if (!SessionId.safeParse(availabilityId).success) throw invalidAvailability(availabilityId);
  const { data } = await Session.Sessions.get({ companyId, sessionId: availabilityId }).go({
    consistent: true,
  });
  if (!data || !isOffered(data)) throw invalidAvailability(availabilityId);
  return data;
}

/** Each with a uuid of its own; one that is given is kept, and keeps what was said of it and is not said anew. */
export function itemsOf(asked: Items | null | undefined, before: readonly Row.Item[] = []): Row.Item[] {
  if (!asked || asked.length === 0) throw noUnits();
  const items = asked.map((item) => {
    const known = before.find(({ uuid: own }) => own === item.uuid);
    const contact = item.contact ?? known?.contact;
    const resellerReference = item.resellerReference ?? known?.resellerReference;
    return {
      uuid: item.uuid ?? randomUUID(),
      unitId: item.unitId,
      ...(resellerReference !== undefined && { resellerReference }),
      ...(contact !== undefined && { contact }),
    };
  });
  if (new Set(items.map((item) => item.uuid)).size < items.length)
    throw invalid("octo.uuid_twice", "Each unit item has a uuid of its own.");
  return items;
}

export const countsOf = (items: readonly Row.Item[]): Unit.Counts =>
  Unit.count(items.map(({ unitId }) => ({ id: unitId, quantity: 1 })));

/** The same units, whoever they are for. */
export function isSame(before: readonly Row.Item[], items: readonly Row.Item[]): boolean {
  const [was, is] = [countsOf(before), countsOf(items)];
  return was.size === is.size && [...was].every(([id, quantity]) => is.get(id) === quantity);
}

/** The seats, or the kinds of people, that a hold is asked for. */
export function partyOf({ session, kinds, items }: Wish): Group.Asked {
  const spots = Unit.seatsOf(kinds, countsOf(items));
  if (spots > Pool.SEATS_PER_POOL)
    throw unprocessable("octo.too_many_seats", "These are more seats than one booking can have.", {
      most: Pool.SEATS_PER_POOL,
    });
  return Terms.unitsOf(session.termsId) ? { units: Object.fromEntries(countsOf(items)) } : { spots };
}

/** Keeps the seats, for the guest who is this resale's. The same for the same key, however often it is asked. */
export async function keep(wish: Wish, resaleId: string, key: string) {
  const holder = Row.holderOf({ companyId: wish.companyId, resaleId });
  const { companyId } = Actor.currentKey();
  const sessionId = SessionId.parse(wish.session.sessionId);
  const asked = { companyId, sessionId, ...partyOf(wish) };
  return Actor.onBehalfOf(holder, () => Hold.place(asked), key);
}
