/**
 * A notification: something that its user was told, once (NTF-2). Nothing about it changes but that it was read.
 *
 *   unread ──read──▶ read
 *
 * Unread ones are in a sparse index of keys: reading one takes it out, and counting what is left costs about what a
 * counter's row would cost to read, without a transaction for each notification to keep it.
 */
import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { change, commit, replay, Replay } from "../commit.ts";
import { missing } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, NotificationId } from "../id.ts";
import * as Page from "../page.ts";
import { reader, stamped, store } from "../table.ts";
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
        index: "mine",
        pk: {
          field: "minePk",
          composite: ["unreadBy"],
          template: "USER#${unreadBy}/UNREAD",
          casing: "none",
        },
        sk: {
          field: "mineSk",
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
    const scope = `${userId}/${unread ? "unread" : "notifications"}`;
    const page = unread
      ? await Page.read(unreadOf(userId), asked, scope, { order: "desc", hydrate: true })
      : await Page.read(Notifications.query.primary({ userId }), asked, scope, { order: "desc" });
    return { ...page, items: page.items.map(shown) };
  },
});

export const unreadCount = verb({
  name: "notification.unread_count",
  may: ["user"],
  input: z.strictObject({}),
  output: z.object({ unread: z.int() }),
  async run() {
    let unread = 0;
    let from: Record<string, unknown> | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await reader.send(
        new QueryCommand({
          ...unreadOf(Actor.currentUser()).params<QueryCommandInput>(),
          Select: "COUNT",
          ExclusiveStartKey: from,
        }),
      );
      unread += Count;
      from = LastEvaluatedKey;
    } while (from);
    return { unread };
  },
});

const unreadOf = (userId: string) => Notifications.query.unread({ unreadBy: userId });

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
    return commit([reading], shown({ ...data, readAt }));
  },
});

const AT_ONCE = 25;

/** Reads everything that was there when it was asked for, oldest first, and says how many those were. */
export const readAll = verb({
  name: "notification.read_all",
  may: ["user"],
  input: z.strictObject({}),
  output: z.object({ read: z.int() }),
  async run() {
    const asked = Clock.iso();
    const query = unreadOf(Actor.currentUser());
    let total = 0;
    let some: Notification[] = [];
    const unread = Page.each<Notification>({ go: (options) => query.go({ ...options, hydrate: true }) });
    for await (const one of unread) {
      if (one.createdAt > asked) break;
      some.push(one);
      if (some.length < AT_ONCE) continue;
      total += await readSome(some);
      some = [];
    }
    return { read: total + (await readSome(some)) };
  },
});

/** How many of them it was that read them; the index may still name what has been read meanwhile. */
async function readSome(some: readonly Notification[]): Promise<number> {
  const readAt = Clock.iso();
  const readings = some.map((one) =>
    commit([change(Events.NotificationRead(), toRead(one, readAt), () => replay(0))], 1).catch(
      (known: unknown) => {
        if (known instanceof Replay) return 0;
        throw known;
      },
    ),
  );
  return (await Promise.all(readings)).reduce((sum, one) => sum + one, 0);
}

const toRead = ({ userId, notificationId }: Notification, readAt: string) =>
  Notifications.patch({ userId, notificationId })
    .set({ readAt })
    .remove(["unreadBy"])
    .where((row, { notExists }) => notExists(row.readAt));

export const shown = ({ notificationType, ...row }: Notification): z.input<typeof Shown> => ({
  ...row,
  ...Message.wordsOf(notificationType, row.data),
  type: notificationType,
});
