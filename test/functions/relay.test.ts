import { news } from "../streamed.ts";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { AttributeValue, DynamoDBRecord } from "aws-lambda";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as Image from "../../domain/audit/image.ts";
import * as AuditRow from "../../domain/audit/row.ts";
import * as Verification from "../../domain/audit/verification.ts";
import * as Event from "../../domain/event.ts";
import * as Events from "../../domain/events.ts";
import { CompanyId } from "../../domain/id.ts";
import * as Metric from "../../domain/metric.ts";
import * as Session from "../../domain/session/session.ts";
import { reader, TABLE } from "../../domain/table.ts";
import { handler } from "../../functions/relay.ts";
import { as, asSystem, company, rowsOf, type World } from "../world.ts";
import { serve } from "./edge.ts";

type Told = { id: string; type: string; entityId: string; version: number; data: Record<string, unknown> };
type Entry = { DetailType: string; Detail: string; Source: string; EventBusName: string };

let events: Told[] = [];
let calls: Entry[][] = [];
let refuse: (entry: Entry, call: number) => boolean = () => false;
const bus = await serve(({ body }) => {
  const { Entries } = JSON.parse(body.toString()) as { Entries: Entry[] };
  calls.push(Entries);
  const answers = Entries.map((entry) => {
    if (refuse(entry, calls.length)) return { ErrorCode: "InternalFailure" };
    events.push(JSON.parse(entry.Detail) as Told);
    return { EventId: "e" };
  });
  return {
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ FailedEntryCount: 0, Entries: answers }),
  };
});
process.env.AWS_ENDPOINT_URL_EVENTBRIDGE = bus.url;
process.env.BUS_NAME = "holdfast-test";
afterAll(() => bus.close());

let rung: [string, unknown][] = [];
beforeEach(() => {
  [events, calls, rung, refuse] = [[], [], [], () => false];
  return Metric.connect({ count: () => {}, ring: (name, detail) => rung.push([name, detail]) });
});

