/**
 * What time does to a waitlist: an offer that nobody took lapses, the line of a session that is not sold any more ends,
 * and what a transaction had no room for is done in the next. Nobody waits for this: an offer that is over is over for
 * whoever reads it, and the pools keep everybody else out until the line has been served.
 */
import * as Clock from "../clock.ts";
import { commit, whileMoving, type Write } from "../commit.ts";
import * as Events from "../events.ts";
import * as Handover from "../seat/handover.ts";
import * as Line from "../seat/line.ts";
import * as Pool from "../seat/pool.ts";
import * as Revision from "../seat/revision.ts";
import * as Entry from "./entry.ts";

const AT_ONCE = 20;

/** Serves whoever waits, if there is anything to serve; ends the line of a session that is not on sale for good. */
export async function tend(session: Pool.Place): Promise<void> {
  let more = true;
  while (more) {
    more = await whileMoving(async () => {
      const [pool, line] = await Promise.all([Pool.get(session, 0), Line.read(session, AT_ONCE)]);
      if (!line || !pool.line) return false;
      const over = pool.status === "CANCELLED" || pool.closesAt <= Clock.iso();
      const writes = over ? await ending(session, line) : await Handover.writes(session, { become: same });
      await commit(writes, undefined);
      return over && line.waiting > 0;
    });
  }
}

const same = (pools: readonly Pool.Pool[]) => pools;

/** The first of those who still wait; and when nobody does, the line itself. */
async function ending(session: Pool.Place, line: Line.Line): Promise<Write[]> {
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
      Entry.lapsed({ ...session, ...one }, "WAITING", "no seat came free before the sale ended"),
      Line.gone(session, one),
    ]),
    Line.turn(session, line, { waiting: waiting - first.length, lookAt: Clock.iso() }),
  ];
}

/** The offer's time is over, unless something else has become of it; its seats look after themselves. */
export const lapse = (companyId: string, entryId: string): Promise<void> =>
  whileMoving(async () => {
    const entry = await Entry.get(companyId, entryId);
    if (entry.status !== "OFFERED" || Entry.statusOf(entry) !== "LAPSED") return;
    await commit([Entry.lapsed(entry, "OFFERED", "the offer was not taken in time")], undefined);
  });
