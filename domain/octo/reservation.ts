/**
 * Reserving: a hold like any customer's, and a row that says whose. The uuid is the key of the request: the hold's id is made
 * of it and the row's too, so a repeat, or a twin at the same moment, comes to the same hold and the same row. A uuid that
 * belongs to another booking is refused, and what was held for the mistake is let go.
 */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { change, commitOne, conflictOf, replay, Replay } from "../commit.ts";
import * as Company from "../company/company.ts";
import { assert, conflict } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, HoldId } from "../id.ts";
import { fingerprint } from "../once.ts";
import * as Reseller from "../resale/row.ts";
import * as Hold from "../seat/hold.ts";
import { verb } from "../verb.ts";
import * as Availability from "./availability.ts";
import * as Booking from "./booking.ts";
import * as Capability from "./capability.ts";
import { uuidTaken } from "./refusal.ts";
import * as Row from "./resale-row.ts";
import * as Wish from "./wish.ts";

export const reserve = verb({
  name: "octo.reserve",
  may: ["key:resale"],
  input: z.object({
    companyId: CompanyId,
    capabilities: Capability.asked,
    uuid: Wish.uuid.nullish(),
    productId: z.string(),
    optionId: z.string(),
    availabilityId: z.string().nullish(),
    unitItems: Wish.Items.nullish(),
    currency: z.string().nullish(),
    /** A hold lives as long as the company lets it; the answer says until when. */
    expirationMinutes: z.int().nullish(),
    ...Wish.said,
  }),
  output: Booking.Booking,
  async run({ companyId, capabilities, uuid: given, unitItems, currency, ...asked }) {
    const [company, commissionPercent] = await Promise.all([
      Company.get(companyId),
      Reseller.commissionOf(Actor.currentKey()),
    ]);
    Availability.mustBeCurrency(currency, company);
    const uuid = given ?? randomUUID();
    const resaleId = Row.idOf(companyId, uuid);
    const items = Wish.itemsOf(unitItems);
    const askedFor = fingerprintOf({ ...asked, items });
    const own = { resaleId, uuid, askedFor, commissionPercent };
    const known = given ? await Row.find(companyId, resaleId) : undefined;
    const row = known ?? (await create(await Wish.of({ companyId, ...asked }, items), { ...asked, ...own }));
    if (row.askedFor !== askedFor) throw uuidTaken(uuid);
    return Booking.shown(await Booking.stateOf(row), capabilities);
  },
});

/** Keeps the seats for longer, as far as a hold can be extended. */
export const extend = verb({
  name: "octo.extend",
  may: ["key:resale"],
  input: z.object({
    companyId: CompanyId,
    uuid: z.string(),
    capabilities: Capability.asked,
    expirationMinutes: z.int().nullish(),
  }),
  output: Booking.Booking,
  async run({ companyId, uuid, capabilities }) {
    const row = await Row.get(companyId, uuid);
    const { status } = await Booking.stateOf(row);
    if (status !== "ON_HOLD") throw notHeld(status);
    const holdId = HoldId.parse(row.holdId);
    const { expiresAt } = await Actor.onBehalfOf(Row.holderOf(row), () => Hold.extend({ companyId, holdId }));
    const extended = await put(row, { expiresAt, updatedAt: Clock.iso() });
    return Booking.shown(await Booking.stateOf(extended), capabilities);
  },
});

export const notHeld = (status: Booking.Status) =>
  conflict("octo.not_on_hold", `This booking is ${status}: it is not on hold any more.`, { state: status });

type Said = Wish.Said & { resaleId: string; uuid: string; askedFor: string; commissionPercent: number };

async function create(
  wish: Wish.Wish,
  { resaleId, uuid, askedFor, commissionPercent, ...said }: Said,
): Promise<Row.Resale> {
  const { companyId, activity, session, optionId, items } = wish;
  const held = await Wish.keep(wish, resaleId, uuid).catch((error: unknown) => {
    throw conflictOf(error) === "idempotency.key_reused" ? uuidTaken(uuid) : error;
  });
  const now = Clock.iso();
  const row: Row.Resale = {
    companyId,
    resaleId,
    resellerId: Actor.currentKey().resellerId,
    uuid,
    askedFor,
    activityId: activity.activityId,
    optionId,
    sessionId: session.sessionId,
    holdId: held.holdId,
    expiresAt: held.expiresAt,
    unitItems: [...items],
    commissionPercent,
    ...notesOf(companyId, said),
    createdAt: now,
    updatedAt: now,
  };
  const write = change(Events.ResaleReserved(), Row.Resales.create(row), (old) => replay(old));
  try {
    await commitOne(write);
    return { ...row, version: 1 };
  } catch (error) {
    if (!(error instanceof Replay)) throw error;
    // Its twin was faster, and has the same hold; another booking's uuid has another.
    const first = error.answer as Row.Resale;
    if (first.holdId !== held.holdId) await letGo(row);
    return first;
  }
}

export const letGo = (row: Pick<Row.Resale, "companyId" | "resaleId" | "holdId">): Promise<void> =>
  Actor.onBehalfOf(Row.holderOf(row), () =>
    Hold.release({ companyId: CompanyId.parse(row.companyId), holdId: HoldId.parse(row.holdId) }),
  );

/**
 * A change with a new hold has come to nothing. Its twin may have done it; else the hold is given back, because only the next
 * try of the same change would ask for it again, where there is one.
 */
export async function recovered(
  row: Row.Resale,
  holdId: string,
  error: unknown,
  isTriedAgain: boolean,
): Promise<Row.Resale> {
  const now = await Row.get(row.companyId, row.uuid);
  if (now.holdId === holdId) return now;
  if (!isTriedAgain || now.version !== row.version) await letGo({ ...row, holdId });
  throw error;
}

type Asked = {
  productId: string;
  optionId: string;
  availabilityId?: string | null | undefined;
  items: readonly Row.Item[];
};

/** A second request with a uuid must want what the first one wanted: the same units in the same place. */
const fingerprintOf = ({ productId, optionId, availabilityId, items }: Asked): string =>
  fingerprint([productId, optionId, availabilityId, [...Wish.countsOf(items)].toSorted()]);

/** What is said about a booking, as it is kept; what is not said is not touched. */
export function notesOf(companyId: string, { resellerReference, contact, notes }: Wish.Said) {
  return {
    ...(resellerReference && {
      resellerReference,
      calledIn: Row.listOf(companyId, resellerReference),
      calledAt: Clock.iso(),
    }),
    ...(contact && { contact }),
    ...(notes && { notes }),
  };
}

type Changes = Partial<Omit<Row.Resale, "companyId" | "resaleId" | "version" | "change">>;

/** A change of the reseller's own row, if nobody has changed it meanwhile. */
export const changing = (row: Row.Resale, changes: Changes) =>
  change(
    Events.ResaleChanged(),
    Row.Resales.patch(Row.keyOf(row))
      .set(changes)
      .where((a, o) => o.eq(a.version, row.version!)),
    meanwhile,
  );

export const meanwhile = () =>
  conflict("octo.changed_meanwhile", "Another request has changed this booking at the same moment.");

export async function put(row: Row.Resale, changes: Changes): Promise<Row.Resale> {
  const after = await commitOne(changing(row, changes));
  assert(after.resaleId, "a changed row is told");
  return after as unknown as Row.Resale;
}
