/**
 * A fresh company per test, with named people: an owner, a coach, customers ada and boris, and a published activity.
 * Everything goes through the verbs themselves; only the clock is replaced where a test travels.
 */
import { randomUUID } from "node:crypto";
import * as Activity from "../domain/activity/activity.ts";
import * as Actor from "../domain/actor.ts";
import { book } from "../domain/booking/book.ts";
import * as Row from "../domain/booking/row.ts";
import type { News } from "../domain/gateway/gateway.ts";
import * as Callback from "../domain/payment/callback.ts";
import * as Payment from "../domain/payment/payment.ts";
import * as Clock from "../domain/clock.ts";
import * as Company from "../domain/company/company.ts";
import * as Member from "../domain/company/member.ts";
import { DomainError } from "../domain/error.ts";
import { newUlid, UserId, type CompanyId, type SessionId } from "../domain/id.ts";
import { place } from "../domain/seat/hold.ts";
import * as Session from "../domain/session/session.ts";

export type Person = { userId: UserId; name: string; email: string };
export const person = (name: string): Person => {
  const userId = UserId.parse(`usr_${name.toLowerCase()}_${newUlid()}`);
  return { userId, name, email: `${userId}@example.test`.toLowerCase() };
};

type Request = { key?: string; ifMatch?: number };

/** Runs as this person, as one request of his; a key is made up where none is given. */
export async function as<T>(who: Person, run: () => Promise<T>, request: Request = {}): Promise<T> {
  return Actor.within(
    {
      kind: "public",
      requestId: randomUUID(),
      userId: who.userId,
      name: who.name,
      email: who.email,
      ip: "192.0.2.1",
      userAgent: "test",
      idempotencyKey: request.key ?? randomUUID(),
      roles: new Map(),
      ...(request.ifMatch !== undefined && { ifMatch: request.ifMatch }),
    },
    run,
  );
}

export const asAnyone = <T>(run: () => Promise<T>): Promise<T> =>
  Actor.within({ kind: "public", requestId: randomUUID(), roles: new Map() }, run);
export const asSystem = <T>(run: () => Promise<T>): Promise<T> =>
  Actor.within(Actor.system(randomUUID()), run);

/** As somebody who looks after the platform. */
export const asPlatform = <T>(run: () => Promise<T>): Promise<T> =>
  Actor.within(
    {
      kind: "public",
      requestId: randomUUID(),
      userId: person("root").userId,
      platformAdmin: true,
      roles: new Map(),
    },
    run,
  );

/** What a promise was refused with; a promise that is kept, or a bug, fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<DomainError> {
  const error = await promise.then(
    (answer) => new Error(`not refused, but answered ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof DomainError)) throw error;
  return error;
}

export const codes = (results: readonly PromiseSettledResult<unknown>[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const reason: unknown = result.status === "rejected" ? result.reason : undefined;
    const code =
      result.status === "fulfilled"
        ? "ok"
        : reason instanceof DomainError
          ? reason.code
          : `bug: ${String(reason)}`;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
};

/** Moves the clock of this process; put back by the returned function or by `using`. */
export function travel(milliseconds: number): Disposable & (() => void) {
  const base = Clock.millis() - Date.now();
  const back = Clock.replace(() => Date.now() + base + milliseconds);
  return Object.assign(back, { [Symbol.dispose]: back });
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export type World = Awaited<ReturnType<typeof company>>;

export async function company() {
  const [owner, coach, ada, boris] = [person("owner"), person("coach"), person("ada"), person("boris")];
  const founded = await as(owner, () =>
    Company.open({
      name: "Lviv Climbing",
      slug: `c-${newUlid().toLowerCase()}`,
      timeZone: "Europe/Kyiv",
      currency: "UAH",
      locale: "uk-UA",
    }),
  );
  const { companyId } = founded;
  await as(owner, () => Member.add({ companyId, userId: coach.userId, role: "coach" }));
  const drafted = await as(owner, () =>
    Activity.draft({
      companyId,
      name: "Bouldering",
      description: "For everybody",
      durationMinutes: 60,
      capacity: 8,
      price: { amount: 45_000, currency: "UAH" },
    }),
  );
  const { activityId } = drafted;
  await as(owner, () => Activity.publish({ companyId, activityId }));

  const session = (given: Partial<Parameters<typeof Session.schedule>[0]> = {}) =>
    as(owner, () =>
      Session.schedule({ companyId, activityId, startsAt: Clock.isoAfter(24 * HOUR), ...given }),
    );
  const hold = (who: Person, sessionId: SessionId, spots = 1, key?: string) =>
    as(who, () => place({ companyId, sessionId, spots }), key === undefined ? {} : { key });
  const booking = async (who: Person, sessionId: SessionId, spots = 1) => {
    const { holdId } = await hold(who, sessionId, spots);
    return as(who, () => book({ companyId, holdId, payment: sandbox }));
  };
  return { ...founded, companyId, activityId, owner, coach, ada, boris, session, hold, booking };
}

export { proveInvariants, rowsOf } from "./invariants.ts";

export const sandbox = { gateway: "sandbox", returnUrl: "https://app.example.test/back" };

/** What the gateway says of a booking's payment; the adapter has verified it. */
export const told = (world: { companyId: CompanyId }, bookingId: string, given: Partial<News> = {}) =>
  toldOf(world, Row.paymentIdOf(bookingId), given);

export async function toldOf(world: { companyId: CompanyId }, paymentId: string, given: Partial<News> = {}) {
  const payment = await Payment.get(world.companyId, paymentId);
  if (given.news === undefined) await pay(payment);
  const news: News = {
    kind: "news",
    key: `${payment.paymentId}:${given.news ?? "paid"}:${JSON.stringify(given.price ?? null)}`,
    externalId: payment.externalId ?? "sbx_unknown",
    paymentId: payment.paymentId,
    news: "paid",
    rank: 2,
    at: new Date().toISOString(),
    price: payment.price,
    facts: {},
    ...given,
  };
  return asSystem(() => Callback.receive(world.companyId, "sandbox", news));
}

/** Pays on the gateway's page, so that the gateway has the money. */
export async function pay({ checkoutUrl = "" }: { checkoutUrl?: string | undefined }): Promise<void> {
  const body = new URLSearchParams({ outcome: "paid" });
  await fetch(checkoutUrl, { method: "POST", body, redirect: "manual" });
}
