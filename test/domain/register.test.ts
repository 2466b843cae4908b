import { news, settle } from "../streamed.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Audit from "../../domain/audit/audit.ts";
import { pack, unpack } from "../../domain/audit/packing.ts";
import * as Clock from "../../domain/clock.ts";
import { canonical } from "../../domain/once.ts";
import { as, company, rowsOf } from "../world.ts";

describe("the register", () => {
  it("AUD-1 finds each change of a day once, however often and in whatever pieces its batch came", async () => {
    await settle();
    const { companyId, owner, session, booking, ada } = await company();
    await booking(ada, (await session()).sessionId);
    const records = await news();
    const { handler } = await import("../../functions/relay.ts");
    for (const piece of [records.slice(5), records.slice(0, 8), records]) {
      expect(await handler({ Records: piece })).toEqual({ batchItemFailures: [] });
    }
    const day = Clock.iso().slice(0, 10);
    const listed: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await as(owner, () => Audit.ofDay({ companyId, day, limit: 3, cursor }));
      listed.push(...page.items.map(({ changeId }) => changeId));
      cursor = page.cursor;
      if (cursor !== undefined) expect(page.items).toHaveLength(3);
    }
    const rows = (await rowsOf(companyId)).filter(({ __edb_e__: entity }) => entity === "audit");
    expect(rows.length).toBeGreaterThan(10);
    expect(listed.toSorted()).toEqual(rows.map(({ changeId }) => String(changeId)).toSorted());
  });
});

describe("what is packed", () => {
  it("AUD-3 is read as it was written years ago: the dictionary never changes", () => {
    const old = Buffer.from("q8ZhSa0O3CewoESYCs9RSrW1tQA=", "base64");
    expect(unpack(old, "booking")).toEqual({
      by: { kind: "customer" },
      diff: { status: { after: "CONFIRMED" } },
    });
  });

  it("is read beside what it was written beside", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, beside) => {
        expect(canonical(unpack(pack(value, beside), beside))).toBe(
          canonical(JSON.parse(JSON.stringify(value))),
        );
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
