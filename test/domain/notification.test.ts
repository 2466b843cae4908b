import type { EventBridgeEvent } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { BookingId, CompanyId, newUlid, NotificationId, RefundId, SessionId } from "../../domain/id.ts";
import * as Message from "../../domain/notification/message.ts";
import * as Notification from "../../domain/notification/notification.ts";
import * as Notify from "../../domain/notification/notify.ts";
import * as Outbox from "../../domain/outbox/outbox.ts";
import type { Envelope } from "../../domain/event.ts";
import * as BookingCancelled from "../../functions/reactions/booking-cancelled.ts";
import * as BookingConfirmed from "../../functions/reactions/booking-confirmed.ts";
import * as BookingCreated from "../../functions/reactions/booking-created.ts";
import * as RefundAutoApproved from "../../functions/reactions/refund-auto-approved.ts";
import { as, asSystem, company, person, refusal, rowsOf, type Person } from "../world.ts";

const companyId = CompanyId.parse(`cmp_${newUlid()}`);
const booking = {
  bookingId: BookingId.parse(`bkg_${newUlid()}`),
  companyId,
  sessionId: SessionId.parse(`ses_${newUlid()}00`),
  activityName: "Bouldering",
  startsAt: "2027-03-01T16:30:00.000Z",
  spots: 2,
  price: { amount: 90_000, currency: "UAH" },
};

let ada: Person;
beforeEach(() => {
  ada = person("ada");
});

const newCause = (position = 0): string => `chg_${newUlid()}.${position}`;

function envelope(type: string, data: Record<string, unknown>): Envelope {
  const of = { companyId, entity: "booking", entityId: booking.bookingId, version: 1 };
  const [id, at] = [newCause(), "2027-01-01T10:00:00.000Z"];
  return {
    id,
    type,
    at,
    ...of,
    by: { kind: "customer" },
    requestId: "r",
    data: { ...data, userId: ada.userId },
  };
}

const deliver = (reaction: typeof BookingCreated.notifyCustomer, detail: object): Promise<void> =>
  reaction({ detail } as EventBridgeEvent<string, unknown>);

const tell = (who = ada, cause = newCause()) =>
  asSystem(() =>
    Notify.notify({ type: "BOOKING_CREATED", userId: who.userId, companyId, cause, data: booking }),
  );
/** Of one commit, so that their order is known. */
async function tellMany(many: number): Promise<NotificationId[]> {
  const commit = newUlid();
  const told = await Promise.all(
    Array.from({ length: many }, (_, at) => tell(ada, `chg_${commit}.${at + 100}`)),
  );
  return told.map(({ notificationId }) => notificationId);
}
const inbox = (who = ada, asked: Parameters<typeof Notification.list>[0] = {}) =>
  as(who, () => Notification.list(asked));
const unread = async (who = ada): Promise<number> =>
  (await as(who, () => Notification.unreadCount({}))).unread;
const read = (notificationId: NotificationId, who = ada) =>
  as(who, () => Notification.read({ notificationId }));
const readAll = (who = ada) => as(who, () => Notification.readAll({}));

describe("a customer is told", () => {
  it("NTF-1 once, however often and in parallel the event arrives", async () => {
    const created = envelope("booking.created", booking);
    await Promise.all(Array.from({ length: 20 }, () => deliver(BookingCreated.notifyCustomer, created)));
    await deliver(BookingCreated.notifyCustomer, created);
    expect((await inbox()).items).toHaveLength(1);
    expect(await unread()).toBe(1);
  });

  it.each([
    ["BOOKING_CREATED", BookingCreated, booking],
    ["BOOKING_CONFIRMED", BookingConfirmed, booking],
    ["BOOKING_CANCELLED", BookingCancelled, { ...booking, cancelledBecause: "staff" }],
    [
      "REFUND_AUTO_APPROVED",
      RefundAutoApproved,
      {
        refundId: RefundId.parse(`ref_${newUlid()}`),
        bookingId: booking.bookingId,
        companyId,
        amount: { amount: 90_000, currency: "UAH" },
        destination: "CARD",
      },
    ],
  ])("NTF-1 %s says what its type promises and nothing beside it", async (type, { notifyCustomer }, data) => {
    await deliver(notifyCustomer, envelope("some.event", { ...data, paymentId: "pay_1", secret: "s" }));
    const [told] = (await inbox()).items;
    expect(told).toMatchObject({ type, companyId, data });
    expect(Object.keys(told!.data).toSorted()).toEqual(Object.keys(data).toSorted());
    expect(told).not.toHaveProperty("readAt");
    expect(told).not.toHaveProperty("unreadBy");
  });

  it("NTF-1 never with wrong data: the event fails and nothing is stored", async () => {
    const { price: _, ...priceless } = booking;
    for (const data of [priceless, { ...booking, spots: 0 }, { ...booking, bookingId: "b" }]) {
      await expect(deliver(BookingCreated.notifyCustomer, envelope("booking.created", data))).rejects.toThrow(
        /price|spots|bookingId/,
      );
    }
    expect((await inbox()).items).toEqual([]);
    expect(await unread()).toBe(0);
  });

  it("NTF-1 of what really happened: the event of a real booking has all that is to be told", async () => {
    const world = await company();
    const { sessionId } = await world.session();
    const { bookingId } = await world.booking(world.ada, sessionId, 2);
    const rows = await rowsOf(world.companyId);
    const row = rows.find(({ sk }) => sk === `BOOKING#${bookingId}`)!;
    await deliver(BookingCreated.notifyCustomer, Outbox.envelopeOf(row)!);
    const { items } = await inbox(world.ada);
    expect(items).toMatchObject([{ type: "BOOKING_CREATED", data: { bookingId, spots: 2 } }]);
  });

  it("NTF-1 by the system, never by a person", async () => {
    const asked = {
      type: "BOOKING_CREATED",
      userId: ada.userId,
      companyId,
      cause: newCause(),
      data: booking,
    } as const;
    expect((await refusal(as(ada, () => Notify.notify(asked)))).code).toBe("access.forbidden");
  });
});

