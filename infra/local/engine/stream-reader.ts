import type { Store } from "../delivery/store.ts";
import { EngineRefusal, type Wire } from "./wire.ts";

/** Reads one table's stream on from a checkpoint that outlives the process. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime: number;
    readonly Keys?: unknown;
  };
}

export interface Reader {
  /** The records after the last ones read; none when there are none yet. */
  read(limit: number): Promise<StreamRecord[]>;
  /** These and all before them are dealt with, also after a restart. */
  done(last: StreamRecord): void;
  shard(): string;
}

export interface ReaderOptions {
  readonly wire: Wire;
  readonly store: Store;
  readonly mapping: string;
  readonly table: string;
  readonly from: "TRIM_HORIZON" | "LATEST";
}

const api = "DynamoDBStreams_20120810";

export function openReader({ wire, store, mapping, table, from }: ReaderOptions): Reader {
  const load = store.prepare("select position from checkpoints where mapping = ?");
  const save = store.prepare(
    "insert into checkpoints values (?, ?) on conflict do update set position = excluded.position",
  );
  let stream: string | undefined;
  let shard = "";
  let iterator: string | undefined;

  async function shards(): Promise<string[]> {
    stream ??= (
      await wire.call<{ Table: { LatestStreamArn: string } }>("DynamoDB_20120810.DescribeTable", {
        TableName: table,
      })
    ).Table.LatestStreamArn;
    const description = await wire.call<{ StreamDescription: { Shards?: { ShardId: string }[] } }>(
      `${api}.DescribeStream`,
      {
        StreamArn: stream,
      },
    );
    return (description.StreamDescription.Shards ?? []).map(({ ShardId }) => ShardId);
  }

  async function iteratorAt(position: object): Promise<string> {
    const input = { StreamArn: stream, ShardId: shard, ...position };
    return (await wire.call<{ ShardIterator: string }>(`${api}.GetShardIterator`, input)).ShardIterator;
  }

  async function resume() {
    const known = await shards();
    const [savedStream, savedShard = "", sequence = ""] = String(load.get(mapping)?.["position"] ?? "").split(
      " ",
    );
    if (savedStream === stream && known.includes(savedShard)) {
      shard = savedShard;
      iterator = await iteratorAt({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: sequence });
      return;
    }
    shard = (from === "LATEST" ? known.at(-1) : known[0]) ?? "";
    if (shard !== "") iterator = await iteratorAt({ ShardIteratorType: from });
  }

  /** A closed shard has no next iterator; what follows is in the shard after it. */
  async function moveOn() {
    const known = await shards();
    const next = known[known.indexOf(shard) + 1];
    if (next === undefined) return;
    shard = next;
    iterator = await iteratorAt({ ShardIteratorType: "TRIM_HORIZON" });
  }

  return {
    async read(limit) {
      try {
        if (iterator === undefined) await (shard === "" ? resume() : moveOn());
        if (iterator === undefined) return [];
        const input = { ShardIterator: iterator, Limit: Math.min(limit, 1000) };
        const output = await wire.call<{ Records: StreamRecord[]; NextShardIterator?: string }>(
          `${api}.GetRecords`,
          input,
        );
        iterator = output.NextShardIterator;
        return output.Records;
      } catch (error) {
        if (!(error instanceof EngineRefusal)) throw error;
        // An iterator that has expired: begin again at the checkpoint.
        iterator = undefined;
        shard = "";
        throw error;
      }
    },
    done: (last) => void save.run(mapping, [stream, shard, last.dynamodb.SequenceNumber].join(" ")),
    shard: () => shard,
  };
}
