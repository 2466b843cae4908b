/**
 * A cart: seats in several sessions, held all at once or not at all, and until the same instant (CAP-7).
 *
 * It is one transaction over the pools, made of the same conditional writes as any hold. Lines of one session add up to one
 * hold, for which the session's bounds count. From then on these are holds like any others: each may be booked, extended or
 * given back by itself, and what has become of the cart is what has become of them.
 */
import * as z from "zod";
import * as Row from "../booking/row.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { Again, again, change, commit, type Refusal, replay, when, type Write } from "../commit.ts";
import { assert, conflict, DomainError, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { CartId, CompanyId, SessionId } from "../id.ts";
import { fingerprint } from "../once.ts";
import * as Freeing from "../seat/freeing.ts";
import * as Group from "../seat/group.ts";
import * as Hold from "../seat/hold.ts";
import * as Pool from "../seat/pool.ts";
import * as Squeeze from "../seat/squeeze.ts";
import * as View from "../seat/view.ts";
import type { Item } from "../send.ts";
import { verb } from "../verb.ts";
import * as Packing from "./packing.ts";
import * as Cart from "./row.ts";

export const MOST_LINES = 10;
/** As long as the answer to any other request is remembered. */
const KEPT_SECONDS = 48 * 3600;

const Line = z.strictObject({ sessionId: SessionId, ...Group.asked });
const one = z.strictObject({ companyId: CompanyId, cartId: CartId });

export const place = verb({
  name: "cart.place",
  may: ["customer"],
  idempotency: "byId",
  status: 201,
  input: z.strictObject({ companyId: CompanyId, lines: z.array(Line).min(1).max(MOST_LINES) }),
  output: Cart.Shown,
  async run({ companyId, lines }) {
    const { idempotencyKey } = Actor.current();
    assert(idempotencyKey, "a cart is placed with a key");
    const cartId = Cart.idOf(companyId, idempotencyKey);
    const summed = addedUp(lines);
    const asked = fingerprint(Object.fromEntries(summed));
    const earlier = await Cart.find(companyId, cartId);
    if (earlier) throw repeated(asked, earlier);
    const whose = { companyId, by: Actor.currentUser(), key: `cart ${idempotencyKey}` };
    const wishes = together(
      await Promise.all(
        Array.from(summed, ([sessionId, group]) =>
          forSession(sessionId, () => wishFor({ ...whose, sessionId }, group)),
        ),
      ),
    );
    const [{ exp }] = wishes.map(({ entry }) => entry) as [Pool.Entry];
    const cart = {
      companyId,
      cartId,
      userId: whose.by,
      asked,
      holds: wishes.map(({ holdId, entry: { n, u } }) => ({ holdId, n, ...(u && { u }) })),
      expiresAt: new Date(exp!).toISOString(),
      ttl: Math.floor(Clock.millis() / 1000) + KEPT_SECONDS,
    };
    const row = when(Cart.Carts.create(cart), (old) => repeated(asked, old));
    return hold(row, wishes, Cart.placed(cart));
  },
});

export const get = verb({
  name: "cart.get",
  may: ["customer"],
  input: one,
  output: Cart.Shown,
  async run({ companyId, cartId }) {
    const cart = await Cart.mine(companyId, cartId);
    const holds = await Promise.all(
      cart.holds.map(async (held) => {
        const { pool, key, entry } = await Hold.find(companyId, held.holdId);
        if (entry) return View.viewOf(pool, key);
        // Pools forget in time what has become of a hold; a booking that was made of it is still there.
        const bookingId = Row.idOf(pool.sessionId, key);
        const booked = (await Row.find(companyId, bookingId)) !== undefined;
        return booked ? { ...Cart.was(cart, held, "BOOKED"), bookingId } : Cart.was(cart, held, "EXPIRED");
      }),
    );
    return Cart.shown(cart, holds);
  },
});

/** Gives back all that is still held. */
export const release = verb({
  name: "cart.release",
  may: ["customer"],
  status: 204,
  input: one,
  output: z.void(),
  async run({ companyId, cartId }) {
    const { holds } = await Cart.mine(companyId, cartId);
    const found = await Promise.all(holds.map(({ holdId }) => Hold.find(companyId, holdId)));
    const bookingIds = found.flatMap(({ entry }) => entry?.bk ?? []);
    if (bookingIds.length > 0)
      throw conflict(
        "cart.in_checkout",
        "Some of it is being paid for, or booked. Cancel these bookings instead.",
        {
          bookingIds,
        },
      );
    const writes = found.map(async ({ pool, key, entry }) => {
      const held = entry && !entry.end && Pool.expiry(pool, entry) > Clock.millis();
      return held ? Freeing.ofHold(pool, key, entry) : [];
    });
    // Where many people wait, what comes free is more than one transaction can write.
    for (const some of Packing.packed(await Promise.all(writes))) await commit(some, undefined);
  },
});

/** Takes all of it as pools have room; where one has not as it stands, what gives way or lends is looked for. */
async function hold<T>(row: Write, wishes: readonly Squeeze.Wish[], answer: T): Promise<T> {
  try {
    return await commit([row, ...wishes.map(simply)], answer);
  } catch (error) {
    if (!(error instanceof Again)) throw error;
  }
  const fitted = await Promise.all(
    wishes.map((wish) => forSession(wish.sessionId, async () => Squeeze.fitting(wish, await Pool.all(wish)))),
  );
  const writes = fitted.flat();
  if (writes.length > Packing.MOST_WRITES)
    throw conflict(
      "cart.too_scattered",
      "The seats that are left are too scattered for one cart. Hold some first.",
    );
  return commit([row, ...writes], answer);
}

const simply = (wish: Squeeze.Wish): Write =>
  change(
    Events.HoldPlaced({ data: { holdId: wish.holdId, spots: wish.entry.n } }),
    Hold.placing(wish),
    (old) => about(wish.sessionId, Squeeze.refusePlacing(wish, old)),
  );

type Wanted = { wish: Squeeze.Wish; holdSeconds: number };

async function wishFor(whose: Pool.Place & { by: string; key: string }, asked: Group.Asked): Promise<Wanted> {
  const seat = Hold.seatFor(whose);
  const { unitsOf, holdSeconds } = await Pool.get(whose, seat.home);
  const group = await Group.of(whose.companyId, unitsOf, asked);
  return { wish: Hold.wishOf({ ...whose, ...seat }, group), holdSeconds };
}

/** What is refused for the sake of one session says which of the cart it is. */
export const forSession = <T>(sessionId: string, run: () => Promise<T>): Promise<T> =>
  run().catch((error: unknown) => {
    throw about(sessionId, error);
  });

export const about = <E>(sessionId: string, error: E): E | DomainError =>
  error instanceof DomainError
    ? new DomainError(error.kind, error.code, error.message, { ...error.detail, sessionId })
    : error;

/** Held from and until the same instant: what the session that keeps seats for the shortest time allows. */
function together(wanted: readonly Wanted[]): Squeeze.Wish[] {
  const at = Clock.millis();
  const exp = at + Math.min(...wanted.map(({ holdSeconds }) => holdSeconds)) * 1000;
  return wanted.map(({ wish }) => ({ ...wish, entry: { ...wish.entry, at, exp } }));
}

// Pure rules

/** One group for each session, in the order in which they were first named. */
function addedUp(lines: readonly z.output<typeof Line>[]): Map<SessionId, Group.Asked> {
  const groups = new Map<SessionId, Group.Asked>();
  for (const { sessionId, spots, units } of lines) {
    const more = units === undefined ? { spots: spots ?? 1 } : { spots, units };
    groups.set(sessionId, Group.plus(groups.get(sessionId) ?? {}, more));
  }
  return groups;
}

/** What it means that the cart is there already. */
function repeated(asked: string, old: Item | undefined): Refusal {
  const cart = old as Cart.Cart | undefined;
  if (!cart) return again();
  if (cart.asked === asked) return replay(Cart.placed(cart));
  return unprocessable("idempotency.key_reused", "This Idempotency-Key was used with another request.");
}
