import { settle } from "../streamed.ts";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Audit from "../../domain/audit/audit.ts";
import * as Chain from "../../domain/audit/chain.ts";
import { pack, unpack } from "../../domain/audit/packing.ts";
import * as Row from "../../domain/audit/row.ts";
import * as Verification from "../../domain/audit/verification.ts";
import { cancel } from "../../domain/booking/cancel.ts";
import * as Clock from "../../domain/clock.ts";
import type { CompanyId } from "../../domain/id.ts";
import { canonical } from "../../domain/once.ts";
import type { Item } from "../../domain/send.ts";
import { reader, TABLE } from "../../domain/table.ts";
import { as, company, MINUTE, refusal, rowsOf, travel } from "../world.ts";

/** A booking with three versions and its payment, cancelled by staff with a reason. */
async function cancelled() {
  const world = await company();
  const { companyId, owner, ada } = world;
  const { sessionId } = await world.session();
  const { bookingId } = await world.booking(ada, sessionId);
  await as(owner, () => cancel({ companyId, bookingId, reason: "The wall is wet." }));
  await settle();
  return { ...world, bookingId, subject: String(bookingId) };
}

const day = (): string => Clock.iso().slice(0, 10);

async function rowsAbout(companyId: CompanyId, subject: string): Promise<Item[]> {
  const rows = await rowsOf(companyId);
  return rows.filter((row) => row.pk === `C#${companyId}/AUDIT#${subject}`);
}

const put = (Item_: object) => reader.send(new PutCommand({ TableName: TABLE, Item: Item_ }));
const remove = ({ pk, sk }: Item) => reader.send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));

describe("the history of a booking", () => {
  it("BKG-12 says who did what, when and why, oldest first, its payment included", async () => {
    const { companyId, subject, owner, ada } = await cancelled();
    const { items } = await as(owner, () => Audit.history({ companyId, subject }));
    expect(items.filter(({ entity }) => entity === "booking").map(({ type }) => type)).toEqual([
      "booking.created",
      "booking.cancelled",
    ]);
    expect(items.map(({ changeId }) => changeId)).toEqual(items.map(({ changeId }) => changeId).toSorted());
    expect(items[0]).toMatchObject({ by: { kind: "customer", userId: ada.userId }, version: 1 });
    expect(items.find(({ type }) => type === "booking.cancelled")).toMatchObject({
      by: { kind: "staff", userId: owner.userId, role: "owner" },
      command: "booking.cancel",
      reason: "The wall is wet.",
      entityId: subject,
      version: 2,
      changes: {
        status: { before: "AWAITING_GATEWAY", after: "CANCELLED" },
        cancelledBecause: { after: "staff" },
      },
    });
    expect(new Set(items.map(({ entity }) => entity))).toEqual(new Set(["booking", "payment"]));
  });

  it("comes in pages, whose cursor is good for this history only", async () => {
    const { companyId, subject, owner } = await cancelled();
    const first = await as(owner, () => Audit.history({ companyId, subject, limit: 2 }));
    const rest = await as(owner, () => Audit.history({ companyId, subject, cursor: first.cursor }));
    const whole = await as(owner, () => Audit.history({ companyId, subject }));
    expect([...first.items, ...rest.items]).toEqual(whole.items);
    const other = as(owner, () => Audit.history({ companyId, subject: "other", cursor: first.cursor }));
    expect((await refusal(other)).code).toBe("cursor.invalid");
  });

  it("TEN-1 is out of reach of customers and of other companies; coaches may not", async () => {
    const { companyId, subject, ada, coach } = await cancelled();
    const stranger = await company();
    const codes = [];
    for (const who of [ada, stranger.owner, coach]) {
      for (const verb of [Audit.history, Verification.ofSubject]) {
        codes.push((await refusal(as(who, async () => verb({ companyId, subject })))).code);
      }
    }
    expect(codes).toEqual([
      "company.not_found",
      "company.not_found",
      "company.not_found",
      "company.not_found",
      "access.forbidden",
      "access.forbidden",
    ]);
    const theirs = await as(stranger.owner, () => Audit.history({ companyId: stranger.companyId, subject }));
    expect(theirs.items).toEqual([]);
  });
});

