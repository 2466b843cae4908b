import { expect, test } from "vitest";
import type { Call } from "../../../infra/local/endpoint/aws-service.ts";
import type { StreamRecord } from "../../../infra/local/engine/stream-reader.ts";
import type { Reply } from "../../../infra/local/engine/wire.ts";
import { drawsOf } from "../../../infra/local/faults/chance.ts";
import { FAULTS, Reset } from "../../../infra/local/faults/fault.ts";
import { openFaults, type Plan } from "../../../infra/local/faults/faults.ts";
import { openOverlaps } from "../../../infra/local/faults/overlap.ts";
import { shuffled } from "../../../infra/local/faults/unrest.ts";
import { allow, arnOf, lambda, putItem, stage, table } from "./stage.ts";

const ok: Reply = { status: 200, headers: {}, body: Buffer.from("{}") };
const item = (pk: string) => ({ TableName: "t", Item: { pk: { S: pk }, sk: { S: "x" } } });
const call = (operation: string, input: object, functionName = "Fn"): Call => ({
  service: operation === "PutEvents" ? "events" : "dynamodb",
  operation,
  functionName,
  requestBody: Buffer.from(JSON.stringify(input)),
});
const transaction = (...keys: string[]) =>
  call("TransactWriteItems", { TransactItems: keys.map((key) => ({ Put: item(key) })) });
const typeOf = ({ body }: Reply): unknown => (JSON.parse(body.toString()) as { __type?: string }).__type;

const plan: Plan = {
  seed: 7,
  rules: FAULTS.filter((fault) => fault !== "lost" && fault !== "slow").map((fault) => ({
    fault,
    chance: 0.1,
  })),
};

/** What becomes of a hundred equal calls. */
async function hundred(faults: ReturnType<typeof openFaults>): Promise<unknown[]> {
  const became: unknown[] = [];
  for (let nth = 0; nth < 100; nth++) {
    const answer = faults.intercept(transaction("a"), async () => ok);
    became.push(await answer.then(typeOf, (error: unknown) => (error as Error).constructor.name));
  }
  return became;
}

test("the same seed makes the same choices, another one makes others", async () => {
  const [one, same, other] = [openFaults(plan), openFaults(plan), openFaults({ ...plan, seed: 8 })];
  const first = await hundred(one);
  expect(await hundred(same)).toEqual(first);
  expect(same.counts()).toEqual(one.counts());
  expect(await hundred(other)).not.toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(5);
});

test("calls of others do not change what happens to one", async () => {
  const [alone, among] = [openFaults(plan), openFaults(plan)];
  const noisy = async () => {
    const became: unknown[] = [];
    for (let nth = 0; nth < 30; nth++) {
      await among.intercept(call("PutItem", item("b"), "Other"), async () => ok).catch(() => undefined);
      became.push(
        await among
          .intercept(transaction("a"), async () => ok)
          .then(typeOf, (e: unknown) => (e as Error).constructor.name),
      );
    }
    return became;
  };
  expect(await noisy()).toEqual((await hundred(alone)).slice(0, 30));
});

test("once stopped, nothing goes wrong any more; nothing ever does for the administrator", async () => {
  const faults = openFaults({
    seed: 1,
    rules: [{ fault: "error_before", chance: 1 }],
    unrest: { duplicated: 1 },
  });
  const answer = (name: string) => faults.intercept(call("PutItem", item("a"), name), async () => ok);
  expect((await answer("Fn")).status).toBe(500);
  expect(faults.arrivals("Fn")).toHaveLength(2);
  expect((await answer("local-admin")).status).toBe(200);
  faults.stop();
  expect((await answer("Fn")).status).toBe(200);
  expect(faults.arrivals("Fn")).toEqual([0]);
});

test("a fault before the effect lets nothing happen, one after it everything", async () => {
  const happened: Record<string, number> = {};
  for (const fault of FAULTS.filter((one) => /before|after|in_progress/.test(one))) {
    const faults = openFaults({ seed: 1, rules: [{ fault, chance: 1 }] });
    const next = async () => {
      happened[fault] = (happened[fault] ?? 0) + 1;
      return ok;
    };
    const answer = await faults.intercept(transaction("a"), next).catch(() => undefined);
    expect(answer?.status).not.toBe(200);
  }
  expect(happened).toEqual({ error_after: 1, reset_after: 1, death_after: 1, in_progress: 1 });
});

