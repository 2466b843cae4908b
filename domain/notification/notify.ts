/**
 * The one producer of notifications (NTF-1). What caused it names it: the same event, however often and in parallel it
 * arrives, is the same row, and the store takes a row only once.
 */
import { encodeTime } from "ulid";
import * as z from "zod";
import { Members } from "../access.ts";
import * as Clock from "../clock.ts";
import { change, commit, replay } from "../commit.ts";
import * as Customer from "../customer.ts";
import { assert } from "../error.ts";
import type { Envelope } from "../event.ts";
import * as Events from "../events.ts";
import { CompanyId, digest, NotificationId, UserId } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as Message from "./message.ts";
import { Notifications } from "./notification.ts";

export const notify = verb({
  name: "notification.notify",
  may: ["system"],
  input: z.strictObject({
    type: z.enum(Message.TYPES),
    userId: UserId,
    companyId: CompanyId,
    /** The id of the event. */
    cause: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
  output: z.object({ notificationId: NotificationId }),
  async run({ type, userId, companyId, cause, data }) {
    const notificationId = idOf(cause);
    const told = Notifications.create({
      userId,
      unreadBy: userId,
      notificationId,
      companyId,
      notificationType: type,
      data: Message.dataOf(type, data),
      createdAt: Clock.iso(),
    });
    const answer = { notificationId };
    return commit([change(Events.NotificationCreated(), told, () => replay(answer))], answer);
  },
});

const Addressed = z.object({ companyId: CompanyId, userId: UserId });

/** Tells the customer whom the event is about. */
export async function customer(type: Message.Type, { id: cause, data }: Envelope) {
  return notify({ type, cause, data, ...Addressed.parse(data) });
}

/** The roles that decide about money and are told when there is something to decide. */
const DECIDING = new Set(["owner", "admin", "manager"]);

/** Tells each of the company's staff who decide. Whoever was told already is not told again. */
export async function deciders(type: Message.Type, { id: cause, data }: Envelope): Promise<void> {
  const { companyId } = Addressed.parse(data);
  for await (const { userId, role } of Page.each(Members.query.primary({ companyId }))) {
    if (DECIDING.has(role)) await notify({ type, cause, data, companyId, userId: UserId.parse(userId) });
  }
}

/** Tells both that something is owed: who owes it, and who decides what becomes of it. */
export async function overdue(event: Envelope): Promise<void> {
  await customer("BILLING_OVERDUE", event);
  await deciders("BILLING_OVERDUE", event);
}

const Credited = z.object({
  companyId: CompanyId,
  customerId: z.string(),
  currency: z.string(),
  amount: z.int(),
  source: z.string(),
});

/** Tells a customer that what he paid into his wallet is there; other credit has news of its own. */
export async function toppedUp({ id: cause, data }: Envelope): Promise<void> {
  const { companyId, customerId, currency, amount, source } = Credited.parse(data);
  if (source !== "TOPUP") return;
  const { userId } = await Customer.get(companyId, customerId);
  const told = { companyId, amount: { amount, currency } };
  await notify({ type: "WALLET_TOP_UP", userId: UserId.parse(userId), companyId, cause, data: told });
}

/** What no event causes but time: the same fact that was due at the same moment is the same cause. */
export const causeOf = (at: string, fact: string): string =>
  `due_${encodeTime(Date.parse(at), 10)}${digest(fact, 16)}.0`;

/** Sorts by time, as the event does: its ULID, and its position among what changed together. */
export function idOf(cause: string): NotificationId {
  const [, ulid, position] = /^(?:chg|due)_([0-9A-Z]{26})\.(\d{1,3})$/.exec(cause) ?? [];
  assert(ulid && position, "an event is named by its change, and what is due by its moment");
  return NotificationId.parse(`ntf_${ulid}_${position}`);
}
