/**
 * Waiting for a session that is full (BKG-9): joining, leaving, and who waits. Only a full session has a waitlist, which
 * the write that begins one checks in every pool; from then on nobody else can hold a seat until the line is empty. So
 * only people with an account wait: guests cost nothing to make, and a crowd of them would keep a session closed.
 */
import * as z from "zod";
import { ownOrStaff } from "../access.ts";
import * as Actor from "../actor.ts";
import * as Row from "../booking/row.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, type Write } from "../commit.ts";
import * as Customer from "../customer.ts";
import { conflict, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, EntryId, SessionId } from "../id.ts";
import * as Page from "../page.ts";
import * as Freeing from "../seat/freeing.ts";
import * as Group from "../seat/group.ts";
import * as Handover from "../seat/handover.ts";
import * as Hold from "../seat/hold.ts";
import * as Line from "../seat/line.ts";
import * as Pool from "../seat/pool.ts";
import * as Session from "../session/session.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as Entry from "./entry.ts";

const one = z.strictObject({ companyId: CompanyId, entryId: EntryId });
const Shown = Entry.View.extend({
  position: z.int().optional().describe("While it is WAITING: 1 for the first in line."),
});

export const join = verb({
  name: "waitlist.join",
  may: ["user"],
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({ companyId: CompanyId, sessionId: SessionId, ...Group.asked }),
  output: Shown,
  async run({ companyId, sessionId, ...asked }) {
    const place = { companyId, sessionId };
    const [session, pools, line, customer] = await Promise.all([
      Session.get(companyId, sessionId),
      Pool.all(place),
      Line.read(place, 0),
      Customer.firstUse(companyId),
    ]);
    const { n: spots, u: units } = await Group.of(companyId, pools[0]!.unitsOf, asked);
    const before = await mayJoin(session, pools, { spots, customerId: customer.customerId });
    const userId = Actor.currentUser();
    const { activityId, activityName, startsAt } = session;
    const wants = { spots, ...(units && { units }) };
    const waiting = { place: line?.next ?? 1, entryId: Entry.idOf(sessionId, userId), userId, ...wants };
    const who = { ...waiting, ...place, customerId: customer.customerId, joinedAt: Clock.iso() };
    const entry = { ...who, activityId, activityName, startsAt };
    const count = (line?.waiting ?? 0) + 1;
    const version = (before?.version ?? 0) + 1;
    return commit(
      [
        Entry.joined(entry, before),
        Line.placed(place, waiting),
        Line.turn(place, line, { waiting: count, joins: true, lookAt: session.closesAt }),
        ...(count === 1 ? beginnings(pools) : []),
        ...customer.writes,
      ],
      { ...Entry.viewOf({ ...entry, status: "WAITING", version }), position: count },
    );
  },
});

export const get = verb({
  name: "waitlist.get",
  may: ["customer"],
  input: one,
  output: Shown,
  async run({ companyId, entryId }) {
    const entry = await Entry.get(companyId, entryId);
    await ownOrStaff(entry, "entry");
    return shown(entry);
  },
});

/** The caller's own entries in every company, by the start of the session. */
export const mine = verb({
  name: "waitlist.list_mine",
  may: ["user"],
  input: z.strictObject(Page.asked),
  output: Page.of(Entry.View),
  async run(asked) {
    const userId = Actor.currentUser();
    const options = { order: "desc", hydrate: true } as const;
    const page = await Page.read(
      Entry.Entries.query.ofUser({ userId }),
      asked,
      `${userId}/waitlist`,
      options,
    );
    return { ...page, items: page.items.map(Entry.viewOf) };
  },
});

/** Who waits, has been offered a seat, or has waited, in the order of joining. */
export const list = verb({
  name: "waitlist.list",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, sessionId: SessionId, ...Page.asked }),
  output: Page.of(Entry.View.extend({ customer: Customer.Named })),
  async run({ companyId, sessionId, ...asked }) {
    await Session.get(companyId, sessionId);
    const query = Entry.Entries.query.ofSession({ companyId, sessionId });
    const page = await Page.read(query, asked, `${companyId}/waitlist/${sessionId}`);
    const names = await Customer.namesOf(
      companyId,
      page.items.map(({ customerId }) => customerId),
    );
    const items = page.items.map((entry) => ({
      ...Entry.viewOf(entry),
      customer: names.get(entry.customerId) ?? {},
    }));
    return { ...page, items };
  },
});

