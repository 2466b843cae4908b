import { describe, expect, it } from "vitest";
import { payer, settled } from "../people.ts";
import { aged } from "./forger.ts";
import { furnish, seen, type Row } from "./refusals.ts";

const house = await furnish();
const { ada, boris, owner, home, sessionId, somebody } = house;

const late: Row[] = [
  [
    "booking a hold twice",
    async () => {
      const who = await somebody();
      const { body } = await house.hold(who, sessionId);
      await house.book(who, body.holdId);
      return house.book(who, body.holdId);
    },
    409,
    "hold.in_checkout",
  ],
  [
    "a second live booking of one customer",
    async () => {
      const who = await somebody();
      await house.booked(who, sessionId);
      return house.book(who, (await house.hold(who, sessionId)).body.holdId);
    },
    409,
    "booking.already_booked",
  ],
  [
    "booking a released hold",
    async () => {
      const { body } = await house.hold(ada, sessionId);
      expect((await ada.delete(`${home}/holds/${body.holdId}`)).status).toBe(204);
      return house.book(ada, body.holdId);
    },
    409,
    "hold.released",
  ],
  [
    "booking an expired hold",
    async () => house.book(ada, await aged(house, (await house.hold(ada, sessionId)).body)),
    409,
    "hold.expired",
  ],
  [
    "extending an expired hold",
    async () =>
      ada.post(`${home}/holds/${await aged(house, (await house.hold(ada, sessionId)).body)}/extension`),
    409,
    "hold.expired",
  ],
  [
    "releasing a hold whose checkout is open",
    async () => {
      const who = await somebody();
      const { holdId } = await house.booked(who, sessionId);
      return who.delete(`${home}/holds/${holdId}`);
    },
    409,
    "hold.in_checkout",
  ],
  [
    "cancelling a booking twice",
    async () => {
      const who = await somebody();
      const { bookingId } = await house.booked(who, sessionId);
      await who.post(`${home}/bookings/${bookingId}/cancellation`);
      return who.post(`${home}/bookings/${bookingId}/cancellation`);
    },
    409,
    "booking.illegal_transition",
  ],
  [
    "more seats than there are",
    async () => house.hold(ada, await house.session(1), 2),
    422,
    "hold.spots_out_of_range",
  ],
  [
    "seats that are sold out",
    async () => {
      const small = await house.session(1);
      await house.hold(ada, small);
      return house.hold(boris, small);
    },
    409,
    "session.sold_out",
  ],
  [
    "a hold in a cancelled session",
    async () => {
      const off = await house.session();
      await owner.post(`${home}/sessions/${off}/cancellation`, { reason: "rain" });
      return house.hold(ada, off);
    },
    409,
    "session.closed",
  ],
  [
    "cancelling a session twice",
    async () => {
      const off = await house.session();
      await owner.post(`${home}/sessions/${off}/cancellation`, { reason: "rain" });
      return owner.post(`${home}/sessions/${off}/cancellation`, { reason: "rain" });
    },
    409,
    "session.already_cancelled",
  ],
  [
    "publishing an activity twice",
    () => owner.post(`${home}/activities/${house.activityId}/publication`),
    409,
    "activity.illegal_transition",
  ],
  [
    "a slug that is taken",
    () =>
      owner.post("/v1/companies", {
        name: "Other",
        slug: house.slug,
        timeZone: "Europe/Kyiv",
        currency: "UAH",
        locale: "uk",
      }),
    409,
    "company.slug_taken",
  ],
];

describe("doing it twice, or too late", () => {
  it.each(late)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});

it("paying twice charges once and confirms once", async () => {
  const who = await somebody();
  const { bookingId, payment } = await house.booked(who, sessionId);
  await payer(payment.checkoutUrl, { outcome: "paid" });
  await payer(payment.checkoutUrl, { outcome: "paid" });
  await settled();
  const { body } = await owner.get(`${home}/payments/${payment.paymentId}`);
  expect(body).toMatchObject({ status: "SUCCEEDED", bookingId, refunds: [] });
  expect(body.journals).toHaveLength(1);
});
