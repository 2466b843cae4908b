/** A company with money in its books: captures, credit given by hand in two currencies, a transfer. */
import { settle } from "../streamed.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import * as Statement from "../../domain/wallet/statement.ts";
import { transfer } from "../../domain/wallet/transfer.ts";
import { as, company, told, type Person } from "../world.ts";

export const uah = (amount: number) => ({ amount, currency: "UAH" });
export const reason = "For the broken wall";

/** Two captures, credit for Ada, some of it passed on to Boris, all of it in the books. */
export async function books() {
  const world = await company();
  const { companyId, owner, ada, boris } = world;
  const { sessionId } = await world.session();
  const customerOf = async (who: Person) => {
    const { bookingId } = await world.booking(who, sessionId);
    await told(world, bookingId);
    const { customerId } = await as(who, () => Statement.mine({ companyId }));
    return { customerId: customerId!, bookingId: String(bookingId) };
  };
  const [adas, boriss] = [await customerOf(ada), await customerOf(boris)];
  const [customerId, toCustomerId] = [adas.customerId, boriss.customerId];
  const give = (money: { amount: number; currency: string }, against: "goodwill" | "cash") =>
    as(owner, () => ByHand.credit({ companyId, customerId, money, reason, against }));
  await settle();
  await give(uah(10_000), "goodwill");
  await settle();
  await give(uah(5_000), "cash");
  await as(owner, () => transfer({ companyId, customerId, toCustomerId, money: uah(3_000), reason }));
  await give({ amount: 700, currency: "EUR" }, "cash");
  await settle();
  return { ...world, customerId, toCustomerId, bookingId: adas.bookingId };
}
export type Books = Awaited<ReturnType<typeof books>>;