const relay = async (records: DynamoDBRecord[]): Promise<string[]> => {
  const { batchItemFailures } = await handler({ Records: records });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const imageOf = ({ dynamodb }: DynamoDBRecord, which: "OldImage" | "NewImage") =>
  dynamodb?.[which] && unmarshall(dynamodb[which] as Parameters<typeof unmarshall>[0]);
const numberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb!.SequenceNumber!;
const changeOf = (record: DynamoDBRecord) => Image.changeOf(imageOf(record, "NewImage"));
const stamped = (records: DynamoDBRecord[]) =>
  records.filter(
    (record) => changeOf(record) && changeOf(record)?.id !== Image.changeOf(imageOf(record, "OldImage"))?.id,
  );

const CATALOGUE = Event.catalogue(Events);
/** Those whose change is for the bus, too. */
const published = (records: DynamoDBRecord[]) =>
  stamped(records).filter((record) => CATALOGUE.get(changeOf(record)!.type)?.told === "bus");

/** The record with something else in its images. */
function altered(record: DynamoDBRecord, images: { old?: object; new?: object }): DynamoDBRecord {
  const image = (which: "OldImage" | "NewImage", values?: object) => ({
    [which]: marshall({ ...imageOf(record, which), ...values }) as Record<string, AttributeValue>,
  });
  const { OldImage, NewImage, ...rest } = record.dynamodb!;
  return {
    ...record,
    dynamodb: {
      ...rest,
      ...(OldImage && image("OldImage", images.old)),
      ...(NewImage && image("NewImage", images.new)),
    },
  };
}

async function auditsOf({ companyId }: World) {
  const rows = await rowsOf(CompanyId.parse(companyId));
  return rows.filter(({ __edb_e__: entity }) => entity === "audit") as AuditRow.Row[];
}

async function booked() {
  await news();
  const world = await company();
  const { sessionId } = await world.session({ capacity: 90 });
  const { bookingId } = await world.booking(world.ada, sessionId, 2);
  return { ...world, sessionId, bookingId, records: await news() };
}

const last = (records: DynamoDBRecord[], entity: string) =>
  stamped(records).findLast((record) => imageOf(record, "NewImage")?.__edb_e__ === entity)!;
const again = (record: DynamoDBRecord, now: object): DynamoDBRecord => {
  const { NewImage } = record.dynamodb!;
  return altered({ ...record, dynamodb: { ...record.dynamodb, OldImage: NewImage! } }, { new: now });
};

const seatsLeft = async ({ companyId, sessionId }: Awaited<ReturnType<typeof booked>>) => {
  const { data } = await asSystem(() =>
    Session.Sessions.get({ companyId, sessionId }).go({ consistent: true }),
  );
  return Session.seatsOf(data!);
};

describe("every committed change", () => {
  it("AUD-1 has one audit row, and one event if it is for the bus, named alike", async () => {
    const world = await booked();
    expect(await relay(world.records)).toEqual([]);
    const changes = stamped(world.records).map((record) => changeOf(record)!.id);
    expect(changes.length).toBeGreaterThan(10);
    const rows = await auditsOf(world);
    expect(rows.map(({ changeId }) => changeId).toSorted()).toEqual(changes.toSorted());
    expect(events.map(({ id }) => id)).toEqual(published(world.records).map((one) => changeOf(one)!.id));
    expect(rows.filter(({ type }) => type === "hold.placed")).toHaveLength(1);
    expect(events.filter(({ type }) => type === "hold.placed")).toEqual([]);
    const created = rows.find(({ type }) => type === "booking.created")!;
    expect(created).toMatchObject({
      entity: "booking",
      subject: world.bookingId,
      itemVersion: 1,
    });
    expect(AuditRow.linkOf(created)).toMatchObject({
      entity: "booking",
      entityId: world.bookingId,
      version: 1,
      change: {
        type: "booking.created",
        by: { kind: "customer", userId: world.ada.userId },
        ip: "192.0.2.1",
        userAgent: "test",
      },
      diff: { status: { after: "AWAITING_GATEWAY" }, spots: { after: 2 } },
    });
    expect(rung).toEqual([]);
  });

  it("AUD-1 is recorded once, however often, in whatever pieces and order the stream tells it", async () => {
    const world = await booked();
    const chosen = world.records;
    const pieces = [chosen.slice(7), chosen.slice(0, 9), chosen, chosen.toReversed()];
    const failures = await Promise.all(pieces.map((piece) => relay(piece)));
    expect(failures.flat()).toEqual([]);
    const rows = await auditsOf(world);
    expect(rows).toHaveLength(stamped(chosen).length);
    expect(new Set(events.map(({ id }) => id)).size).toBe(published(chosen).length);
    const verdict = await as(world.owner, () =>
      Verification.ofSubject({ companyId: world.companyId, subject: world.bookingId }),
    );
    expect(verdict).toMatchObject({ ok: true, entities: 2 });
  });

  it("what the relay itself writes is no news", async () => {
    const world = await booked();
    await relay(world.records);
    events = [];
    expect(await relay(await news())).toEqual([]);
    expect(events).toEqual([]);
    expect(rung).toEqual([]);
    expect(await auditsOf(world)).toHaveLength(stamped(world.records).length);
  });

  it("an event carries what its type promises and nothing personal beside it", async () => {
    const world = await booked();
    await relay(world.records);
    const created = events.find(({ type }) => type === "booking.created")!;
    expect(created).toMatchObject({
      entityId: world.bookingId,
      version: 1,
      data: { bookingId: world.bookingId, userId: world.ada.userId, spots: 2 },
    });
    expect(JSON.stringify(events)).not.toContain(world.ada.email);
    expect(Object.keys(created.data)).not.toContain("change");
  });
});

describe("the bus", () => {
  it("gets at most ten entries a call, in the stream's order", async () => {
    const { records } = await booked();
    await relay(records);
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThanOrEqual(10);
    expect(calls.flat()[0]).toMatchObject({ Source: "holdfast", EventBusName: "holdfast-test" });
    expect(events.map(({ id }) => id)).toEqual(published(records).map((record) => changeOf(record)!.id));
  });

  it("is asked again for what it did not take, and for nothing else", async () => {
    const { records } = await booked();
    const fussy = changeOf(published(records)[3]!)!.id;
    refuse = ({ Detail }, call) => Detail.includes(fussy) && call < 3;
    expect(await relay(records)).toEqual([]);
    expect(events).toHaveLength(published(records).length);
    expect(calls[1]).toHaveLength(1);
  });

  it("what it never takes fails alone; its audit row is there", async () => {
    const world = await booked();
    const unlucky = published(world.records)[3]!;
    refuse = ({ Detail }) => Detail.includes(changeOf(unlucky)!.id);
    expect(await relay(world.records)).toEqual([numberOf(unlucky)]);
    expect(await auditsOf(world)).toHaveLength(stamped(world.records).length);
  });

  it("a change of an unknown type fails its record and no other", async () => {
    const { records } = await booked();
    const victim = stamped(records)[2]!;
    const strange = altered(victim, { new: { change: { ...changeOf(victim), type: "moon.landed" } } });
    expect(await relay(records.map((record) => (record === victim ? strange : record)))).toEqual([
      numberOf(victim),
    ]);
  });
});

describe("what must never happen rings", () => {
  it("AUD-1 a change without a new stamp", async () => {
    const { records } = await booked();
    expect(await relay([again(last(records, "booking"), { status: "CONFIRMED" })])).toEqual([]);
    expect(rung).toMatchObject([["UnstampedChange", { how: "changed", entity: "booking" }]]);
  });

  it("AUD-1 a new item without a stamp", async () => {
    const { records } = await booked();
    const [record] = records.filter(({ dynamodb }) => !dynamodb?.OldImage && dynamodb?.NewImage?.version);
    const { change: _, ...NewImage } = record!.dynamodb!.NewImage!;
    await relay([{ ...record!, dynamodb: { ...record!.dynamodb, NewImage } }]);
    expect(rung).toMatchObject([["UnstampedChange", { how: "changed" }]]);
    expect(events).toEqual([]);
  });

  it("but not a change of keys, folded attributes or time to live", async () => {
    const { records } = await booked();
    const folded = again(last(records, "session"), { seats: { 0: { v: 9, r: 1 } }, ttl: 5, duePk: "DUE#1" });
    await relay([folded]);
    expect(rung).toEqual([]);
  });

  it("AUD-3 a stateful item that is gone, unless its time to live was over", async () => {
    const { records } = await booked();
    const { NewImage: OldImage, ...rest } = last(records, "booking").dynamodb!;
    const gone: DynamoDBRecord = { ...records[0]!, dynamodb: { ...rest, OldImage: OldImage! } };
    await relay([{ ...gone, userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }]);
    expect(rung).toEqual([]);
    await relay([gone]);
    expect(rung).toMatchObject([["UnstampedChange", { how: "removed", entity: "booking" }]]);
  });

  it("AUD-2 an audit row, or a page of their register, that is changed or removed", async () => {
    const world = await booked();
    await relay(world.records);
    const rows = await rowsOf(world.companyId);
    await news();
    for (const entity of ["audit", "auditPage"]) {
      const { pk, sk } = rows.find((row) => row.__edb_e__ === entity)!;
      await reader.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: { pk, sk },
          UpdateExpression: "SET companyId = :other",
          ExpressionAttributeValues: { ":other": "cmp_other" },
        }),
      );
    }
    await relay(await news());
    expect(rung).toMatchObject([
      ["UnstampedChange", { how: "changed", entity: "audit" }],
      ["UnstampedChange", { how: "changed", entity: "auditPage" }],
    ]);
  });

  it("CAP-6 a pool whose seats do not add up", async () => {
    const { records, sessionId } = await booked();
    await relay([altered(last(records, "pool"), { new: { booked: 1 } })]);
    expect(rung).toMatchObject([["OverbookingDetected", { sessionId }]]);
  });
});

describe("the seats that calendars show", () => {
  it("SCH-5 follow the pools, and old news changes nothing", async () => {
    const world = await booked();
    await relay(world.records);
    expect(await seatsLeft(world)).toBe(88);
    await world.hold(world.boris, world.sessionId, 3);
    const later = await news();
    await relay(later);
    expect(await seatsLeft(world)).toBe(85);
    await relay(world.records);
    await relay([...later, ...world.records]);
    expect(await seatsLeft(world)).toBe(85);
  });
});
