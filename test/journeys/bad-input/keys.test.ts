import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Answer, Person } from "../people.ts";
import { checkout, furnish, seen, type Row } from "./refusals.ts";

const house = await furnish();
const { ada, owner, home, other, sessionId, somebody } = house;
await Promise.all([house, other].flatMap((one) => [one.session(), one.session()]));

const twice = async (first: (key: string) => Promise<Answer>, second: (key: string) => Promise<Answer>) => {
  const key = randomUUID();
  expect((await first(key)).status).toBe(201);
  return second(key);
};

const cursorOf = async (path: string, who: Person): Promise<string> => {
  const { body } = await who.get(`${path}?limit=1`);
  expect(body.cursor).toEqual(expect.any(String));
  return encodeURIComponent(body.cursor);
};

const keys: Row[] = [
  [
    "none where seats are taken",
    () => ada.post(`${home}/sessions/${sessionId}/holds`, { spots: 1 }, null),
    400,
    "idempotency.key_missing",
  ],
  [
    "none where money is taken",
    async () =>
      ada.post(
        `${home}/bookings`,
        { holdId: (await house.hold(ada, sessionId)).body.holdId, payment: checkout },
        null,
      ),
    400,
    "idempotency.key_missing",
  ],
  ["an empty one", () => house.hold(ada, sessionId, 1, '""'), 400, "idempotency.key_invalid"],
  [
    "one of more than 255 characters",
    () => house.hold(ada, sessionId, 1, "k".repeat(256)),
    400,
    "idempotency.key_invalid",
  ],
  [
    "one with another hold",
    () =>
      twice(
        (key) => house.hold(ada, sessionId, 1, key),
        (key) => house.hold(ada, sessionId, 2, key),
      ),
    422,
    "idempotency.key_reused",
  ],
  [
    "one with another booking",
    async () => {
      const who = await somebody();
      const held = await house.hold(who, sessionId);
      const book = (returnUrl: string, key: string) =>
        who.post(`${home}/bookings`, { holdId: held.body.holdId, payment: { ...checkout, returnUrl } }, key);
      return twice(
        (key) => book("https://a.example.test", key),
        (key) => book("https://b.example.test", key),
      );
    },
    422,
    "idempotency.key_reused",
  ],
  [
    "an If-Match that is no version",
    () =>
      owner.post(`${home}/activities/${house.activityId}/archiving`, {}, null, {
        "if-match": "yesterday",
      }),
    400,
    "request.if_match_invalid",
  ],
  [
    "a stale If-Match on an activity",
    () => owner.post(`${home}/activities/${house.activityId}/archiving`, {}, null, { "if-match": '"1"' }),
    412,
    "activity.changed_meanwhile",
  ],
  [
    "a stale If-Match on a booking",
    async () => {
      const who = await somebody();
      const { bookingId } = await house.booked(who, sessionId);
      return who.post(`${home}/bookings/${bookingId}/cancellation`, {}, null, { "if-match": '"7"' });
    },
    412,
    "booking.changed_meanwhile",
  ],
];

describe("keys", () => {
  it.each(keys)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});

const cursors: Row[] = [
  [
    "of another tenant",
    async () => other.owner.get(`${other.home}/sessions?cursor=${await cursorOf(`${home}/sessions`, owner)}`),
    400,
    "cursor.invalid",
  ],
  [
    "of another list",
    async () => owner.get(`${home}/activities?cursor=${await cursorOf(`${home}/sessions`, owner)}`),
    400,
    "cursor.invalid",
  ],
  [
    "of a list that the public has too",
    async () =>
      owner.get(
        `/v1/public/companies/${house.slug}/sessions?cursor=${await cursorOf(`${home}/sessions`, owner)}`,
      ),
    400,
    "cursor.invalid",
  ],
  [
    "changed",
    async () => owner.get(`${home}/sessions?cursor=x${await cursorOf(`${home}/sessions`, owner)}`),
    400,
    "cursor.invalid",
  ],
  [
    "made up",
    () => owner.get(`${home}/sessions?cursor=${btoa('{"pk":"C#other"}')}.00`),
    400,
    "cursor.invalid",
  ],
  ["empty", () => owner.get(`${home}/sessions?cursor=`), 400, "request.invalid"],
];

describe("cursors", () => {
  it.each(cursors)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});
