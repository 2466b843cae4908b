import { createHash, randomUUID } from "node:crypto";
import type { Stack } from "../template/template.ts";
import type { Store } from "./store.ts";

/** SQS's queues in the store, dead-letter queues above all. */
export type Attributes = Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;

export interface Message {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly attributes: Attributes;
  readonly sentAt: number;
  readonly received: number;
}

export interface Queues {
  readonly names: readonly string[];
  find(nameOrUrlOrArn: string): { name: string; arn: string } | undefined;
  send(queue: string, body: string, attributes?: Attributes): string;
  receive(queue: string, limit: number, visibilitySeconds?: number): Message[];
  delete(queue: string, receipt: string): void;
  release(queue: string, receipt: string, inSeconds: number): void;
  count(queue: string): { visible: number; hidden: number };
  list(): {
    name: string;
    count: number;
    messages: { body: unknown; attributes: Record<string, string> }[];
  }[];
  onSend(listener: (queue: string) => void): void;
}

export const md5 = (text: string) => createHash("md5").update(text).digest("hex");
export const textAttributes = (values: Record<string, string>): Attributes =>
  Object.fromEntries(
    Object.entries(values).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  );

export function openQueues(stack: Stack, store: Store): Queues {
  const queues = new Map(stack.all("AWS::SQS::Queue").map((queue) => [queue.name, queue]));
  const listeners: ((queue: string) => void)[] = [];
  const insert = store.prepare(
    "insert into messages (id, queue, body, attributes, sent, visible, received) values (?, ?, ?, ?, ?, ?, 0)",
  );
  const ready = store.prepare(
    "select * from messages where queue = ? and visible <= ? order by sent, rowid limit ?",
  );
  const hide = store.prepare(
    "update messages set visible = ?, received = received + 1, receipt = ? where id = ?",
  );
  const move = store.prepare("update messages set queue = ?, visible = 0 where id = ?");
  const remove = store.prepare("delete from messages where queue = ? and receipt = ?");
  const show = store.prepare("update messages set visible = ? where queue = ? and receipt = ?");
  const counts = store.prepare(
    "select count(*) filter (where visible <= ?) visible, count(*) filter (where visible > ?) hidden from messages where queue = ?",
  );
  const all = store.prepare("select body, attributes from messages where queue = ? order by sent, rowid");

  function find(given: string) {
    const name = given.slice(Math.max(given.lastIndexOf("/"), given.lastIndexOf(":")) + 1);
    const queue = queues.get(name);
    return queue && { name, arn: queue.arn };
  }

  function receive(name: string, limit: number, visibilitySeconds?: number): Message[] {
    const { RedrivePolicy, VisibilityTimeout } = queues.get(name)!.properties;
    const now = Date.now();
    return ready.all(name, now, limit).flatMap((row) => {
      const received = Number(row["received"]) + 1;
      if (RedrivePolicy && received > RedrivePolicy.maxReceiveCount) {
        move.run(find(RedrivePolicy.deadLetterTargetArn)?.name ?? name, String(row["id"]));
        return [];
      }
      const receipt = randomUUID();
      hide.run(now + (visibilitySeconds ?? VisibilityTimeout) * 1000, receipt, String(row["id"]));
      const attributes = JSON.parse(String(row["attributes"])) as Attributes;
      return [
        {
          id: String(row["id"]),
          receipt,
          body: String(row["body"]),
          attributes,
          sentAt: Number(row["sent"]),
          received,
        },
      ];
    });
  }

  return {
    names: [...queues.keys()],
    find,
    send(queue, body, attributes = {}) {
      const id = randomUUID();
      const now = Date.now();
      insert.run(id, queue, body, JSON.stringify(attributes), now, now);
      for (const listener of listeners) listener(queue);
      return id;
    },
    receive,
    delete: (queue, receipt) => void remove.run(queue, receipt),
    release: (queue, receipt, inSeconds) => void show.run(Date.now() + inSeconds * 1000, queue, receipt),
    count(queue) {
      const row = counts.get(Date.now(), Date.now(), queue);
      return { visible: Number(row?.["visible"]), hidden: Number(row?.["hidden"]) };
    },
    list: () =>
      [...queues.keys()].map((name) => {
        const messages = all.all(name).map((row) => ({
          body: parsed(String(row["body"])),
          attributes: Object.fromEntries(
            Object.entries(JSON.parse(String(row["attributes"])) as Attributes).map(([key, value]) => [
              key,
              value.StringValue ?? value.BinaryValue ?? "",
            ]),
          ),
        }));
        return { name, count: messages.length, messages };
      }),
    onSend: (listener) => void listeners.push(listener),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
