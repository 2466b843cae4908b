/**
 * A notification: something that its user was told, once (NTF-2). Nothing about it changes but that it was read.
 *
 *   unread ──read──▶ read
 *
 * How many are unread is a counter beside the inbox, changed in the transaction that makes or reads a notification.
 * Unread ones are in a sparse index: reading one takes it out.
 */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, replay, whileMoving, when, type Write } from "../commit.ts";
import { missing } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, NotificationId } from "../id.ts";
import * as Page from "../page.ts";
import { reader, stamped, store, TABLE } from "../table.ts";
import { verb } from "../verb.ts";
import * as Message from "./message.ts";

export const Notifications = new Entity(
  {
    model: { entity: "notification", version: "1", service: "holdfast" },
    attributes: {
      userId: { type: "string", required: true },
      notificationId: { type: "string", required: true },
      companyId: { type: "string", required: true },
      notificationType: { type: Message.TYPES, required: true },
      data: { type: CustomAttributeType<Message.Data>("any"), required: true },
      createdAt: { type: "string", required: true },
      readAt: { type: "string" },
      /** The user again, for as long as it is unread. */
      unreadBy: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["userId"],
          template: "USER#${userId}/NOTIFICATIONS",
          casing: "none",
        },
        sk: { field: "sk", composite: ["notificationId"], template: "${notificationId}", casing: "none" },
      },
      unread: {
        index: "belongsTo",
        pk: {
          field: "belongsToPk",
          composite: ["unreadBy"],
          template: "USER#${unreadBy}/UNREAD",
          casing: "none",
        },
        sk: {
          field: "belongsToSk",
          composite: ["notificationId"],
          template: "${notificationId}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Notification = EntityItem<typeof Notifications>;

export const Shown = z.object({
  notificationId: NotificationId,
  type: z.enum(Message.TYPES),
  companyId: CompanyId,
  data: z.record(z.string(), z.unknown()),
  title: z.string(),
  body: z.string(),
  createdAt: z.string(),
  readAt: z.string().optional(),
});

export const list = verb({
  name: "notification.list",
  may: ["user"],
  input: z.strictObject({ unread: z.stringbool().optional(), ...Page.asked }),
  output: Page.of(Shown),
  async run({ unread, ...asked }) {
    const userId = Actor.currentUser();
    const query = unread
      ? Notifications.query.unread({ unreadBy: userId })
      : Notifications.query.primary({ userId });
    const scope = `${userId}/${unread ? "unread" : "notifications"}`;
    const page = await Page.read(query, asked, scope, { order: "desc" });
    return { ...page, items: page.items.map(shown) };
  },
});

export const unreadCount = verb({
  name: "notification.unread_count",
  may: ["user"],
  input: z.strictObject({}),
  output: z.object({ unread: z.int() }),
  async run() {
    const Key = counterOf(Actor.currentUser());
    const { Item } = await reader.send(new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }));
    return { unread: Number(Item?.unread ?? 0) };
  },
});

/** A repeat changes nothing and answers the same. */
export const read = verb({
  name: "notification.read",
  may: ["user"],
  input: z.strictObject({ notificationId: NotificationId }),
  output: Shown,
  async run({ notificationId }) {
    const userId = Actor.currentUser();
    const { data } = await Notifications.get({ userId, notificationId }).go({ consistent: true });
    if (!data) throw missing("notification");
    if (data.readAt !== undefined) return shown(data);
    const readAt = Clock.iso();
    const reading = change(Events.NotificationRead(), toRead(data, readAt), (old) =>
      old ? replay(shown(old as Notification)) : missing("notification"),
    );
    return commit([reading, count(userId, -1)], shown({ ...data, readAt }));
  },
});

/** One transaction changes at most 100 items; halves of it leave room and patience for others. */
const PER_COMMIT = 49;

/** Reads everything that was there when it was asked for, oldest first, and says how many those were. */
export const readAll = verb({
  name: "notification.read_all",
  may: ["user"],
  input: z.strictObject({}),
  output: z.object({ read: z.int() }),
  async run() {
    const asked = Clock.iso();
    const userId = Actor.currentUser();
    let total = 0;
    let some: Notification[] = [];
    for await (const one of Page.each(Notifications.query.unread({ unreadBy: userId }))) {
      if (one.createdAt > asked) break;
      some.push(one);
      if (some.length < PER_COMMIT) continue;
      total += await readSome(userId, some);
      some = [];
    }
    return { read: total + (await readSome(userId, some)) };
  },
});

/** The index may still name what has been read meanwhile: the items themselves say what is unread. */
const readSome = (userId: string, named: readonly Notification[]): Promise<number> =>
  whileMoving(async () => {
    if (named.length === 0) return 0;
    const keys = named.map(({ notificationId }) => ({ userId, notificationId }));
    const { data, unprocessed } = await Notifications.get(keys).go({ consistent: true });
    if (unprocessed.length > 0) throw again();
    const unread = data.filter(({ readAt }) => readAt === undefined);
    if (unread.length === 0) return 0;
    const readAt = Clock.iso();
    const readings = unread.map((one) => change(Events.NotificationRead(), toRead(one, readAt), again));
    return commit([...readings, count(userId, -unread.length)], unread.length);
  });

const toRead = ({ userId, notificationId }: Notification, readAt: string) =>
  Notifications.patch({ userId, notificationId })
    .set({ readAt })
    .remove(["unreadBy"])
    .where((row, { notExists }) => notExists(row.readAt));

/** Changes how many are unread; always together with what is counted. */
export function count(userId: string, by: number): Write {
  const params = {
    TableName: TABLE,
    Key: counterOf(userId),
    UpdateExpression: "ADD unread :by",
    ExpressionAttributeValues: { ":by": by },
  };
  return when({ params: () => params }, again);
}

const counterOf = (userId: string) => ({ pk: `USER#${userId}/UNREAD`, sk: "COUNT" });

export const shown = ({ notificationType, ...row }: Notification): z.input<typeof Shown> => ({
  ...row,
  ...Message.wordsOf(notificationType, row.data),
  type: notificationType,
});
