import { expect, test } from "vitest";
import { fresh } from "../../domain/id.ts";
import * as Fold from "../../domain/ledger/fold.ts";
import * as Journal from "../../domain/ledger/journal.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import * as Statement from "../../domain/wallet/statement.ts";
import { transfer } from "../../domain/wallet/transfer.ts";
import { metered } from "../bench/meter.ts";
import { as, asSystem, company, type Person } from "../world.ts";

const reason = "For the broken wall";
const money = { amount: 100, currency: "UAH" };

async function house() {
  const world = await company();
  const { companyId, owner, ada, boris } = world;
  const { sessionId } = await world.session();
  const customerOf = async (who: Person) => {
    await world.booking(who, sessionId);
    return (await as(who, () => Statement.mine({ companyId }))).customerId!;
  };
  const [customerId, toCustomerId] = [await customerOf(ada), await customerOf(boris)];
  const give = (to: typeof customerId) =>
    as(owner, () => ByHand.credit({ companyId, customerId: to, money: { ...money, amount: 1_000 }, reason }));
  await give(customerId);
  await give(toCustomerId);
  return { ...world, customerId, toCustomerId };
}

test("LED-2 a debit is one transaction: wallet, entry, journal and the answer for a repeat", async () => {
  const { companyId, owner, customerId } = await house();
  const debited = await metered(() =>
    as(owner, () => ByHand.debit({ companyId, customerId, money, reason })),
  );
  expect(debited.writes).toHaveLength(4);
  expect(debited.writes.every(({ transactional }) => transactional)).toBe(true);
  expect(debited.writeUnits).toBeLessThanOrEqual(8);
  expect(debited.trips).toBeLessThanOrEqual(4);
});

test("LED-4 a transfer is one transaction: two wallets, two entries, one journal, and the answer", async () => {
  const { companyId, owner, customerId, toCustomerId } = await house();
  const moved = await metered(() =>
    as(owner, () => transfer({ companyId, customerId, toCustomerId, money, reason })),
  );
  expect(moved.writes).toHaveLength(6);
  expect(moved.writeUnits).toBeLessThanOrEqual(12);
});

test("LED-5 the books cost a lonely booking four write units, and less than half of one where a hundred come together", async () => {
  const { companyId } = await company();
  const bookings = (count: number) =>
    Array.from({ length: count }, () =>
      Journal.capture({
        companyId,
        paymentId: fresh("pay"),
        bookingId: fresh("bkg"),
        gateway: "sandbox",
        money,
      }),
    );
  const folded = (count: number) => {
    const items = bookings(count).map(
      ({ operation }) => (operation.params() as { Item: Journal.Journal }).Item,
    );
    return metered(() => asSystem(() => Fold.fold(companyId, items)));
  };
  // The first postings also open the accounts.
  expect((await folded(1)).writeUnits).toBe(8);
  expect((await folded(1)).writeUnits).toBe(4);
  const units = (await folded(100)).writeUnits;
  expect(units).toBeLessThanOrEqual(50);
});
