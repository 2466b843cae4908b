/** A company with one of everything that a path can name, and people of every kind. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as Activity from "../../domain/activity/activity.ts";
import * as Audit from "../../domain/audit/audit.ts";
import * as Row from "../../domain/booking/row.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import { commitOne } from "../../domain/commit.ts";
import * as Cart from "../../domain/cart/cart.ts";
import * as Calendar from "../../domain/calendar/calendar.ts";
import * as Card from "../../domain/payment/card.ts";
import * as Member from "../../domain/company/member.ts";
import type { CompanyId } from "../../domain/id.ts";
import { fresh, newUlid } from "../../domain/id.ts";
import * as Category from "../../domain/catalogue/category.ts";
import * as Location from "../../domain/catalogue/location.ts";
import * as Closing from "../../domain/schedule/closing.ts";
import * as Schedule from "../../domain/schedule/schedule.ts";
import { notify } from "../../domain/notification/notify.ts";
import * as Reseller from "../../domain/resale/reseller.ts";
import { reader, TABLE } from "../../domain/table.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import { doubtfulCallback, requestedRefund } from "./money-back.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { openHouse } from "../../infra/local/twins/house.ts";
import { freshDifference } from "./reconciled.ts";
import { as, asSystem, company, person, type Person } from "../world.ts";

// Whoever finds the gateways' addresses finds their twins there.
const { addresses } = await openHouse(0, (server) => void server.unref());
Object.assign(process.env, addresses);

let serial = 0;
export const credentials = () => ({
  secretKey: `sk_test_premises${(serial += 1)}`,
  webhookSecret: "whsec_premises0000",
});

export type Premises = Awaited<ReturnType<typeof premises>>;

/** `marker` is planted wherever only the company's own people may look. */
export async function premises(marker = "") {
  const world = await company();
  const { companyId, activityId, owner, slug } = world;
  const [admin, manager] = [person("admin"), person("manager")];
  const ada: Person = { ...person("ada"), name: `Ada ${marker}` };
  for (const [who, role] of [
    [admin, "admin"],
    [manager, "manager"],
  ] as const) {
    await as(owner, () => Member.add({ companyId, userId: who.userId, role }));
  }
  const { sessionId } = await world.session({ capacity: 40 });
  const { holdId } = await world.hold(ada, sessionId);
  const booking = await world.booking(ada, sessionId);
  const cart = async () => {
    const other = (await world.session()).sessionId;
    const lines = [{ sessionId: other }];
    const { cartId } = await as(ada, () => Cart.place({ companyId, lines }));
    return { cartId: cartId as string };
  };
  const { bookingId, customerId, payment } = booking;
  const draft = () =>
    as(owner, () =>
      Activity.draft({
        companyId,
        name: `Secret plans ${marker}`,
        durationMinutes: 60,
        capacity: 8,
        price: { amount: 100, currency: "UAH" },
      }),
    );
  await draft();
  const cause = `chg_${newUlid()}.0`;
  const { notificationId } = await asSystem(() =>
    notify({ type: "BOOKING_CREATED", userId: ada.userId, companyId, cause, data: booking }),
  );
  const { refundId } = await requestedRefund({ ...world, ada });
  const { callbackId } = await doubtfulCallback({ ...world, ada });
  const difference = await freshDifference(world);
  await asSystem(() => recorded(companyId, bookingId));
  const carla = person("carla");
  const { customerId: otherCustomerId } = await world.booking(carla, sessionId);
  const money = { amount: 1_000_000, currency: "UAH" };
  await as(owner, () => ByHand.credit({ companyId, customerId, money, reason: "A good start" }));
  await as(owner, () => Settings.put({ companyId, gateway: "stripe", credentials: credentials() }));
  const card = async () => {
    const kept = { mask: `4242 ${newUlid()}`, sealed: { key: "", box: "" } };
    const row = await asSystem(async () =>
      commitOne(await Card.keep({ companyId, userId: ada.userId }, "stripe", kept)),
    );
    return { cardId: String(row.cardId) };
  };
  const { locationId, embedKey } = await as(owner, () => Location.add({ companyId, name: "The hall" }));
  const { categoryId } = await as(owner, () => Category.add({ companyId, name: "Sport" }));
  const reseller = await as(owner, () => Reseller.open({ companyId, name: `Agency ${marker}` }));
  const closure = async () => {
    const [firstDay, lastDay] = ["2027-08-24", "2027-08-24"];
    const { closureId } = await as(owner, () => Closing.set({ companyId, activityId, firstDay, lastDay }));
    return { closureId };
  };
  await as(owner, () => Schedule.set({ companyId, activityId, slots: [] }));
  const calendar = async () => {
    const { calendarId, url } = await as(ada, () => Calendar.issue({ companyId }));
    return { calendarId: calendarId as string, token: url.split("/").at(-1)! };
  };
  const things = {
    ...(await calendar()),
    locationId,
    embedKey,
    categoryId,
    sphereId: fresh("sph"),
    ...(await card()),
    ...(await cart()),
    ...(await closure()),
    ...(await waiting({ ...world, ada })),
    companyId,
    slug,
    activityId,
    sessionId,
    holdId,
    bookingId,
    paymentId: payment.paymentId,
    customerId,
    notificationId,
    refundId,
    callbackId,
    gateway: "stripe",
    ...difference,
    subject: bookingId,
    currency: "UAH",
    resellerId: reseller.resellerId,
    keyId: reseller.apiKey.keyId,
  } as Record<string, string>;
  return { ...world, admin, manager, ada, things, draft, calendar, card, cart, closure, otherCustomerId };
}

/** A full session, and somebody who waits for it. */
export async function waiting(world: Pick<Premises, "companyId" | "session" | "hold" | "boris" | "ada">) {
  const { companyId } = world;
  const { sessionId } = await world.session({ capacity: 1 });
  await world.hold(world.boris, sessionId);
  const { entryId } = await as(world.ada, () => Waitlist.join({ companyId, sessionId }));
  return { entryId: entryId as string };
}

/** The booking's history, as the relay would write it. */
async function recorded(companyId: CompanyId, bookingId: string): Promise<void> {
  const { sessionId } = Row.keyOf(companyId, bookingId);
  const Key = { pk: `C#${companyId}/SESSION#${sessionId}`, sk: `BOOKING#${bookingId}` };
  const { Item } = await reader.send(new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }));
  await Audit.record([{ new: Item! }]);
}