describe("the inbox", () => {
  it("NTF-2 shows the newest first, in pages whose cursor is good for its owner only", async () => {
    const ids = await tellMany(7);
    const first = await inbox(ada, { limit: 3 });
    const rest = await inbox(ada, { cursor: first.cursor });
    const seen = [...first.items, ...rest.items].map(({ notificationId }) => notificationId);
    expect(seen).toEqual(ids.toReversed());
    expect((await refusal(inbox(person("boris"), { cursor: first.cursor }))).code).toBe("cursor.invalid");
    const elsewhere = inbox(ada, { cursor: first.cursor, unread: "true" });
    expect((await refusal(elsewhere)).code).toBe("cursor.invalid");
  });

  it("NTF-2 can be asked for what is unread", async () => {
    const [one, two, three] = await tellMany(3);
    await read(two!);
    const { items } = await inbox(ada, { unread: "true" });
    expect(items.map(({ notificationId }) => notificationId)).toEqual([three, one]);
    expect((await inbox()).items).toHaveLength(3);
    expect(await unread()).toBe(2);
  });

  it("NTF-2 belongs to its owner: to others there is no such thing", async () => {
    const { notificationId } = await tell();
    const boris = person("boris");
    expect((await refusal(read(notificationId, boris))).code).toBe("notification.not_found");
    expect((await inbox(boris)).items).toEqual([]);
    expect(await unread(boris)).toBe(0);
    expect(await readAll(boris)).toEqual({ read: 0 });
    expect(await unread()).toBe(1);
    const unknown = read(NotificationId.parse(`ntf_${newUlid()}_0`));
    expect((await refusal(unknown)).code).toBe("notification.not_found");
  });
});

describe("reading", () => {
  it("NTF-2 counts once, however often and in parallel; a repeat answers the same", async () => {
    const { notificationId } = await tell();
    await tell();
    const answers = await Promise.all(Array.from({ length: 20 }, () => read(notificationId)));
    expect(await unread()).toBe(1);
    expect(new Set(answers.map(({ readAt }) => readAt)).size).toBe(1);
    expect(await read(notificationId)).toEqual(answers[0]);
    expect(answers[0]!.readAt).toBeDefined();
  });

  it("NTF-2 all at once, more than one transaction holds", async () => {
    await tellMany(120);
    expect(await unread()).toBe(120);
    expect(await readAll()).toEqual({ read: 120 });
    expect(await unread()).toBe(0);
    expect(await readAll()).toEqual({ read: 0 });
    expect((await inbox(ada, { unread: "true" })).items).toEqual([]);
  });

  it("NTF-2 all, one by one and new ones at the same time keep the counter right", async () => {
    const ids = await tellMany(110);
    const singles = ids.filter((_, at) => at % 5 === 0).map((id) => read(id));
    const [first, second] = await Promise.all([
      readAll(),
      readAll(),
      ...singles,
      ...Array.from({ length: 10 }, () => tell()),
    ]);
    const left = (await inbox(ada, { unread: "true" })).items.length;
    expect(await unread()).toBe(left);
    expect(left).toBeLessThanOrEqual(10);
    expect(first.read + second.read).toBeLessThanOrEqual(120 - left);
    await readAll();
    expect(await unread()).toBe(0);
  });
});

describe("the words", () => {
  it.each([
    [
      "BOOKING_CREATED",
      booking,
      "Bouldering, 1 Mar 2027, 16:30 UTC, 2 places. Pay 900.00 UAH to make it certain.",
    ],
    [
      "BOOKING_CONFIRMED",
      { ...booking, spots: 1 },
      "Bouldering, 1 Mar 2027, 16:30 UTC, 1 place. See you there.",
    ],
    [
      "BOOKING_CANCELLED",
      { ...booking, cancelledBecause: "payment_timeout" },
      "Bouldering, 1 Mar 2027, 16:30 UTC, 2 places. The payment did not arrive in time.",
    ],
  ] as const)("%s", (type, data, body) => {
    expect(Message.wordsOf(type, data).body).toBe(body);
  });

  it.each([
    [90_000, "UAH", "900.00 UAH"],
    [5, "EUR", "0.05 EUR"],
    [1500, "JPY", "1500 JPY"],
    [1500, "KWD", "1.500 KWD"],
    [999_999_999_999_999, "UAH", "9999999999999.99 UAH"],
  ])("PAY-1 %d minor units of %s are %s", (amount, currency, words) => {
    expect(Message.inWords({ amount, currency })).toBe(words);
  });
});