describe("a day of a company", () => {
  it("AUD-1 by company, entity and user", async () => {
    const { companyId, owner, ada } = await cancelled();
    const whole = await as(owner, () => Audit.ofDay({ companyId, day: day() }));
    expect(whole.items.length).toBeGreaterThan(8);
    const pools = await as(owner, () => Audit.ofDay({ companyId, day: day(), entity: "pool" }));
    expect(pools.items).toEqual(whole.items.filter(({ entity }) => entity === "pool"));
    const hers = await as(owner, () => Audit.ofDay({ companyId, day: day(), userId: ada.userId, limit: 3 }));
    expect(hers.items).toEqual(whole.items.filter(({ by }) => by.userId === ada.userId).slice(0, 3));
    const both = await as(owner, () =>
      Audit.ofDay({ companyId, day: day(), userId: ada.userId, entity: "booking" }),
    );
    expect(both.items.map(({ type }) => type)).toEqual(["booking.created"]);
    expect((await as(owner, () => Audit.ofDay({ companyId, day: "2020-01-01" }))).items).toEqual([]);
  });
});

type Facts = { diff: Chain.Diff } & Record<string, unknown>;
/** The same row with other facts, or under another name: whoever can write the table can pack, too. */
function repacked(row: Item, change: (facts: Facts) => object, other: object = {}): Item {
  const facts = unpack((row as Row.Row).facts, Row.besideOf(row as Row.Row)) as Facts;
  const next = { ...row, ...other };
  return { ...next, facts: pack(change(facts), Row.besideOf(next as Row.Row)) };
}
const renamed = (row: Item, changeId: string) => repacked(row, (facts) => facts, { sk: changeId, changeId });

type Tampering = (rows: { created: Item; cancelled: Item; item: Item; all: Item[] }) => Promise<unknown>;
const set =
  (which: "created" | "cancelled" | "item", changes: object): Tampering =>
  (rows) =>
    put({ ...rows[which], ...changes });

const say =
  (which: "created" | "cancelled", change: (facts: Facts) => object): Tampering =>
  (rows) =>
    put(repacked(rows[which], change));

/** What somebody with access to the table might do, and what verification says of it. */
const TAMPERED: readonly [string, Tampering, { version: number; reason: Chain.Reason }][] = [
  [
    "another actor",
    say("created", (facts) => ({ ...facts, by: { kind: "staff", userId: "mallory" } })),
    { version: 1, reason: "row_changed" },
  ],
  [
    "another reason",
    say("cancelled", (facts) => ({ ...facts, reason: "No show." })),
    { version: 2, reason: "row_changed" },
  ],
  [
    "another time",
    say("cancelled", (facts) => ({ ...facts, at: "2026-01-01T00:00:00.000Z" })),
    { version: 2, reason: "row_changed" },
  ],
  [
    "another address",
    say("created", (facts) => ({ ...facts, ip: "203.0.113.9" })),
    { version: 1, reason: "row_changed" },
  ],
  [
    "a command taken out",
    say("cancelled", (facts) => ({ ...facts, command: undefined })),
    { version: 2, reason: "row_changed" },
  ],
  ["another type", set("cancelled", { type: "booking.confirmed" }), { version: 2, reason: "row_changed" }],
  [
    "a row that can not be read",
    set("created", { facts: Buffer.from("?") }),
    { version: 1, reason: "row_changed" },
  ],
  ["another entity", set("cancelled", { entity: "payment" }), { version: 2, reason: "row_changed" }],
  [
    "another name",
    say("created", (facts) => ({ ...facts, entityId: "bkg_other" })),
    { version: 1, reason: "row_changed" },
  ],
  [
    "another hash",
    say("cancelled", (facts) => ({ ...facts, hashAfter: "0".repeat(64) })),
    { version: 2, reason: "row_changed" },
  ],
  [
    "another predecessor",
    say("cancelled", (facts) => ({ ...facts, hashBefore: "0".repeat(64) })),
    { version: 2, reason: "row_changed" },
  ],
  [
    "another price in the first row",
    say("created", ({ diff, ...facts }) => ({ ...facts, diff: { ...diff, spots: { after: 5 } } })),
    { version: 1, reason: "row_changed" },
  ],
  [
    "a change taken out of a row",
    say("cancelled", ({ diff, ...facts }) => ({ ...facts, diff: { status: diff.status } })),
    { version: 2, reason: "row_changed" },
  ],
  ["the first row gone", ({ created }) => remove(created), { version: 1, reason: "row_missing" }],
  [
    "a row twice",
    ({ cancelled: row }) => put(renamed(row, `${String(row.sk)}0`)),
    { version: 2, reason: "row_repeated" },
  ],
  [
    "the item behind the log's back",
    set("item", { status: "CONFIRMED" }),
    { version: 2, reason: "item_changed" },
  ],
  [
    "the item put back to an earlier version",
    set("item", { version: 1 }),
    { version: 1, reason: "item_changed" },
  ],
  ["the item gone", ({ item }) => remove(item), { version: 2, reason: "item_missing" }],
];

