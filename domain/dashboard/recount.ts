/**
 * The dashboard counted anew from the table: for a company that moved to another time zone, or to be sure. People go on
 * booking meanwhile; what changes is counted once, here or by the fold (see `tally.ts`).
 *
 * It counts from the first day of the month before last; older months stay as they were folded. Sessions are found
 * through an index, which is behind by less than the stream gathers before it is folded.
 */
import * as z from "zod";
import * as Activity from "../activity/row.ts";
import * as Image from "../audit/image.ts";
import * as Row from "../booking/row.ts";
import * as Location from "../catalogue/location.ts";
import * as Clock from "../clock.ts";
import { commit, whileMoving } from "../commit.ts";
import * as Company from "../company/company.ts";
import { conflict } from "../error.ts";
import { CompanyId } from "../id.ts";
import * as Journal from "../ledger/journal.ts";
import * as Page from "../page.ts";
import type { Item } from "../send.ts";
import * as Session from "../session/session.ts";
import * as Day from "../time/day.ts";
import { verb } from "../verb.ts";
import * as Board from "./board.ts";
import * as Counted from "./counted.ts";
import * as Tally from "./tally.ts";

const MINUTE_MS = 60_000;
/** A change is in the table within this time of saying when it was made. */
const COMMITTED_MS = MINUTE_MS;
/** Whoever has not ended by then has died. */
const PATIENCE_MS = 15 * MINUTE_MS;
const MONTHS_BACK = 2;
/** Sessions lie at most two years ahead. */
const MONTHS_AHEAD = 25;
/** A session may last as long, and be booked until it ends. */
const LONGEST_MS = 31 * 24 * 60 * MINUTE_MS;
const AT_ONCE = 10;

export const recount = verb({
  name: "dashboard.recount",
  may: ["owner", "admin"],
  status: 204,
  input: z.strictObject({ companyId: CompanyId }),
  output: z.void(),
  async run({ companyId }) {
    const { timeZone } = await Company.get(companyId);
    const months = monthsAround(Day.today(timeZone));
    const from = Clock.isoAfter(-COMMITTED_MS);
    const started = await begin(companyId, timeZone);
    const { counts, saw } = await count(companyId, { timeZone, months, from });
    await whileMoving(async () => {
      const since = await Tally.since(companyId, started.at);
      const [last] = since;
      if (last?.counting?.seq !== started.seq) throw running();
      const missed = since.filter(({ seq }) => seq > started.seq).flatMap(({ beside = [] }) => beside);
      const added = missed.filter((one) => !Tally.saw(one, from, saw)).flatMap((one) => [...one.counts]);
      const { counting: _, ...tally } = Tally.next(last, {
        companyId,
        at: Clock.iso(),
        timeZone,
        took: [],
        saw,
        recount: { seq: last.seq + 1, from, to: Clock.isoAfter(COMMITTED_MS) },
      });
      const all = Counted.sum([...counts, ...added]);
      await commit([Tally.put(tally), ...Board.replacing(companyId, all, { ...tally, months })], undefined);
    });
  },
});

const running = () =>
  conflict("dashboard.recount_running", "Another recount of this dashboard is going on. Try again later.");

/** From this tally on, folds write down what they add. */
const begin = (companyId: string, timeZone: string): Promise<Tally.Tally> =>
  whileMoving(async () => {
    const [last] = await Tally.since(companyId, Clock.isoAfter(COMMITTED_MS));
    if (last?.counting && last.counting.since > Clock.isoAfter(-PATIENCE_MS)) throw running();
    const counting = { seq: (last?.seq ?? 0) + 1, since: Clock.iso() };
    // Until it ends, days are those of the zone that the fold has counted in.
    const said = { companyId, at: Clock.iso(), timeZone: last?.timeZone ?? timeZone, took: [], counting };
    const tally = Tally.next(last, said);
    await commit([Tally.put(tally)], undefined);
    return tally;
  });

type Asked = { readonly timeZone: string; readonly months: readonly string[]; readonly from: string };

/** What the company's items count for now, and the versions of those that changed lately. */
async function count(companyId: string, { timeZone, months, from }: Asked) {
  const first = Day.startOf(`${months[0]}-01`, timeZone);
  const parts: (readonly [string, number])[] = [];
  const saw: Record<string, number> = {};
  for await (const item of itemsOf(companyId, first)) {
    parts.push(...Counted.of(item, timeZone));
    if ((Image.changeOf(item)?.at ?? "") >= from) saw[Image.idOf(item)] = Image.versionOf(item);
  }
  const shown = (place: string): boolean =>
    Counted.dayOf(place) === "" || months.includes(Counted.dayOf(place).slice(0, 7));
  return { counts: Counted.sum(parts.filter(([place]) => shown(place))), saw };
}

async function* itemsOf(companyId: string, first: string): AsyncGenerator<Item> {
  yield* named("activity", Page.each(Activity.Activities.query.primary({ companyId })));
  yield* named("location", Page.each(Location.Locations.query.primary({ companyId })));
  for (const shard of Journal.SHARDS) {
    const journals = Journal.Journals.query.primary({ companyId, shard });
    yield* named("journal", Page.each(journals.where((a, o) => o.gte(a.postedAt, first))));
  }
  const startsAt = new Date(Date.parse(first) - LONGEST_MS).toISOString();
  const sessions = Session.Sessions.query.ofCompany({ companyId }).gte({ startsAt });
  const some: Session.Session[] = [];
  for await (const session of Page.each(sessions)) {
    some.push(session);
    if (some.length === AT_ONCE) yield* withBookings(some.splice(0));
  }
  yield* withBookings(some);
}

async function* withBookings(sessions: readonly Session.Session[]): AsyncGenerator<Item> {
  const bookings = await Promise.all(
    sessions.map(({ companyId, sessionId }) =>
      Row.Bookings.query.primary({ companyId, sessionId }).go({ consistent: true, pages: "all" }),
    ),
  );
  yield* named("session", sessions);
  for (const { data } of bookings) yield* named("booking", data);
}

async function* named(entity: string, items: Iterable<object> | AsyncIterable<object>): AsyncGenerator<Item> {
  // An entity's answer leaves its name out; the stream's images have it.
  for await (const item of items) yield { ...item, [Image.ENTITY]: entity };
}

// Pure rules

/** The months that a recount counts, in order. */
export function monthsAround(today: string): string[] {
  const [year = 0, month = 0] = today.split("-").map(Number);
  return Array.from({ length: MONTHS_BACK + 1 + MONTHS_AHEAD }, (_, index) =>
    new Date(Date.UTC(year, month - 1 - MONTHS_BACK + index, 1)).toISOString().slice(0, 7),
  );
}
