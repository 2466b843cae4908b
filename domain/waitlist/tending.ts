/**
 * What time does to a waitlist: an offer that nobody took lapses, the line of a session that is not sold any more ends,
 * and what a transaction had no room for is done in the next. Nobody waits for this: an offer that is over is over for
 * whoever reads it, and the pools keep everybody else out until the line has been served.
 *
 * Whoever waits in vain is told so by the event of his entry.
 */
import * as Clock from "../clock.ts";
import { commit, whileMoving, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import * as Page from "../page.ts";
import * as Freeing from "../seat/freeing.ts";
import * as Handover from "../seat/handover.ts";
import * as Hold from "../seat/hold.ts";
import * as Line from "../seat/line.ts";
import * as Pool from "../seat/pool.ts";
import * as Revision from "../seat/revision.ts";
import * as Session from "../session/session.ts";
import * as Entry from "./entry.ts";

const AT_ONCE = 20;

/** Serves whoever waits, if there is anything to serve; ends the line of a session that is not on sale for good. */
export async function tend(session: Pool.Place): Promise<void> {
  let more = true;
  while (more) {
    more = await whileMoving(async () => {
      // The line first: whoever puts the session on sale again takes a turn at it, and then what is read after it is old.
      const line = await Line.read(session, AT_ONCE);
      const pool = await Pool.get(session, 0);
      if (!line || !pool.line) return false;
      const over = await endOf(pool);
      const writes = over
        ? await ending(session, line, over)
        : await Handover.writes(session, { become: same });
      await commit(writes, undefined);
      return over !== undefined && line.waiting > 0;
    });
  }
}

/** Lets everybody go who waits for a session that was called off, or has an offer that he can not take any more. */
export async function dismiss(session: Pool.Place): Promise<void> {
  await tend(session);
  for await (const { entryId, status } of Page.each(Entry.Entries.query.primary(session))) {
    if (status === "OFFERED") await withdraw(session.companyId, entryId);
  }
}

/** Why nobody will get a seat any more, if that is so. A sale that staff have closed may be opened again. */
async function endOf(pool: Pool.Pool): Promise<Entry.Lapse | undefined> {
  if (pool.status === "CANCELLED") return "session_cancelled";
  if (pool.closesAt <= Clock.iso()) return "sale_over";
  if (pool.status === "OPEN") return undefined;
  const { legacy } = await Session.get(pool.companyId, pool.sessionId);
  return legacy ? "session_withdrawn" : undefined;
}

const same = (pools: readonly Pool.Pool[]) => pools;

/** The first of those who still wait; and when nobody does, the line itself. */
async function ending(session: Pool.Place, line: Line.Line, because: Entry.Lapse): Promise<Write[]> {
  const { waiting, first } = line;
  if (first.length === 0) {
    const pools = await Pool.all(session);
    const closed = pools.map((pool) =>
      Revision.write(pool, Handover.withoutLine(pool), Events.SeatsTidied()),
    );
    return [...closed, Line.turn(session, line, { waiting: 0 })];
  }
  return [
    ...first.flatMap((one) => [
      Entry.lapsed({ ...session, ...one }, "WAITING", because),
      Line.gone(session, one),
    ]),
    Line.turn(session, line, { waiting: waiting - first.length, lookAt: Clock.iso() }),
  ];
}

/** The seats of the offer go back with it: there is nothing to book. */
const withdraw = (companyId: string, entryId: string): Promise<void> =>
  whileMoving(async () => {
    const offer = await Entry.get(companyId, entryId);
    if (offer.status !== "OFFERED" || Entry.statusOf(offer) === "LAPSED") return;
    const { pool, key, entry } = await Hold.find(companyId, offer.holdId!);
    const lapsed = Entry.lapsed(offer, "OFFERED", "session_cancelled");
    const isHeld = entry && !entry.end && !entry.bk;
    await commit(isHeld ? await Freeing.ofHold(pool, key, entry, () => lapsed) : [lapsed], undefined);
  });

/** The offer's time is over, unless something else has become of it; its seats look after themselves. */
export const lapse = (companyId: string, entryId: string): Promise<void> =>
  whileMoving(async () => {
    const entry = await Entry.get(companyId, entryId);
    if (entry.status !== "OFFERED" || Entry.statusOf(entry) !== "LAPSED") return;
    await commit([Entry.lapsed(entry, "OFFERED", "offer_over")], undefined);
  });
