/**
 * What time does to a session: once a day until it is over its seats are recounted, and its people are reminded of it when
 * it is time; a cancelled one is looked after until each of its bookings is.
 */
import * as CallOff from "../booking/call-off.ts";
import * as Clock from "../clock.ts";
import * as Company from "../company/company.ts";
import * as LeadTimes from "../company/lead-times.ts";
import { commit, Replay, replay, when } from "../commit.ts";
import type { Place } from "../seat/pool.ts";
import { recount } from "../seat/recount.ts";
import { due, TABLE } from "../table.ts";
import * as Reminder from "./reminder.ts";
import { dismiss } from "../waitlist/tending.ts";
import * as Session from "./session.ts";

export async function review(place: Place): Promise<void> {
  const [session, company] = await Promise.all([
    Session.get(place.companyId, place.sessionId),
    Company.get(place.companyId),
  ]);
  const leads = LeadTimes.of(company);
  if (session.status === "CANCELLED")
    await CallOff.bookingsOf(place, session.change?.reason ?? "session cancelled");
  await Reminder.plan(session, leads);
  if (session.status === "CANCELLED") await dismiss(place);
  await recount(session);
  const over = session.endsAt <= Clock.iso() || session.status !== "OPEN";
  await next(session, over ? undefined : LeadTimes.nextLook(session.startsAt, leads));
}

/** When to look again. A note to ourselves, not a change of the session: no stamp, and losing it costs one more look. */
async function next({ companyId, sessionId, dueSk }: Session.Session, at: string | undefined): Promise<void> {
  const keys = at === undefined ? undefined : due(sessionId, at);
  const params = {
    TableName: TABLE,
    Key: { pk: `C#${companyId}/SESSION#${sessionId}`, sk: "SESSION" },
    UpdateExpression: keys ? "SET duePk = :pk, dueSk = :sk" : "REMOVE duePk, dueSk",
    ConditionExpression: "dueSk = :seen",
    ExpressionAttributeValues: { ":seen": dueSk, ...(keys && { ":pk": keys.duePk, ":sk": keys.dueSk }) },
  };
  // Refused: somebody has set another time meanwhile, or an earlier attempt of ours has.
  await commit([when({ params: () => params }, replay)], undefined).catch((refused: unknown) => {
    if (!(refused instanceof Replay)) throw refused;
  });
}
