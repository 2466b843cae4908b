import { describe, expect, it } from "vitest";
import { request } from "../people.ts";
import { checkout, furnish, inHours, seen, type Row } from "./refusals.ts";

const house = await furnish();
const { ada, owner, home, sessionId, plan, draft, raw } = house;

const bodies: Row[] = [
  ["malformed JSON", () => raw('{"spots":'), 400, "request.malformed_json"],
  ["a list", () => raw("[1]"), 400, "request.not_an_object"],
  ["null", () => raw("null"), 400, "request.not_an_object"],
  [
    "binary",
    () => raw("\u0000\u0001", { "content-type": "application/octet-stream" }),
    400,
    "request.malformed_json",
  ],
  ["a word for a number", () => raw('{"spots":"two"}'), 400, "request.invalid"],
  ["a fraction of a seat", () => raw('{"spots":1.5}'), 400, "request.invalid"],
  ["less than one seat", () => raw('{"spots":0}'), 400, "request.invalid"],
  ["more seats than anybody may take at once", () => raw('{"spots":41}'), 400, "request.invalid"],
  ["a number beyond all numbers", () => raw('{"spots":1e400}'), 400, "request.invalid"],
  ["an extra field", () => raw('{"spots":1,"price":0}'), 400, "request.invalid"],
  ["a prototype", () => raw('{"spots":1,"__proto__":{"price":0}}'), 400, "request.invalid"],
  ["a field in path and body", () => raw('{"spots":1,"companyId":"cmp_0"}'), 400, "request.field_twice"],
  [
    "a field in query and body",
    () =>
      request("POST", `${home}/sessions/${sessionId}/holds?spots=2`, ada.token, {
        body: { spots: 1 },
      }),
    400,
    "request.field_twice",
  ],
  ["text that is not Unicode", () => draft({ name: "half \ud83c" }), 400, "request.malformed_text"],
  ["a name of nothing", () => draft({ name: "   " }), 400, "request.invalid"],
  ["no price", () => draft({ price: undefined }), 400, "request.invalid"],
  ["a price of nothing", () => draft({ price: { amount: 0, currency: "UAH" } }), 400, "request.invalid"],
  [
    "a price with cents in it",
    () => draft({ price: { amount: 10.5, currency: "UAH" } }),
    400,
    "request.invalid",
  ],
  ["a currency that is none", () => draft({ price: { amount: 1, currency: "XYZ" } }), 400, "request.invalid"],
  [
    "another currency than the company's",
    () => draft({ price: { amount: 1, currency: "EUR" } }),
    422,
    "activity.currency_differs",
  ],
  ["a page of too many", () => ada.get("/v1/me/bookings?limit=101"), 400, "request.invalid"],
  ["a parameter that nobody knows", () => ada.get("/v1/me/bookings?limt=10"), 400, "request.invalid"],
  ["a parameter twice", () => ada.get("/v1/me/bookings?limit=1&limit=2"), 400, "request.invalid"],
  [
    "a gateway that is none",
    async () =>
      ada.post(`${home}/bookings`, {
        holdId: (await house.hold(ada, sessionId)).body.holdId,
        payment: { ...checkout, gateway: "paypal" },
      }),
    422,
    "gateway.unknown",
  ],
  [
    "a way back that runs",
    async () =>
      ada.post(`${home}/bookings`, {
        holdId: (await house.hold(ada, sessionId)).body.holdId,
        payment: { ...checkout, returnUrl: "javascript:alert(1)" },
      }),
    400,
    "request.invalid",
  ],
  [
    "a body of more than 64 KB",
    () => raw(JSON.stringify({ spots: 1, note: "x".repeat(64 * 1024) })),
    413,
    "request.too_large",
  ],
  ["a body of 64 KB of brackets", () => raw("[".repeat(60_000)), 400, "request.malformed_json"],
  [
    "a body of 64 KB of objects",
    () => raw(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`),
    400,
    "request.invalid",
  ],
];

describe("bodies that are not what was asked for", () => {
  it.each(bodies)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});

it("a body of more than 10 MB is refused by the front door itself", async () => {
  const answer = await raw(JSON.stringify({ note: "x".repeat(10 * 1024 * 1024) }));
  expect(answer).toMatchObject({ status: 413, body: { message: "Request Entity Too Large" } });
});

const times: Row[] = [
  ["a start in the past", () => plan({ startsAt: inHours(-1) }), 422, "session.in_the_past"],
  ["an end before the start", () => plan({ endsAt: inHours(29) }), 422, "session.ends_before_start"],
  [
    "an end at the start",
    () => {
      const at = inHours(30);
      return plan({ startsAt: at, endsAt: at });
    },
    422,
    "session.ends_before_start",
  ],
  ["a start in ten years", () => plan({ startsAt: inHours(24 * 3650) }), 422, "session.too_far_ahead"],
  [
    "a start at the end of time",
    () => plan({ startsAt: "9999-12-31T23:59:59Z" }),
    422,
    "session.too_far_ahead",
  ],
  ["a day that is none", () => plan({ startsAt: "2027-02-30T10:00:00Z" }), 400, "request.invalid"],
  ["a time without an offset", () => plan({ startsAt: "2027-02-20T10:00:00" }), 400, "request.invalid"],
  [
    "a period that ends before it begins",
    () => owner.get(`${home}/sessions?from=${inHours(2)}&to=${inHours(1)}`),
    422,
    "calendar.ends_before_start",
  ],
  [
    "a period of years",
    () => owner.get(`${home}/sessions?from=${inHours(2)}&to=${inHours(20_000)}`),
    422,
    "calendar.too_long",
  ],
];

describe("times that can not be", () => {
  it.each(times)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});
