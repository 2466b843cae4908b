import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { take, stride, type Share } from "../../domain/limit/limit.ts";
import { share } from "../../domain/limit/counters.ts";
import { MINUTE, travel } from "../world.ts";

/** Until what runs in the background has answered. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const many = (count: number, who: string, limit: number, sharing?: Share) =>
  Array.from({ length: count }, () => take("user", who, limit, sharing));
const admitted = (standings: readonly { refused: boolean }[]) =>
  standings.filter(({ refused }) => !refused).length;

const others: Share = ({ count }) => Promise.resolve(count + 97);
const away: Share = () => Promise.reject(new Error("away"));

let back: (() => void) | undefined;
afterEach(() => back?.());

describe("a caller", () => {
  it("TEN-7 may ask exactly as often as the limit says, and is told what is left", () => {
    const standings = many(12, randomUUID(), 10);
    expect(admitted(standings)).toBe(10);
    expect(standings.map(({ remaining }) => remaining)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]);
    expect(standings[0]).toMatchObject({ kind: "user", limit: 10, windowSeconds: 60 });
    expect(standings[0]?.resetSeconds).toBeGreaterThan(0);
    expect(standings[0]?.resetSeconds).toBeLessThanOrEqual(60);
  });

  it("TEN-7 may ask again in the next window, and each caller has limits of his own", () => {
    const who = randomUUID();
    expect(admitted(many(5, who, 3))).toBe(3);
    expect(admitted(many(5, randomUUID(), 3))).toBe(3);
    back = travel(MINUTE);
    expect(admitted(many(5, who, 3))).toBe(3);
  });

  it("costs nothing while he asks seldom, and is asked about more often the less is left", () => {
    const rows: number[] = [];
    const counting: Share = ({ count }) => {
      rows.push(count);
      return Promise.resolve(count);
    };
    many(9, randomUUID(), 1000, counting);
    expect(rows).toEqual([]);
    many(10, randomUUID(), 1000, counting);
    expect(rows).toEqual([10]);
    expect([0, 900, 960, 999].map((counted) => stride(1000, counted))).toEqual([10, 5, 2, 1]);
  });

  it("is refused for what other processes have counted", async () => {
    const who = randomUUID();
    expect(admitted(many(2, who, 100, others))).toBe(2);
    await settled();
    expect(admitted(many(5, who, 100, others))).toBe(1);
  });

  it("is served when nothing can be shared, and still counted", async () => {
    const who = randomUUID();
    let served = 0;
    for (let turn = 0; turn < 8; turn++) {
      served += admitted(many(2, who, 10, away));
      await settled();
    }
    expect(served).toBe(10);
  });
});

describe("many processes", () => {
  it("TEN-7 count into one row, whatever their order, and each learns the sum", async () => {
    const id = `user#${randomUUID()}`;
    const row = { id, endsAt: Date.now() + MINUTE };
    const sums = await Promise.all([1, 2, 3, 4].map((count) => share({ ...row, count })));
    expect(Math.max(...sums)).toBe(10);
    expect(await share({ ...row, count: 0 })).toBe(10);
  });
});
