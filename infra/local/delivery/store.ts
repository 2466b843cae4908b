import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { refuse } from "../template/refusal.ts";

/** What must outlive the process and is not the table: deliveries, queues, one-shot schedules, checkpoints, keys. */
export type Store = DatabaseSync;

const schema = `
  create table if not exists deliveries (
    id text primary key, function text not null, payload text not null, plan text not null,
    attempts integer not null, created integer not null, due integer not null) strict;
  create table if not exists messages (
    id text primary key, queue text not null, body text not null, attributes text not null,
    sent integer not null, visible integer not null, received integer not null, receipt text) strict;
  create index if not exists messages_of_queue on messages (queue, visible);
  create table if not exists schedules (
    groupName text not null, name text not null, definition text not null, due integer,
    primary key (groupName, name)) strict;
  create table if not exists checkpoints (mapping text primary key, position text not null) strict;
  create table if not exists keys (id text primary key, material blob not null) strict;
`;

/** The exclusive lock goes with the process, however it ends, so a crash never leaves a stale one. */
export function openStore(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true });
  const store = new DatabaseSync(join(dataDir, "local.sqlite"), { timeout: 0 });
  try {
    store.exec("pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal;");
    store.exec(schema);
  } catch (error) {
    store.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) {
      refuse(`Another local run is using ${dataDir}. Stop it, or give this one its own with --data <dir>.`);
    }
    throw error;
  }
  return store;
}

/** All of it, or nothing; part of the surrounding whole when there is one. */
export function together<T>(store: Store, work: () => T): T {
  if (store.isTransaction) return work();
  store.exec("begin");
  try {
    const result = work();
    store.exec("commit");
    return result;
  } catch (error) {
    store.exec("rollback");
    throw error;
  }
}
