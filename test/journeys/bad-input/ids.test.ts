import { describe, expect, it } from "vitest";
import { request } from "../people.ts";
import { furnish, inHours, seen, type Row } from "./refusals.ts";

const house = await furnish();
const { ada, boris, owner, home, other, sessionId, somebody, plan } = house;
const stranger = await somebody();
const unknown = (id: string) => `${id.slice(0, -18)}${"0".repeat(16)}${id.slice(-2)}`;

const ids: Row[] = [
  ["an unknown company", () => owner.get("/v1/companies/cmp_0000"), 404, "company.not_found"],
  ["a foreign company", () => owner.get(other.home), 404, "company.not_found"],
  ["what can be no company", () => owner.get("/v1/companies/yoga/activities"), 404, "company.not_found"],
  ["an unknown session", () => ada.get(`${home}/sessions/${unknown(sessionId)}`), 404, "session.not_found"],
  [
    "a session of another company",
    () => ada.get(`${other.home}/sessions/${sessionId}`),
    404,
    "session.not_found",
  ],
  ["what can be no session", () => ada.get(`${home}/sessions/42`), 404, "session.not_found"],
  [
    "a session with no pools",
    () => ada.get(`${home}/sessions/ses_${"0".repeat(28)}`),
    404,
    "session.not_found",
  ],
  [
    "a session of too many pools",
    () => ada.get(`${home}/sessions/ses_${"0".repeat(26)}ZZ`),
    404,
    "session.not_found",
  ],
  [
    "a session outside of the alphabet",
    () => ada.get(`${home}/sessions/ses_${"0".repeat(26)}LL`),
    404,
    "session.not_found",
  ],
  [
    "a hold in a session with no pools",
    () => house.hold(ada, `ses_${"0".repeat(28)}`),
    404,
    "session.not_found",
  ],
  [
    "a hold in a session outside of the alphabet",
    () => house.hold(ada, `ses_${"0".repeat(26)}LL`),
    404,
    "session.not_found",
  ],
  ["an unknown hold", () => ada.get(`${home}/holds/hold_${"0".repeat(46)}`), 404, "hold.not_found"],
  [
    "another person's hold",
    async () => boris.get(`${home}/holds/${(await house.hold(ada, sessionId)).body.holdId}`),
    404,
    "hold.not_found",
  ],
  [
    "booking another person's hold",
    async () => house.book(boris, (await house.hold(ada, sessionId)).body.holdId),
    404,
    "hold.not_found",
  ],
  ["an unknown booking", () => ada.get(`${home}/bookings/bkg_${"0".repeat(44)}`), 404, "booking.not_found"],
  ["what can be no booking", () => ada.get(`${home}/bookings/1%20or%201=1`), 404, "booking.not_found"],
  ["an unknown activity", () => owner.get(`${home}/activities/act_0`), 404, "activity.not_found"],
  [
    "an activity of another company",
    () => owner.get(`${home}/activities/${other.activityId}`),
    404,
    "activity.not_found",
  ],
  [
    "a session of another company's activity",
    () => plan({ activityId: other.activityId }),
    404,
    "activity.not_found",
  ],
  [
    "an unknown notification",
    () => ada.post("/v1/me/notifications/ntf_0/read"),
    404,
    "notification.not_found",
  ],
  [
    "a calendar that never was",
    () => request("GET", `/v1/calendars/hfc_${"A".repeat(43)}`, undefined),
    404,
    "calendar.not_found",
  ],
  ["what can be no calendar", () => request("GET", "/v1/calendars/x", undefined), 404, "calendar.not_found"],
  [
    "another person's calendar",
    async () =>
      boris.delete(`${home}/calendars/${(await ada.post(`${home}/calendars`, {})).body.calendarId}`),
    404,
    "calendar.not_found",
  ],
  [
    "a customer takes the staff's calendar",
    () => ada.post(`${home}/calendars`, { shows: "all_sessions" }),
    404,
    "company.not_found",
  ],
  [
    "what one of another company's customers has booked",
    async () => {
      const { customerId } = await other.booked(other.ada, await other.session(1));
      return owner.get(`${home}/customers/${customerId}/bookings`);
    },
    404,
    "customer.not_found",
  ],
  [
    "an unknown slug",
    () => request("GET", "/v1/public/companies/no-such-slug", undefined),
    404,
    "company.not_found",
  ],
  [
    "what can be no slug",
    () => request("GET", "/v1/public/companies/%F0%9F%8E%89", undefined),
    404,
    "company.not_found",
  ],
];

describe("ids that are unknown, foreign or none", () => {
  it.each(ids)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});

const people: Row[] = [
  ["a customer opens the till", () => ada.get(`${home}/callbacks/quarantined`), 404, "company.not_found"],
  [
    "a customer looks at the roster",
    () => ada.get(`${home}/sessions/${sessionId}/bookings`),
    404,
    "company.not_found",
  ],
  [
    "a stranger reads a booking",
    async () =>
      stranger.get(`${home}/bookings/${(await house.booked(await somebody(), sessionId)).bookingId}`),
    404,
    "booking.not_found",
  ],
  [
    "a stranger cancels a booking",
    async () =>
      stranger.post(
        `${home}/bookings/${(await house.booked(await somebody(), sessionId)).bookingId}/cancellation`,
      ),
    404,
    "booking.not_found",
  ],
  [
    "a coach plans a session",
    async () => {
      const coach = await somebody();
      await owner.post(`${home}/members`, { userId: coach.userId, role: "coach" });
      return coach.post(`${home}/sessions`, { activityId: house.activityId, startsAt: inHours(30) });
    },
    403,
    "access.forbidden",
  ],
  [
    "a second owner",
    () => owner.post(`${home}/members`, { userId: "usr_x", role: "owner" }),
    400,
    "request.invalid",
  ],
];

describe("people who may not", () => {
  it.each(people)("%s", async (_, asks, status, code) => {
    expect(seen(await asks())).toEqual({ status, code });
  });
});
