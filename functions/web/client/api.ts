/** The API as a guest or a customer uses it: the generated client, with the token that opens what is asked for. */
import {
  client,
  each,
  type BookingInFull,
  type BookingWithPayment,
  type Hold,
  type PublicActivity,
  type PublicSession,
  type SessionInFull,
  type Waitlist,
} from "../../client/client.ts";
import { forgetKey, keyOf, remember, remembered, tokenOf } from "./memory.ts";
import * as Party from "./party.ts";
import { asked, Problem } from "./problem.ts";
import * as SignIn from "./sign-in.ts";

export type Activity = PublicActivity;
export type Session = SessionInFull;
export type { PublicSession };
export type Booking = BookingInFull;
export type Contact = { name: string; email: string };
export type { Hold };

/** A person is looking: better to say soon that something does not work than to try for long. */
const options = { url: location.origin, tries: 2 };
const anyone = client(options);
const person = client({ ...options, token: () => SignIn.current()?.token });
const guestOf = (token: string) => client({ ...options, guest: token });

/** Whoever placed the hold or made the booking: a guest by his token, or the person who is signed in. */
const ownerOf = (id: string) => {
  const token = tokenOf(id);
  return token ? guestOf(token) : person;
};

export const mayOpen = (id: string): boolean => tokenOf(id) !== undefined || SignIn.current() !== undefined;
/** Whether the one who holds it has told the issuer who he is. */
export const isKnown = (id: string): boolean => tokenOf(id) === undefined;

/** Answers that may come out otherwise when the same request is sent again. */
const OPEN = new Set([
  "offline",
  "internal",
  "unknown",
  "write.contended",
  "write.unavailable",
  "store.unavailable",
  "gateway.unreachable",
  "request.rate_limited",
  "request.timed_out",
]);

/** Sent with a key that is kept until the answer is final. */
async function once<T>(request: string, send: (key: { idempotencyKey: string }) => Promise<T>): Promise<T> {
  const wish = `${SignIn.current()?.id ?? "guest"} ${request}`;
  try {
    return await asked(send({ idempotencyKey: keyOf(wish) }));
  } catch (error) {
    if (error instanceof Problem && !OPEN.has(error.code)) forgetKey(wish);
    throw error;
  }
}

const MOST = 1000;

async function all<T>(items: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) if (found.push(item) >= MOST) break;
  return found;
}

export const activities = (slug: string): Promise<Activity[]> =>
  asked(all(each(anyone.storefront.activities, { slug })));

export const sessions = (
  slug: string,
  query: { activityId: string; from: string; to: string },
): Promise<PublicSession[]> => asked(all(each(anyone.storefront.sessions, { slug, ...query })));

/** How the company takes money. */
export const gateways = async ({ slug }: Company): Promise<readonly string[]> =>
  (await asked(anyone.storefront.company({ slug }))).gateways;

/** What the person who is signed in has before him at this company. */
export const bookingsToCome = async ({ companyId }: Company) => {
  const mine = await asked(all(each(person.booking.listMine, { when: "upcoming" as const })));
  return mine.filter((booking) => booking.companyId === companyId);
};

const MARGIN_MS = 60 * 60_000;

type Held = Party.Party & { holdId: string; sessionId: string };
type Company = { companyId: string; slug: string };

/** The guest of this tab; a new one once the last has booked, so that nobody's contact is taken for another's. */
async function guest(slug: string): Promise<string> {
  const known = remembered().guest;
  if (known && known.until > Date.now() + MARGIN_MS) return known.token;
  const { token, expiresAt } = await asked(anyone.guest.admit({ slug }));
  remember((now) => {
    now.guest = { token, until: Date.parse(expiresAt) };
  });
  return token;
}

/** Who asks when nothing is his yet. */
async function visitor({ slug }: Company) {
  if (SignIn.current()) return { as: person, token: undefined };
  const token = await guest(slug);
  return { as: guestOf(token), token };
}

export async function session(company: Company, sessionId: string): Promise<Session> {
  const { as } = await visitor(company);
  return asked(as.session.show({ companyId: company.companyId, sessionId }));
}

export async function placeHold(company: Company, sessionId: string, party: Party.Party): Promise<Hold> {
  const { companyId } = company;
  const { as, token } = await visitor(company);
  const { spots, units } = party;
  const held = await once(`hold ${sessionId} ${Party.nameOf(party)}`, (key) =>
    as.hold.place({ companyId, sessionId, ...(units ? { units: { ...units } } : { spots }) }, key),
  );
  const before = remembered().holding;
  remember((now) => {
    if (token) now.tokens[held.holdId] = token;
    now.holding = { holdId: held.holdId, sessionId, ...party };
  });
  // Nobody should wait for seats that their holder has given up; time gives them back if this fails.
  if (before && before.holdId !== held.holdId) await release(company, before).catch(() => {});
  return held;
}

