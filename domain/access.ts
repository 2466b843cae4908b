/**
 * Who may: roles of a company's members, read once a request and only where a verb needs them.
 * A company that a person does not work for answers exactly as one that is not there (TEN-1).
 */
import { Entity } from "electrodb";
import * as Actor from "./actor.ts";
import * as Booking from "./booking/row.ts";
import { DomainError, forbidden, missing, unauthenticated } from "./error.ts";
import type { CompanyId, UserId } from "./id.ts";
import { stamped, store } from "./table.ts";

export const Members = new Entity(
  {
    model: { entity: "member", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      userId: { type: "string", required: true },
      role: { type: Actor.ROLES, required: true },
      createdAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/MEMBERS", casing: "none" },
        sk: { field: "sk", composite: ["userId"], template: "${userId}", casing: "none" },
      },
      companiesOfUser: {
        index: "belongsTo",
        pk: {
          field: "belongsToPk",
          composite: ["userId"],
          template: "USER#${userId}/COMPANIES",
          casing: "none",
        },
        sk: { field: "belongsToSk", composite: ["companyId"], template: "${companyId}", casing: "none" },
      },
    },
  },
  store,
);

/**
 * public: anyone. user: any person with an account. customer: he, and a guest of the company, for himself.
 * staff: every role of the company; or one role. platform admins may do what staff may. system: timers and events.
 * key: a program with an API key of this scope; whoever it acts for may what a customer may, in the key's company.
 */
export type Grant =
  | `key:${Actor.Scope}`
  | "public"
  | "user"
  | "customer"
  | "staff"
  | "platform"
  | "system"
  | Actor.Role;

type Scope = { readonly companyId: CompanyId | undefined; readonly bookingId: unknown };

export async function authorise(may: readonly Grant[], { companyId, bookingId }: Scope): Promise<void> {
  const actor = Actor.current();
  if (may.includes("public")) return;
  if (actor.kind === "system") {
    if (may.includes("system")) return;
    throw forbidden("access.forbidden", "This is not for timers and events.");
  }
  if (may.every((grant) => grant === "system"))
    throw forbidden("access.forbidden", "This is for timers and events.");
  if (actor.key) return mustUnlock(actor, may, companyId);
  if (!actor.userId) throw unauthenticated("token.missing", "Sign in: send a bearer token.");
  const [forUsers, forCustomers] = [may.includes("user"), may.includes("customer")];
  if (actor.guest && (forCustomers || (forUsers && companyId)))
    await mustConcern(actor.guest, { companyId, bookingId });
  if (forCustomers || (forUsers && !actor.guest)) {
    actor.kind = "customer";
    return;
  }
  if (forUsers) throw notForGuests();
  if (companyId) return requireStaff(companyId, may);
  // What can be no company's id is answered as one that is not there.
  if (may.some((grant) => grant === "staff" || Actor.ROLES.some((role) => role === grant)))
    throw missing("company");
  if (may.includes("platform") && actor.platformAdmin) {
    actor.kind = "platform";
    return;
  }
  if (actor.guest) throw notForGuests();
  throw forbidden("access.forbidden", "This is for platform admins.");
}

const notForGuests = (): DomainError =>
  forbidden("access.not_for_guests", "Sign in: this is not for guests.");

/** A guest of one company is nobody in another; who came by a booking's link sees that booking alone, wherever it moves. */
async function mustConcern(
  guest: NonNullable<Actor.Actor["guest"]>,
  { companyId, bookingId }: Scope,
): Promise<void> {
  if (companyId !== guest.companyId) throw missing("company");
  if (guest.bookingId === undefined || bookingId === guest.bookingId) return;
  const asked = typeof bookingId === "string" ? await Booking.get(companyId, bookingId) : undefined;
  if (asked?.rootId === undefined) throw missing("booking");
  const linked = asked.rootId === guest.bookingId ? asked : await Booking.get(companyId, guest.bookingId);
  if (Booking.rootOf(linked) !== asked.rootId) throw missing("booking");
}

function mustUnlock(actor: Actor.Actor, may: readonly Grant[], companyId: CompanyId | undefined): void {
  const { scopes, companyId: own } = actor.key!;
  if (companyId !== own) throw missing("company");
  if (!may.includes("customer") && !scopes.some((scope) => may.includes(`key:${scope}`)))
    throw forbidden("access.forbidden", "This key is not for that.");
  actor.kind = "key";
}

/** Makes the actor act as staff of the company, or refuses. */
export async function requireStaff(companyId: CompanyId, may: readonly Grant[] = ["staff"]): Promise<void> {
  const actor = Actor.current();
  const role = await roleIn(companyId);
  if (role && (may.includes("staff") || may.includes(role))) {
    actor.kind = "staff";
    actor.role = role;
  } else if (actor.platformAdmin) {
    actor.kind = "platform";
  } else if (role) {
    throw forbidden("access.forbidden", `A ${role} may not do this.`, { role });
  } else {
    throw missing("company");
  }
}

/** Whether the person works for the company; if so he acts as its staff from now on. */
export async function actsAsStaff(companyId: CompanyId): Promise<boolean> {
  try {
    await requireStaff(companyId);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** The owner of a row acts for himself; otherwise staff may; anyone else is told that there is no such thing. */
export async function ownOrStaff(row: { companyId: string; userId: string }, noun: string): Promise<void> {
  const actor = Actor.current();
  if (actor.kind === "system" || actor.userId === row.userId) return;
  if (!(await actsAsStaff(row.companyId as CompanyId))) throw missing(noun);
}

async function roleIn(companyId: CompanyId): Promise<Actor.Role | undefined> {
  const { roles, userId, guest, key } = Actor.current();
  if (guest || key) return undefined;
  if (!roles.has(companyId) && userId) {
    const { data } = await Members.get({ companyId, userId: userId satisfies UserId }).go({
      consistent: true,
    });
    roles.set(companyId, data?.role);
  }
  return roles.get(companyId);
}
