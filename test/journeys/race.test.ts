import { describe, expect, it } from "vitest";
import type { CompanyId } from "../../domain/id.ts";
import { proveInvariants } from "../invariants.ts";
import { openCompany, settled, signIn, type Answer } from "./people.ts";

const counted = (answers: readonly Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const what = status === 201 ? "201" : `${status} ${body.code}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
};

describe("races over HTTP", () => {
  it("CAP-1 100 people at once for 7 seats: exactly 7, the rest 409, none a 5xx", async () => {
    const house = await openCompany();
    const sessionId = await house.session(7);
    const people = await Promise.all(Array.from({ length: 100 }, (_, index) => signIn(`p${index}`)));
    const answers = await Promise.all(people.map((person) => house.hold(person, sessionId)));
    expect(counted(answers)).toEqual({ "201": 7, "409 session.sold_out": 93 });
    await settled();
    await proveInvariants({ companyId: house.companyId as CompanyId });
  });

  it("CAP-5 1,000 people at once for 130 seats in four pools: exactly 130, the rest 409, none a 5xx", async () => {
    const house = await openCompany();
    const sessionId = await house.session(130);
    const people = await Promise.all(Array.from({ length: 1000 }, (_, index) => signIn(`q${index}`)));
    const answers = await Promise.all(people.map((person) => house.hold(person, sessionId)));
    expect(counted(answers)).toEqual({ "201": 130, "409 session.sold_out": 870 });
    const seen = await house.ada.get(`${house.home}/sessions/${sessionId}`);
    expect(seen.body).toMatchObject({ status: "FULL", seatsLeft: 0 });
    await settled();
    await proveInvariants({ companyId: house.companyId as CompanyId });
  });
});