test("a transaction conflicts with whatever writes the same item at the same moment; single writes never do", async () => {
  let conflicts = 0;
  const through = openOverlaps(20, () => (conflicts += 1));
  const together = (...calls: Call[]) => Promise.all(calls.map((one) => through(one, async () => ok)));
  expect((await together(call("PutItem", item("a")), call("PutItem", item("a")))).map(typeOf)).toEqual([
    undefined,
    undefined,
  ]);
  const [first, second, apart] = await together(
    transaction("b", "c"),
    transaction("d", "c"),
    transaction("e"),
  );
  expect([first, apart].map((reply) => typeOf(reply!))).toEqual([undefined, undefined]);
  expect(JSON.parse(second!.body.toString())).toMatchObject({
    CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }],
  });
  const [, late] = await together(
    transaction("f"),
    call("UpdateItem", { TableName: "t", Key: item("f").Item }),
  );
  expect(typeOf(late!)).toContain("TransactionConflictException");
  expect(conflicts).toBe(2);
});

test("a bus that takes some entries says which it refused, and delivers only the others", async () => {
  const faults = openFaults({ seed: 3, rules: [{ fault: "partial", chance: 1 }] });
  const names = ["a", "b", "c", "d"];
  let taken: string[] = [];
  const reply = await faults.intercept(
    call("PutEvents", { Entries: names.map((Detail) => ({ Detail })) }),
    async (body) => {
      const { Entries } = JSON.parse(body!.toString()) as { Entries: { Detail: string }[] };
      taken = Entries.map(({ Detail }) => Detail);
      return { ...ok, body: Buffer.from(JSON.stringify({ Entries: taken.map((EventId) => ({ EventId })) })) };
    },
  );
  const { Entries, FailedEntryCount } = JSON.parse(reply.body.toString()) as {
    Entries: { EventId?: string; ErrorCode?: string }[];
    FailedEntryCount: number;
  };
  expect(Entries.map(({ EventId }) => EventId)).toEqual(
    names.map((name) => (taken.includes(name) ? name : undefined)),
  );
  expect(FailedEntryCount).toBe(names.length - taken.length);
  expect(FailedEntryCount).toBeGreaterThan(0);
});

test("records are mixed, but those of one item stay in their order", () => {
  const records = Array.from({ length: 30 }, (_, nth) => ({
    eventID: `${nth}`,
    // The engine names the parts of a key in any order.
    dynamodb: {
      Keys: nth % 3 === 0 ? { pk: nth % 4, sk: "x" } : { sk: "x", pk: nth % 4 },
      SequenceNumber: String(nth),
    },
  })) as unknown as StreamRecord[];
  const draw = drawsOf(5);
  const mixed = shuffled(records, (position) => draw(position));
  expect(mixed).not.toEqual(records);
  expect(new Set(mixed)).toEqual(new Set(records));
  for (const rest of [0, 1, 2, 3]) {
    const order = mixed.map(({ eventID }) => Number(eventID)).filter((nth) => nth % 4 === rest);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  }
});

test("a function dies in the middle of what it does, and the next invocation has a new worker and a later clock", async () => {
  const code = `
    const { AWS_ENDPOINT_URL: url } = process.env;
    const headers = {
      authorization: "AWS4-HMAC-SHA256 Credential=Fn/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none",
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20260101T000000Z",
      "x-amz-target": "DynamoDB_20120810.PutItem",
      "x-amz-security-token": process.env.AWS_SESSION_TOKEN,
    };
    let lives = 0;
    export const handler = async () => {
      lives += 1;
      const body = JSON.stringify({ TableName: "holdfast-test", Item: { pk: { S: "a" } } });
      const { status } = await fetch(url + "/", { method: "POST", headers, body });
      return { status, lives, now: Date.now() };
    };`;
  let dying = true;
  const run = await stage({
    resources: { ...table, ...lambda("Fn", {}, [allow(["dynamodb:PutItem"], arnOf("Table"))]) },
    code: { Fn: code },
  }).start({
    intercept: (one, next) =>
      openFaults({ seed: 1, rules: [{ fault: "death_after", chance: dying ? 1 : 0 }] }).intercept(one, next),
  });
  await expect(run.invoke("Fn", {})).rejects.toThrow("The runtime exited.");
  dying = false;
  run.clock.advance(3600_000);
  const { status, lives, now } = (await run.invoke("Fn", {})) as {
    status: number;
    lives: number;
    now: number;
  };
  expect([status, lives]).toEqual([200, 1]);
  expect(now - Date.now()).toBeGreaterThan(3590_000);
  expect((await putItem(run, "b")).status).toBe(200);
});

test("a line that is cut is a reset for the caller", async () => {
  const faults = openFaults({ seed: 1, rules: [{ fault: "reset_before", chance: 1 }] });
  await expect(faults.intercept(call("GetItem", {}), async () => ok)).rejects.toThrow(Reset);
});
