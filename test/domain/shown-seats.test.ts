import { settle } from "../streamed.ts";
import { expect, it } from "vitest";
import * as Hold from "../../domain/seat/hold.ts";
import * as Session from "../../domain/session/session.ts";
import * as Waitlist from "../../domain/waitlist/waitlist.ts";
import { as, company } from "../world.ts";

it("SCH-5 BKG-9 calendars show what is on sale again because nobody waits for it any more", async () => {
  const world = await company();
  const { companyId, ada, boris, coach } = world;
  const { sessionId } = await world.session({ capacity: 2 });
  const shown = async () => {
    await settle();
    const { data } = await Session.Sessions.get({ companyId, sessionId }).go({ consistent: true });
    return Session.seatsOf(data!);
  };
  const { holdId } = await world.hold(ada, sessionId);
  await world.hold(coach, sessionId);
  const { entryId } = await as(boris, () => Waitlist.join({ companyId, sessionId, spots: 2 }));
  await as(ada, () => Hold.release({ companyId, holdId }));
  expect(await shown(), "he who wants two waits for the other").toBe(0);
  await as(boris, () => Waitlist.leave({ companyId, entryId }));
  expect(await shown()).toBe(1);
});
