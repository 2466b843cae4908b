/** The API as a guest uses it. What it answers is what the verbs say; nothing is described a second time here. */
import type { book as bookVerb } from "../../../domain/booking/book.ts";
import type * as Bookings from "../../../domain/booking/booking.ts";
import type * as Storefront from "../../../domain/company/storefront.ts";
import type * as Guest from "../../../domain/guest/guest.ts";
import type * as HoldVerbs from "../../../domain/seat/hold.ts";
import { forgetKey, keyOf, remember, remembered, tokenOf } from "./memory.ts";

type Answered<V extends (...given: never[]) => Promise<unknown>> = Awaited<ReturnType<V>>;
export type Activity = Answered<typeof Storefront.activities>["items"][number];
export type Session = Answered<typeof Storefront.sessions>["items"][number];
export type Hold = Answered<typeof HoldVerbs.get>;
export type Booking = Answered<typeof Bookings.get>;
export type Booked = Answered<typeof bookVerb>;
export type Link = Answered<typeof Guest.link>;
export type Contact = { name: string; email: string };

/** What went wrong, by the API's own code; `offline` when there was no answer. */
export class Problem extends Error {
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** Answers that may come out otherwise when the same request is sent again. */
const OPEN = new Set(["offline", "internal", "write.contended", "gateway.unreachable", "rate.limited"]);

type Question = {
  method?: "GET" | "POST" | "DELETE";
  token?: string | undefined;
  key?: string;
  body?: object;
};

async function ask<T>(path: string, { method = "GET", token, key, body }: Question = {}): Promise<T> {
  const headers = {
    ...(token && { authorization: `Guest ${token}` }),
    ...(key && { "idempotency-key": key }),
    ...(body && { "content-type": "application/json" }),
  };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`/v1${path}`, init).catch(() => {
    throw new Problem("offline");
  });
  const text = await response.text();
  const answer = (text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {}) as {
    code?: string;
  };
  if (response.ok) return answer as T;
  const { code = response.status === 429 ? "rate.limited" : "internal", ...detail } = answer;
  throw new Problem(code, detail);
}

/** Sent with a key that is kept until the answer is final. */
async function once<T>(request: string, path: string, question: Question): Promise<T> {
  try {
    return await ask<T>(path, { ...question, method: "POST", key: keyOf(request) });
  } catch (error) {
    if (error instanceof Problem && !OPEN.has(error.code)) forgetKey(request);
    throw error;
  }
}

type Page<T> = { items: T[]; cursor?: string };
const MOST_PAGES = 20;

async function all<T>(path: string, query: Record<string, string> = {}): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = new URLSearchParams({ ...query, ...(cursor && { cursor }) });
    const answer = await ask<Page<T>>(`${path}?${asked.toString()}`);
    found.push(...answer.items);
    cursor = answer.cursor;
    if (!cursor) break;
  }
  return found;
}

export const activities = (slug: string) => all<Activity>(`/public/companies/${slug}/activities`);

export const sessions = (slug: string, query: { activityId: string; from: string; to: string }) =>
  all<Session>(`/public/companies/${slug}/sessions`, query);

const MARGIN_MS = 60 * 60_000;

type Held = { holdId: string; sessionId: string; spots: number };

/** The guest of this tab; a new one once the last has booked, so that nobody's contact is taken for another's. */
async function guest(slug: string): Promise<string> {
  const known = remembered().guest;
  if (known && known.until > Date.now() + MARGIN_MS) return known.token;
  const { token, expiresAt } = await ask<{ token: string; expiresAt: string }>(
    `/public/companies/${slug}/guests`,
    { method: "POST" },
  );
  remember((now) => {
    now.guest = { token, until: Date.parse(expiresAt) };
  });
  return token;
}

type Company = { companyId: string; slug: string };
const of = ({ companyId }: Company, rest: string): string => `/companies/${companyId}/${rest}`;

export async function session(company: Company, sessionId: string): Promise<Session> {
  return ask(of(company, `sessions/${sessionId}`), { token: await guest(company.slug) });
}

export async function placeHold(company: Company, sessionId: string, spots: number): Promise<Hold> {
  const token = await guest(company.slug);
  const request = `hold ${sessionId} ${spots}`;
  const held = await once<Hold>(request, of(company, `sessions/${sessionId}/holds`), {
    token,
    body: { spots },
  });
  const before = remembered().holding;
  remember((now) => {
    now.tokens[held.holdId] = token;
    now.holding = { holdId: held.holdId, sessionId, spots };
  });
  // Nobody should wait for seats that their holder has given up; time gives them back if this fails.
  if (before && before.holdId !== held.holdId) await release(company, before).catch(() => {});
  return held;
}

/** The same wish, after its hold has ended, is another request. */
export function wishAnew({ holdId, sessionId, spots }: Held): void {
  forgetKey(`hold ${sessionId} ${spots}`);
  remember((now) => {
    if (now.holding?.holdId === holdId) delete now.holding;
  });
}

export const holdOf = (company: Company, holdId: string): Promise<Hold> =>
  ask(of(company, `holds/${holdId}`), { token: tokenOf(holdId) });

export const sessionOf = (company: Company, { holdId, sessionId }: Hold): Promise<Session> =>
  ask(of(company, `sessions/${sessionId}`), { token: tokenOf(holdId) });

export const extend = (company: Company, { holdId }: Hold): Promise<Hold> =>
  ask(of(company, `holds/${holdId}/extension`), {
    method: "POST",
    token: tokenOf(holdId),
    key: crypto.randomUUID(),
  });

export async function release(company: Company, hold: Held): Promise<void> {
  await ask(of(company, `holds/${hold.holdId}`), { method: "DELETE", token: tokenOf(hold.holdId) });
  wishAnew(hold);
}

export async function book(company: Company, hold: Hold, contact: Contact, returnUrl: string) {
  const token = tokenOf(hold.holdId);
  const payment = { gateway: "sandbox", returnUrl };
  // The same details under the same key; others are another request, and one of the two finds the hold taken.
  const request = `book ${hold.holdId} ${JSON.stringify(contact)}`;
  const body = { holdId: hold.holdId, payment, contact };
  const booked = await once<Booked>(request, of(company, "bookings"), { token, body });
  keep(hold, booked.bookingId);
  return booked;
}

/** The hold has become a booking: whoever opened the one opens the other, and the next hold is another guest's. */
export function keep(hold: Held, bookingId: string): void {
  remember((now) => {
    const token = now.tokens[hold.holdId];
    if (token) now.tokens[bookingId] = token;
    if (now.guest?.token === token) delete now.guest;
    now.bookings[hold.holdId] = bookingId;
  });
  wishAnew(hold);
}

export const booking = (company: Company, bookingId: string): Promise<Booking> =>
  ask(of(company, `bookings/${bookingId}`), { token: tokenOf(bookingId) });

export const link = (company: Company, bookingId: string): Promise<Link> =>
  ask(of(company, `bookings/${bookingId}/link`), { method: "POST", token: tokenOf(bookingId) });

export const cancel = (company: Company, bookingId: string): Promise<unknown> =>
  once(`cancel ${bookingId}`, of(company, `bookings/${bookingId}/cancellation`), {
    token: tokenOf(bookingId),
    body: {},
  });

/** A booking's hold is opened by whoever opens the booking. */
export const share = (bookingId: string, holdId: string): void =>
  remember(({ tokens }) => {
    const token = tokens[bookingId];
    if (token) tokens[holdId] ??= token;
  });