describe("verification", () => {
  it("AUD-2 finds nothing where nothing was done", async () => {
    const { companyId, subject, owner } = await cancelled();
    const verdict = await as(owner, () => Verification.ofSubject({ companyId, subject }));
    expect(verdict).toMatchObject({ ok: true, entities: 2 });
    const nothing = as(owner, () => Verification.ofSubject({ companyId, subject: "bkg_unknown" }));
    expect((await refusal(nothing)).code).toBe("audit.not_found");
  });

  it.each(TAMPERED)("AUD-2 finds %s", async (_, tamper, found) => {
    const { companyId, subject, owner } = await cancelled();
    const all = await rowsAbout(companyId, subject);
    const of = (type: string) => all.find((row) => row.type === type)!;
    const item = (await rowsOf(companyId)).find(({ sk }) => sk === `BOOKING#${subject}`)!;
    await tamper({ created: of("booking.created"), cancelled: of("booking.cancelled"), item, all });
    const verdict = await as(owner, () => Verification.ofSubject({ companyId, subject }));
    expect(verdict).toMatchObject({ ok: false, ...found });
  });

  it("AUD-2 finds the last row gone, once the stream has had its minute", async () => {
    const { companyId, subject, owner } = await cancelled();
    const rows = await rowsAbout(companyId, subject);
    await remove(rows.find(({ type }) => type === "booking.cancelled")!);
    const look = () => as(owner, () => Verification.ofSubject({ companyId, subject }));
    expect(await look()).toMatchObject({ ok: true });
    using _later = travel(2 * MINUTE);
    expect(await look()).toEqual({ ok: false, entityId: subject, version: 2, reason: "row_missing" });
  });
});

describe("a difference", () => {
  const maps = fc.dictionary(
    fc.oneof(
      fc.constantFrom("a", "b", "a.b", "~", "~1", "", "__proto__", "toString"),
      fc.string({ maxLength: 3 }),
    ),
    fc.jsonValue({ maxDepth: 3 }),
  ) as fc.Arbitrary<Item>;

  it("AUD-1 applied to what was before gives what is after, and to nothing else", () => {
    fc.assert(
      fc.property(maps, maps, (before, after) => {
        const diff = Chain.difference(before, after);
        expect(canonical(Chain.apply(before, diff))).toBe(canonical(after));
        expect(Object.keys(diff).length === 0).toBe(canonical(before) === canonical(after));
        expect(Chain.apply(after, diff) === undefined).toBe(Object.keys(diff).length > 0);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it.each([
    [{ a: 1 }, { a: 2 }, { a: { before: 1, after: 2 } }],
    [{}, { a: null }, { a: { after: null } }],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, { "a.c": { before: 2 } }],
    [{ a: {} }, { a: { b: { c: 1 } } }, { "a.b": { after: { c: 1 } } }],
    [{ a: [1, 2] }, { a: [1] }, { a: { before: [1, 2], after: [1] } }],
    [{ "a.b": 1 }, { "a.b": 2 }, { "a~1b": { before: 1, after: 2 } }],
  ])("names what changed: %j → %j", (before, after, diff) => {
    expect(Chain.difference(before as Item, after as Item)).toEqual(diff);
  });
});
