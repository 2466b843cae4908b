import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { expect, it } from "vitest";
import * as Token from "../../domain/guest/token.ts";
import { BookingId, CompanyId, userOf } from "../../domain/id.ts";
import { keyFor, sign } from "../../domain/key.ts";
import { handler } from "../../functions/authoriser.ts";

const claims = {
  companyId: CompanyId.parse("cmp_1"),
  userId: userOf("gst1"),
  expiresAt: Date.now() + 60_000,
};
const bookingId = BookingId.parse("bkg_1");
const verdict = async (authorization: string) => {
  const event = { headers: { authorization } } as unknown as APIGatewayRequestAuthorizerEventV2;
  return (await handler(event)).context;
};

it("a guest is known by a token of ours, for the company and the booking that it names", async () => {
  const visit = await Token.issue({ kind: "visit", ...claims });
  expect(await verdict(`Guest ${visit}`)).toEqual({ userId: claims.userId, guestOf: "cmp_1" });
  const link = await Token.issue({ kind: "booking", ...claims, bookingId });
  expect(await verdict(`Guest ${link}`)).toEqual({ userId: claims.userId, guestOf: "cmp_1", bookingId });
});

it("a guest's token is no bearer token, and a calendar's opens nothing", async () => {
  const visit = await Token.issue({ kind: "visit", ...claims });
  expect(await verdict(`Bearer ${visit}`)).toEqual({ problem: "token.invalid" });
  const calendar = await Token.issue({ kind: "calendar", ...claims, bookingId });
  expect(await verdict(`Guest ${calendar}`)).toEqual({ problem: "token.invalid" });
  expect(await verdict("Guest nonsense")).toEqual({ problem: "token.invalid" });
});

it("a guest's token is not what a key for anything else has signed", async () => {
  const [text = ""] = (await Token.issue({ kind: "visit", ...claims })).split(".");
  for (const key of [await keyFor("cursor"), await keyFor("guests"), await keyFor("sandbox/cmp_1")]) {
    expect(await verdict(`Guest ${text}.${sign(key, text)}`)).toEqual({ problem: "token.invalid" });
  }
});

it("a guest is told that his token is over, not that it is wrong", async () => {
  const old = await Token.issue({ kind: "visit", ...claims, expiresAt: Date.now() - 1 });
  expect(await verdict(`Guest ${old}`)).toEqual({ problem: "token.expired" });
});
