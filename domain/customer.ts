/**
 * A customer: a person as one company knows him, unique by user and by e-mail address (TEN-3). The record is made when
 * he first holds or books there; two lookup rows, one for the user and one for the address, see to it that it is made
 * once. The address itself is kept on the record alone: the lookup row and events carry no personal data. Only a verified
 * address makes two users one customer; what a guest says is his, is kept beside it and finds nobody.
 */
import { Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { actsAsStaff } from "./access.ts";
import * as Actor from "./actor.ts";
import * as Clock from "./clock.ts";
import { again, change, when, type Write } from "./commit.ts";
import { missing } from "./error.ts";
import * as Events from "./events.ts";
import { CompanyId, CustomerId, digest, fresh, guestId, UserId } from "./id.ts";
import * as Page from "./page.ts";
import { stamped, store } from "./table.ts";
import * as Text from "./text.ts";
import { verb } from "./verb.ts";

const HASH_LENGTH = 32;

const Shown = z.object({
  customerId: CustomerId,
  companyId: CompanyId,
  userId: UserId,
  name: z.string().optional(),
  email: z.string().optional(),
  unverifiedEmail: z.string().optional(),
  createdAt: z.string(),
  archivedAt: z.string().optional(),
  version: z.int(),
});

export const Customers = new Entity(
  {
    model: { entity: "customer", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      customerId: { type: "string", required: true },
      userId: { type: "string", required: true },
      name: { type: "string" },
      email: { type: "string" },
      unverifiedEmail: { type: "string" },
      createdAt: { type: "string", required: true },
      archivedAt: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "customerId"],
          template: "C#${companyId}/CUSTOMER#${customerId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "CUSTOMER", casing: "none" },
      },
      ofCompany: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["companyId"],
          template: "C#${companyId}/CUSTOMERS",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["createdAt"], template: "${createdAt}", casing: "none" },
      },
    },
  },
  store,
);

const lookup = { customerId: { type: "string", required: true } } as const;

const Users = new Entity(
  {
    model: { entity: "customerOfUser", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      userId: { type: "string", required: true },
      ...lookup,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "userId"],
          template: "C#${companyId}/USER#${userId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "CUSTOMER", casing: "none" },
      },
    },
  },
  store,
);

const Emails = new Entity(
  {
    model: { entity: "customerOfEmail", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      emailHash: { type: "string", required: true },
      ...lookup,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "emailHash"],
          template: "C#${companyId}/EMAIL#${emailHash}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "CUSTOMER", casing: "none" },
      },
    },
  },
  store,
);

export type Customer = EntityItem<typeof Customers>;

export const list = verb({
  name: "customer.list",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(Shown),
  async run({ companyId, ...asked }) {
    const page = await Page.read(Customers.query.ofCompany({ companyId }), asked, `${companyId}/customers`);
    return Page.of(Shown).parse(page);
  },
});

export const show = verb({
  name: "customer.show",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, customerId: CustomerId }),
  output: Shown,
  run: async ({ companyId, customerId }) => Shown.parse(await get(companyId, customerId)),
});

export async function get(companyId: string, customerId: string): Promise<Customer> {
  const { data } = await Customers.get({ companyId, customerId }).go({ consistent: true });
  return data ?? Promise.reject(missing("customer"));
}

/** Who somebody is, for the staff at the door. */
export const Named = Shown.pick({ name: true, email: true, unverifiedEmail: true });

/** What a guest says of himself; nobody has checked it. */
export const Contact = z.strictObject({
  name: Text.line({ most: 120 }),
  email: z.email().max(254),
});
/** What is said of a customer who did not come himself. */
type Said = { name?: string | undefined; email?: string | undefined };

/** Which customer of the company the caller is, if he is one yet. */
export async function me(companyId: string): Promise<CustomerId | undefined> {
  const { data } = await Users.get({ companyId, userId: Actor.currentUser() }).go({ consistent: true });
  return data?.customerId as CustomerId | undefined;
}

/** For the customer himself and for staff; to anyone else there is no such customer. */
export async function mustBeOwnOrStaff(companyId: CompanyId, customerId: string): Promise<void> {
  if ((await me(companyId)) === customerId) return;
  if (!(await actsAsStaff(companyId))) throw missing("customer");
  await mustExist(companyId, customerId);
}

export async function mustExist(companyId: string, customerId: string): Promise<void> {
  const { data } = await Customers.get({ companyId, customerId }).go({ consistent: true });
  if (!data) throw missing("customer");
}

/** The names of up to 100 customers in one round trip. */
export async function namesOf(
  companyId: string,
  customerIds: readonly string[],
): Promise<Map<string, z.infer<typeof Named>>> {
  const keys = [...new Set(customerIds)].map((customerId) => ({ companyId, customerId }));
  const { data } = keys.length > 0 ? await Customers.get(keys).go() : { data: [] };
  return new Map(data.map((customer) => [customer.customerId, Named.parse(customer)]));
}

/**
 * What else a verb must commit, so that whoever acts is a customer of the company. Nothing, as a rule; then a guest's
 * contact changes nothing either.
 */
export async function firstUse(
  companyId: string,
  contact?: Said,
): Promise<{ customerId: CustomerId; writes: Write[] }> {
  const userId = Actor.currentUser();
  const { email, name = contact?.name } = Actor.current();
  const known = await Users.get({ companyId, userId }).go({ consistent: true });
  if (known.data) return { customerId: known.data.customerId as CustomerId, writes: [] };

  const emailHash = email === undefined ? undefined : digest(email.trim().toLowerCase(), HASH_LENGTH);
  const link = (customerId: string) => when(Users.create({ companyId, userId, customerId }), again);
  if (emailHash !== undefined) {
    const { data } = await Emails.get({ companyId, emailHash }).go({ consistent: true });
    if (data) return { customerId: data.customerId as CustomerId, writes: [link(data.customerId)] };
  }

  const record = {
    ...begin(companyId, userId, { name, email: contact?.email }),
    ...(email && { email }),
  };
  const { customerId } = record;
  const writes = [
    change(Events.CustomerCreated(), Customers.create(record), again),
    link(customerId),
    ...(emailHash === undefined ? [] : [when(Emails.create({ companyId, emailHash, customerId }), again)]),
  ];
  return { customerId, writes };
}

/** Somebody whom staff write down: a customer without an account, who is found by nothing but his id. */
export function introduce(companyId: string, said: Said) {
  const record = begin(companyId, guestId(), said);
  const { customerId, userId } = record;
  const writes = [
    change(Events.CustomerCreated(), Customers.create(record), again),
    when(Users.create({ companyId, userId, customerId }), again),
  ];
  return { customerId, userId, writes };
}

const begin = (companyId: string, userId: UserId, { name, email }: Said) => ({
  companyId,
  customerId: fresh("cus") as CustomerId,
  userId,
  createdAt: Clock.iso(),
  ...(name && { name }),
  ...(email && { unverifiedEmail: email }),
});
