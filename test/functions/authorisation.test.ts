/** Who may do what (TEN-1): every route × every kind of person × own, foreign and missing things, told from `may` alone. */
import { describe, expect, it } from "vitest";
import { ROLES } from "../../domain/actor.ts";
import { newUlid } from "../../domain/id.ts";
import { writer } from "../../domain/table.ts";
import type { Verdict } from "../../functions/caller.ts";
import { tapped, type Sent } from "../tapped.ts";
import { person } from "../world.ts";
import { knock, routes, signedIn, type Route, type Told } from "./front-door.ts";
import { bodies, prepared, queries } from "./errands.ts";
import { premises, type Premises } from "./premises.ts";

const [ours, theirs] = await Promise.all([premises(), premises()]);

/** The role is what a person is to `ours`; nobody but the platform's admin is anything to `theirs`. */
type Who = {
  verdict: Verdict;
  signedIn: boolean;
  role?: (typeof ROLES)[number];
  platform?: true;
  /** Without an account, by a token of ours that is good for `ours`. */
  guest?: true;
};
const user = ({ userId, name, email }: Parameters<typeof signedIn>[0]): Who => ({
  verdict: signedIn({ userId, name, email }),
  signedIn: true,
});
const people: Record<string, Who> = {
  nobody: { verdict: { problem: "token.missing" }, signedIn: false },
  "somebody whose token has expired": { verdict: { problem: "token.expired" }, signedIn: false },
  "somebody who is disabled": { verdict: { problem: "token.invalid" }, signedIn: false },
  "a guest": {
    verdict: { userId: "gst_somebody", guestOf: ours.companyId },
    signedIn: true,
    guest: true,
  },
  "a stranger": user(person("stranger")),
  "the owner of another company": user((await premises()).owner),
  "another customer": user(ours.boris),
  "a coach": { ...user(ours.coach), role: "coach" },
  "a manager": { ...user(ours.manager), role: "manager" },
  "an admin": { ...user(ours.admin), role: "admin" },
  "the owner": { ...user(ours.owner), role: "owner" },
  "an admin of the platform": {
    verdict: { ...signedIn(person("root")), admin: "true" },
    signedIn: true,
    platform: true,
  },
  "the customer herself": user(ours.ada),
};

/** Things that belong to a person: to her alone, or to her and the company's staff. */
const PERSONAL: Record<string, "hers" | "hers and the staff's"> = {
  holdId: "hers",
  cartId: "hers",
  calendarId: "hers",
  cardId: "hers",
  notificationId: "hers",
  bookingId: "hers and the staff's",
  entryId: "hers and the staff's",
  paymentId: "hers and the staff's",
  customerId: "hers and the staff's",
};

async function ask(route: Route, who: Who, at: Premises, things: Record<string, string>): Promise<Told> {
  const { key, verb, parameters } = route;
  const path = Object.fromEntries(parameters.map((name) => [name, things[name]!]));
  const body = bodies[verb.verb]?.({ ...at, things });
  const query = queries[verb.verb]?.({ ...at, things });
  return knock(route, {
    path,
    ...(query && { query }),
    ...(/^(POST|PUT|PATCH)/.test(key) && { body: body ?? {} }),
    headers: { "idempotency-key": newUlid() },
    verdict: who.verdict,
  });
}

type Where = "own" | "foreign";
const may = (route: Route, ...grants: string[]) => route.verb.may.some((grant) => grants.includes(grant));
const ofSomebody = (route: Route) =>
  ["booking.book", "booking.link", "booking.name_card", "booking.withdraw_card"].includes(route.verb.verb)
    ? "hers"
    : route.parameters.map((name) => PERSONAL[name]).find(Boolean);

/** The rule, once more and apart from the product's: what this person must be told here. */
function expected(route: Route, name: string, where: Where): "yes" | "no such thing" | "not you" | "sign in" {
  const who = people[name]!;
  if (may(route, "public")) return "yes";
  if (!who.signedIn) return "sign in";
  const role = where === "own" ? who.role : undefined;
  const hers = name === "the customer herself" && where === "own";
  const personal = ofSomebody(route);
  const company = route.parameters.includes("companyId");
  if (who.guest && where === "foreign" && company) return "no such thing";
  if (who.guest && may(route, "user")) return "not you";
  if (who.guest && !may(route, "customer")) return company ? "no such thing" : "not you";
  if (who.guest && where === "foreign") return "no such thing";
  if (may(route, "user", "customer")) {
    if (!personal || hers) return "yes";
    const staff = role !== undefined || who.platform;
    return personal === "hers and the staff's" && staff ? "yes" : "no such thing";
  }
  if (who.platform) return "yes";
  if (!company && may(route, "platform")) return "not you";
  if (role === undefined) return "no such thing";
  return may(route, "staff", role) ? "yes" : "not you";
}

const STATUS = { "no such thing": 404, "not you": 403, "sign in": 401 } as const;
const sameFor = ({ body }: Told) => ({ ...body, requestId: undefined });
/** Of the right form, and never given to anything. */
const missing = (things: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(things).map(([name, id]) => [
      name,
      name === "slug" ? "no-such-slug" : id.replace(/_(.{3}).{13}/, "_$10000000000000"),
    ]),
  );

/** Writes other than of what was answered to a key. */
const effects = (writes: readonly Sent[]) => writes.filter(({ Item }) => Item?.sk !== "ONCE").length;