/** The same wish, after its hold has ended, is another request. */
export function wishAnew({ holdId, sessionId, ...party }: Held): void {
  for (const who of [SignIn.current()?.id, "guest"])
    forgetKey(`${who} hold ${sessionId} ${Party.nameOf(party)}`);
  remember((now) => {
    if (now.holding?.holdId === holdId) delete now.holding;
  });
}

export const holdOf = ({ companyId }: Company, holdId: string): Promise<Hold> =>
  asked(ownerOf(holdId).hold.get({ companyId, holdId }));

export const sessionOf = ({ companyId }: Company, { holdId, sessionId }: Hold): Promise<Session> =>
  asked(ownerOf(holdId).session.show({ companyId, sessionId }));

export const extend = ({ companyId }: Company, { holdId }: Hold): Promise<Hold> =>
  asked(ownerOf(holdId).hold.extend({ companyId, holdId }));

export async function release({ companyId }: Company, hold: Held): Promise<void> {
  await asked(ownerOf(hold.holdId).hold.release({ companyId, holdId: hold.holdId }));
  wishAnew(hold);
}

/** What is said at booking: who pays how, who comes, and the answers to what was asked. */
export type Wish = Said & { contact: Contact | undefined; way: Way; returnUrl: string };
/** A gateway's page by its name, or later. */
export type Way = string;
export type Said = Pick<Parameters<typeof person.booking.book>[0], "attendees" | "answers">;

const LATER = ["on_arrival", "post_paid"] as const;

function payment(way: Way, returnUrl: string) {
  const method = LATER.find((one) => one === way);
  return method ? { method } : { gateway: way, returnUrl };
}

export async function book(
  { companyId }: Company,
  hold: Hold,
  { way, returnUrl, ...said }: Wish,
): Promise<BookingWithPayment> {
  const { holdId } = hold;
  const wish = { companyId, holdId, payment: payment(way, returnUrl), ...given(said) };
  // The same details under the same key; others are another request, and one of the two finds the hold taken.
  const booked = await once(`book ${JSON.stringify({ holdId, way, ...said })}`, (key) =>
    ownerOf(holdId).booking.book(wish, key),
  );
  keep(hold, booked.bookingId);
  return booked;
}

const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

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

export const booking = ({ companyId }: Company, bookingId: string): Promise<Booking> =>
  asked(ownerOf(bookingId).booking.get({ companyId, bookingId }));

export const link = ({ companyId }: Company, bookingId: string) =>
  asked(ownerOf(bookingId).booking.link({ companyId, bookingId }));

export const cancel = ({ companyId }: Company, bookingId: string): Promise<unknown> =>
  once(`cancel ${bookingId}`, (key) => ownerOf(bookingId).booking.cancel({ companyId, bookingId }, key));

export type Terms = Awaited<ReturnType<typeof terms>>;
export const terms = ({ companyId }: Company, bookingId: string) =>
  asked(ownerOf(bookingId).booking.cancellationTerms({ companyId, bookingId }));

/** What has taken a booking's place is opened by whoever opens the booking. */
export const follow = (bookingId: string, to: string): void =>
  remember(({ tokens }) => {
    const token = tokens[bookingId];
    if (token) tokens[to] ??= token;
  });

/** A booking's hold is opened by whoever opens the booking. */
export const share = (bookingId: string, holdId: string): void =>
  remember(({ tokens }) => {
    const token = tokens[bookingId];
    if (token) tokens[holdId] ??= token;
  });

export type Entry = Waitlist;
/** The places in lines that the person has, at this company. */
export const waits = async ({ companyId }: Company): Promise<Entry[]> => {
  const mine = await asked(all(each(person.waitlist.listMine, {})));
  return mine.filter((entry) => entry.companyId === companyId && isOpen(entry));
};
export const isOpen = ({ status }: Entry): boolean => status === "WAITING" || status === "OFFERED";

export const entry = ({ companyId }: Company, entryId: string): Promise<Entry> =>
  asked(person.waitlist.get({ companyId, entryId }));

/** The place in the line; the one that is there already, if there is one. */
export async function join(
  { companyId }: Company,
  sessionId: string,
  { spots, units }: Party.Party,
): Promise<string> {
  const group = units ? { units: { ...units } } : { spots };
  try {
    return (await asked(person.waitlist.join({ companyId, sessionId, ...group }))).entryId;
  } catch (error) {
    if (error instanceof Problem && error.code === "waitlist.already_joined")
      return String(error.detail["entryId"]);
    throw error;
  }
}

export const leave = ({ companyId }: Company, entryId: string): Promise<unknown> =>
  asked(person.waitlist.leave({ companyId, entryId }));
