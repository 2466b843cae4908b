/** Customers with wallets, and what they pay from them. */
import * as Booking from "../../domain/booking/booking.ts";
import { book } from "../../domain/booking/book.ts";
import * as ToppedUp from "../../domain/booking/topped-up.ts";
import { commit, whileMoving } from "../../domain/commit.ts";
import * as Customer from "../../domain/customer.ts";
import type { BookingId, CompanyId, SessionId } from "../../domain/id.ts";
import * as Pool from "../../domain/seat/pool.ts";
import * as Wallet from "../../domain/wallet/wallet.ts";
import { as, asSystem, type Person, type World } from "../world.ts";

export const PRICE = 45_000;
export const currency = "UAH";
type Payment_ = Parameters<typeof book>[0]["payment"];

async function customerOf(world: World, who: Person): Promise<string> {
  return as(who, async () => {
    const { customerId, writes } = await Customer.firstUse(world.companyId);
    if (writes.length > 0) await commit(writes, undefined);
    return customerId;
  });
}

let gifts = 0;
/** Credit from nowhere in particular: what is proved here is how it is spent. */
export async function gift(world: World, who: Person, amount: number): Promise<string> {
  const { companyId } = world;
  const customerId = await customerOf(world, who);
  await asSystem(() =>
    whileMoving(async () => {
      const { writes } = await Wallet.credit({
        companyId,
        customerId,
        money: { amount, currency },
        source: "MANUAL_CREDIT",
        fact: `gift#${gifts++}`,
        against: "goodwill",
        links: {},
      });
      await commit(writes, undefined);
    }),
  );
  return customerId;
}

export const balance = async ({ companyId }: World, customerId: string) =>
  (await Wallet.find({ companyId, customerId, currency }))?.available ?? 0;
export const read = ({ companyId, owner }: World, bookingId: BookingId) =>
  as(owner, () => Booking.get({ companyId, bookingId }));
export const seats = (world: World, sessionId: SessionId) => Pool.seats(world.companyId, sessionId);

export async function reserve(world: World, who: Person, sessionId: SessionId, payment: Payment_) {
  const { companyId } = world;
  const { holdId } = await world.hold(who, sessionId);
  return as(who, () => book({ companyId, holdId, payment }));
}

export const credited = ({ companyId }: { companyId: CompanyId }, customerId: string) =>
  asSystem(() => ToppedUp.confirmAll({ companyId, customerId, currency }));
export const wallet = { method: "wallet" } as const;
export const waiting = { method: "wallet", waitForTopUp: true } as const;