describe.each(routes.map((route) => [route.key, route] as const))("TEN-1 %s", (_, route) => {
  const every = Object.keys(people);

  it("has an example of everything that it asks for", async () => {
    expect(route.parameters.filter((name) => ours.things[name] === undefined)).toEqual([]);
    const some = [...ROLES, "staff", "public", "user", "customer", "platform", "system"];
    expect(route.verb.may.filter((grant) => !some.includes(grant))).toEqual([]);
    expect(route.verb.may.length).toBeGreaterThan(0);
  });

  it("answers whom it may, and nobody else", async () => {
    const fresh = { ...ours.things, ...(await prepared[route.verb.verb]?.(ours)) };
    const foreign = { ...theirs.things, ...(await prepared[route.verb.verb]?.(theirs)) };
    const wrong: string[] = [];
    const told: string[] = [];
    for (const where of ["foreign", "own"] as const) {
      // The refused come first, so that what they must not do is still there to be done.
      const order = every.toSorted(
        (one, other) =>
          Number(expected(route, one, where) === "yes") - Number(expected(route, other, where) === "yes"),
      );
      for (const name of order) {
        const writes: Sent[] = [];
        using _tap = tapped(writer, (input) => writes.push(input));
        const [at, things] = where === "own" ? [ours, fresh] : [theirs, foreign];
        const answer = await ask(route, people[name]!, at, things);
        const verdict = expected(route, name, where);
        const fits =
          verdict === "yes"
            ? answer.status < 300 || answer.status === 409
            : answer.status === STATUS[verdict] && effects(writes) === 0;
        if (!fits) wrong.push(`${name}, ${where}: ${verdict}, but ${answer.status} ${answer.text}`);
        if (verdict === "yes" && answer.status < 300) told.push(name);
        if (verdict !== "no such thing") continue;
        // A guest knows which company his token is for: there, too, only what is in it must look the same.
        const known = people[name]!.guest && where === "own" && { companyId: at.companyId };
        const nowhere = await ask(route, people[name]!, at, { ...missing(things), ...known });
        if (JSON.stringify(sameFor(nowhere)) !== JSON.stringify(sameFor(answer)))
          wrong.push(`${name}, ${where}: ${answer.text} is not ${nowhere.text}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(told.length, "somebody was answered well").toBeGreaterThan(0);
  });

  it("finds nothing of one company under the name of another", async () => {
    const things = { ...theirs.things, companyId: ours.things.companyId! };
    // A gateway is called the same in every company.
    const inside = route.parameters.filter((name) => !["companyId", "slug", "gateway"].includes(name));
    const within = route.parameters.includes("companyId") && inside.length > 0;
    for (const name of within ? ["the owner", "an admin of the platform"] : []) {
      const mixed = await ask(route, people[name]!, ours, things);
      // The history of a thing that never was is empty.
      const empty = JSON.stringify(mixed.body?.items) === "[]";
      expect(mixed.status === 404 || empty, `${name}: ${mixed.text}`).toBe(true);
    }
  });
});

/** The matrix above believes `may`; here somebody has thought about it. */
const OPEN_TO = {
  public: [
    "availability.list",
    "availability.list_embedded",
    "calendar.fetch",
    "catalogue.show",
    "catalogue.show_embedded",
    "guest.admit",
    "health.check",
    "platform_category.list",
    "sphere.list",
    "storefront.activities",
    "storefront.company",
    "storefront.sessions",
  ],
  user: [
    "booking.list_mine",
    "calendar.issue",
    "calendar.list",
    "calendar.revoke",
    "company.open",
    "member.companies_of_me",
    "notification.list",
    "notification.read",
    "notification.read_all",
    "notification.unread_count",
    "waitlist.join",
    "waitlist.list_mine",
    "wallet.top_up",
  ],
  customer: [
    "activity.list",
    "activity.show",
    "booking.book",
    "booking.cancel",
    "booking.cancellation_terms",
    "booking.get",
    "booking.history",
    "booking.link",
    "booking.name_attendees",
    "booking.name_card",
    "booking.request_refund",
    "booking.reschedule",
    "booking.rescheduling_terms",
    "booking.settle",
    "booking.withdraw_card",
    "card.list",
    "card.remove",
    "cart.book",
    "cart.get",
    "cart.place",
    "cart.release",
    "category.list",
    "hold.extend",
    "hold.get",
    "hold.place",
    "hold.release",
    "location.list",
    "location.show",
    "payment.request_refund",
    "session.list",
    "session.show",
    "waitlist.get",
    "waitlist.leave",
    "wallet.list",
    "wallet.list_mine",
    "wallet.statement",
    "wallet.statement_file",
  ],
  staff: [
    "booking.book_for",
    "booking.check_in",
    "booking.check_in_by_code",
    "booking.list_day",
    "booking.list_of_customer",
    "booking.list_roster",
    "booking.mark_no_show",
    "booking.receive_cash",
    "booking.undo_attendance",
    "closure.list",
    "company.show",
    "customer.list",
    "customer.show",
    "dashboard.show",
    "reseller.list",
    "reseller.show",
    "schedule.list_versions",
    "schedule.show",
    "slot.preview",
    "waitlist.list",
  ],
};

it.each(Object.entries(OPEN_TO))("TEN-1 no more is open to %s than is meant to be", (grant, meant) => {
  const open = new Set(
    routes.flatMap(({ verb }) => (verb.may.some((one) => one === grant) ? [verb.verb] : [])),
  );
  expect([...open].toSorted()).toEqual(meant);
});
