/**
 * Changing a booking. Before it is sold, other units or another time are another hold: the new one is placed first, and the
 * row and the old hold follow in one transaction, so that either all of it changes or nothing does. In a session that is full
 * the old hold makes room for the new one, because both are the same guest's. What is sold moves as bookings do (`rebooking.ts`).
 * What is merely said of a booking can be said anew as long as it is on hold or sold.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { Again, again, commit, commitOne, type Write } from "../commit.ts";
import { conflict } from "../error.ts";
import { CompanyId } from "../id.ts";
import * as Hold from "../seat/hold.ts";
import type * as Pool from "../seat/pool.ts";
import * as Seats from "../seat/seats.ts";
import * as View from "../seat/view.ts";
import { verb } from "../verb.ts";
import * as Booking from "./booking.ts";
import * as Capability from "./capability.ts";
import * as Product from "./product.ts";
import { keyOf, rebook } from "./rebooking.ts";
import { changing, notesOf, notHeld, recovered } from "./reservation.ts";
import * as Row from "./resale-row.ts";
import * as Wish from "./wish.ts";

export const amend = verb({
  name: "octo.update",
  may: ["key:resale"],
  input: z.object({
    companyId: CompanyId,
    uuid: z.string(),
    capabilities: Capability.asked,
    productId: z.string().nullish(),
    optionId: z.string().nullish(),
    availabilityId: z.string().nullish(),
    unitItems: Wish.Items.nullish(),
    expirationMinutes: z.int().nullish(),
    emailReceipt: z.boolean().nullish(),
    ...Wish.said,
  }),
  output: Booking.Booking,
  async run({ companyId, uuid, capabilities, ...asked }) {
    const row = await Row.get(companyId, uuid);
    const state = await Booking.stateOf(row);
    if (state.status !== "ON_HOLD" && state.status !== "CONFIRMED") throw notHeld(state.status);
    const amended = await changed(state, asked);
    return Booking.shown(await Booking.stateOf(amended), capabilities);
  },
});

type Asked = Wish.Said & {
  productId?: string | null | undefined;
  optionId?: string | null | undefined;
  availabilityId?: string | null | undefined;
  unitItems?: z.output<typeof Wish.Items> | null | undefined;
};

/** The row as it is after the change. */
export async function changed(state: Booking.State, asked: Asked): Promise<Row.Resale> {
  const { row, session, optionId } = state;
  const items = asked.unitItems ? Wish.itemsOf(asked.unitItems, row.unitItems) : row.unitItems;
  const said = { ...notesOf(row.companyId, asked), unitItems: items, updatedAt: Clock.iso() };
  const named = {
    companyId: row.companyId,
    productId: asked.productId ?? row.activityId,
    optionId: asked.optionId ?? optionId,
    availabilityId: asked.availabilityId ?? session.sessionId,
  };
  if (state.status === "CONFIRMED") await mustBeSame(row, named.productId);
  if (isElsewhere(state, named) || !Wish.isSame(row.unitItems, items)) {
    const wish =
      state.status === "CONFIRMED" && !isElsewhere(state, named)
        ? await Wish.here(state, items)
        : await Wish.of(named, items);
    return state.status === "CONFIRMED" ? rebook(state, wish, said) : rehold(state, wish, said);
  }
  return (await commitOne(changing(row, said))) as unknown as Row.Resale;
}

/** Its terms were agreed when it was sold, and another product has others. */
async function mustBeSame({ companyId, activityId }: Row.Resale, productId: string): Promise<void> {
  if (productId === activityId) return;
  await Product.offered(companyId, productId);
  throw conflict(
    "octo.other_product",
    "A confirmed booking stays a booking of its product. Cancel it, and book the other product.",
  );
}

const isElsewhere = (
  { row, session, optionId }: Booking.State,
  asked: { productId: string; optionId: string; availabilityId: string },
) =>
  row.activityId !== asked.productId ||
  optionId !== asked.optionId ||
  session.sessionId !== asked.availabilityId;

async function rehold(
  { row, pool }: Booking.State,
  wish: Wish.Wish,
  said: Partial<Row.Resale>,
): Promise<Row.Resale> {
  mustBeYoung(row, pool);
  const { session, activity, optionId } = wish;
  const held = await Wish.keep(wish, row.resaleId, keyOf(row, wish));
  const moved = {
    ...said,
    activityId: activity.activityId,
    optionId,
    sessionId: session.sessionId,
    holdId: held.holdId,
    expiresAt: held.expiresAt,
  };
  try {
    await commit([changing(row, moved), ...(await lettingGo(row))], undefined);
    return { ...row, ...moved, version: row.version! + 1 };
  } catch (error) {
    return recovered(row, held.holdId, error, error instanceof Again && !(await isSold(row)));
  }
}

/** A new hold has a new life; whoever changed his mind for ever would keep seats for ever. */
function mustBeYoung({ createdAt }: Row.Resale, { holdSeconds }: Pool.Pool): void {
  if (Clock.millis() < Date.parse(createdAt) + Hold.LIFETIMES * holdSeconds * 1000) return;
  throw conflict(
    "octo.held_too_long",
    "These places are kept for as long as they can be. Confirm them first.",
  );
}

const isSold = async ({ companyId, holdId }: Row.Resale): Promise<boolean> =>
  (await Hold.find(companyId, holdId)).entry?.bk !== undefined;

/** The hold gives its seats back, if it has not made room already. What was sold meanwhile is looked at anew. */
export async function lettingGo({ companyId, sessionId, holdId }: Row.Resale): Promise<Write[]> {
  const { entry } = await Hold.find(companyId, holdId);
  if (entry?.bk !== undefined) throw again();
  const { index, key } = View.parts(holdId);
  return Seats.letGo({ companyId, sessionId, bookingId: "", spots: 0, pool: index, hold: key });
}