/** Out of the line; an offer is declined, and goes to the next. A repeat changes nothing. */
export const leave = verb({
  name: "waitlist.leave",
  may: ["customer"],
  status: 204,
  input: one.extend({ reason: Text.Reason.optional() }),
  output: z.void(),
  async run({ companyId, entryId, reason }) {
    const entry = await Entry.get(companyId, entryId);
    await ownOrStaff(entry, "entry");
    const status = Entry.statusOf(entry);
    if (status === "WAITING") {
      const rest = await Handover.writes(entry, { become: (pools) => pools, leaver: entry });
      await commit([Entry.left(entry, reason), ...rest], undefined);
    } else if (status === "OFFERED") {
      await commit(await declining(entry, reason), undefined);
    } else if (status === "BOOKED") {
      throw conflict("waitlist.booked", "The seats are booked already. Cancel the booking instead.", {
        holdId: entry.holdId,
      });
    }
  },
});

async function declining({ companyId, holdId }: Entry.Entry, reason: string | undefined): Promise<Write[]> {
  const { pool, key, entry } = await Hold.find(companyId, holdId!);
  // Booked or given back between the two reads.
  if (!entry || entry.end || entry.bk) throw again();
  return Freeing.ofHold(pool, key, entry, (offer) => Entry.declined(offer, reason));
}

async function shown(entry: Entry.Entry): Promise<z.input<typeof Shown>> {
  if (entry.status !== "WAITING") return Entry.viewOf(entry);
  return { ...Entry.viewOf(entry), position: await Line.positionOf(entry, entry.place) };
}

/** Every pool knows that there is a line, as long as it is as full as it was found. */
function beginnings(pools: readonly Pool.Pool[]): Write[] {
  const bookings = Pool.bookingsLeft(pools, Clock.millis()) === 0;
  return pools.map(({ companyId, sessionId, index }) =>
    change(
      Events.SeatsAwaited(),
      Pool.Pools.patch({ companyId, sessionId, index })
        .set({ line: true })
        .where((a, o) =>
          [o.eq(bookings ? a.bookingsLeft : a.remaining, 0), o.eq(a.status, "OPEN")].join(" AND "),
        ),
      again,
    ),
  );
}

type Wish = { readonly spots: number; readonly customerId: string };

/** What the person's entry was, if he may wait now; or why he may not. The writes say the same in their conditions. */
async function mayJoin(
  session: Session.Session,
  pools: readonly Pool.Pool[],
  { spots, customerId }: Wish,
): Promise<Entry.Entry | undefined> {
  const { companyId, sessionId, closesAt } = session;
  const pool = pools[0]!;
  if (pool.status !== "OPEN" || closesAt <= Clock.iso()) {
    throw conflict("session.closed", "This session is not on sale any more.", { closesAt });
  }
  const { minSpots, maxSpots } = pool;
  if (spots < minSpots || spots > maxSpots) {
    throw unprocessable("hold.spots_out_of_range", `Hold ${minSpots} to ${maxSpots} spots at once.`, {
      minSpots,
      maxSpots,
    });
  }
  const [before, live] = await Promise.all([
    Entry.find(companyId, Entry.idOf(sessionId, Actor.currentUser())),
    Row.LiveBookings.get({ companyId, sessionId, customerId }).go({ consistent: true }),
  ]);
  const status = before && Entry.statusOf(before);
  if (before && (status === "WAITING" || status === "OFFERED")) {
    const { entryId } = before;
    throw conflict("waitlist.already_joined", "You are on this waitlist already.", {
      entryId,
      state: status,
    });
  }
  if (live.data) {
    throw conflict("booking.already_booked", "This customer has a booking in this session already.", {
      bookingId: live.data.bookingId,
    });
  }
  const seatsLeft = Pool.onSale(pools, Clock.millis());
  if (seatsLeft > 0) {
    throw conflict("waitlist.seats_free", "There are free seats: hold them instead of waiting.", {
      seatsLeft,
    });
  }
  return before;
}
