/**
 * The audit log: who changed what, when, by which command, from what to what (AUD-1). The relay writes one row for each
 * change that the stream tells, so no verb can forget it. A row is put once under the change's own id: telling it twice
 * is the same row, and nothing ever changes or deletes one (AUD-2).
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { commit, replay, Replay, when } from "../commit.ts";
import { CompanyId, UserId } from "../id.ts";
import * as Page from "../page.ts";
import type { Item } from "../send.ts";
import { store, type Change } from "../table.ts";
import { verb } from "../verb.ts";
import * as Chain from "./chain.ts";
import * as Image from "./image.ts";

/** The staff who may see everything that was done in the company; a thing's own history is for managers too. */
const WHOLE = ["owner", "admin"] as const;
const OF_ONE = ["owner", "admin", "manager"] as const;

export const Audits = new Entity(
  {
    model: { entity: "audit", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      subject: { type: "string", required: true },
      changeId: { type: "string", required: true },
      day: { type: "string", required: true },
      entity: { type: "string", required: true },
      entityId: { type: "string", required: true },
      itemPk: { type: "string", required: true },
      itemSk: { type: "string", required: true },
      itemVersion: { type: "number", required: true },
      type: { type: "string", required: true },
      at: { type: "string", required: true },
      by: { type: CustomAttributeType<Change["by"]>("any"), required: true },
      command: { type: "string" },
      requestId: { type: "string", required: true },
      ip: { type: "string" },
      userAgent: { type: "string" },
      reason: { type: "string" },
      data: { type: CustomAttributeType<NonNullable<Change["data"]>>("any") },
      diff: { type: CustomAttributeType<Chain.Diff>("any"), required: true },
      hashBefore: { type: "string" },
      hashAfter: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "subject"],
          template: "C#${companyId}/AUDIT#${subject}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["changeId"], template: "${changeId}", casing: "none" },
      },
      ofDay: {
        index: "byTime",
        pk: {
          field: "byTimePk",
          composite: ["companyId", "day"],
          template: "C#${companyId}/AUDIT#${day}",
          casing: "none",
        },
        sk: { field: "byTimeSk", composite: ["changeId"], template: "${changeId}", casing: "none" },
      },
    },
  },
  store,
);
export type Row = EntityItem<typeof Audits>;

export const Entry = z.object({
  at: z.string(),
  type: z.string(),
  by: z.object({ kind: z.string(), userId: z.string().optional(), role: z.string().optional() }),
  command: z.string().optional(),
  reason: z.string().optional(),
  requestId: z.string(),
  entity: z.string(),
  entityId: z.string(),
  version: z.int(),
  changes: z.record(z.string(), z.object({ before: z.unknown().optional(), after: z.unknown().optional() })),
  changeId: z.string(),
});
export type Entry = z.infer<typeof Entry>;

export const Subject = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be an id");

/** Writes the row of a change. A repeat changes nothing. */
export async function record(images: { old?: Item; new: Item }): Promise<void> {
  const row = rowOf(images);
  await commit([when(Audits.create(row), () => replay(row))], row).catch((known: unknown) => {
    if (!(known instanceof Replay)) throw known;
  });
}

/** What was done to a subject and its parts, oldest first. */
export async function historyOf(
  companyId: string,
  subject: string,
  asked: Page.Asked,
): Promise<Page.Page<Entry>> {
  const page = await Page.read(
    Audits.query.primary({ companyId, subject }),
    asked,
    `${companyId}/audit/${subject}`,
  );
  return { ...page, items: page.items.map(entryOf) };
}

/** Every row of a subject, for verification. */
export async function rowsOf(companyId: string, subject: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of Page.each(Audits.query.primary({ companyId, subject }))) rows.push(row);
  return rows;
}

export const history = verb({
  name: "audit.history",
  may: OF_ONE,
  input: z.strictObject({ companyId: CompanyId, subject: Subject, ...Page.asked }),
  output: Page.of(Entry),
  run: ({ companyId, subject, ...asked }) => historyOf(companyId, subject, asked),
});

export const ofDay = verb({
  name: "audit.of_day",
  may: WHOLE,
  input: z.strictObject({
    companyId: CompanyId,
    day: z.iso.date(),
    entity: z.string().max(64).optional(),
    userId: UserId.optional(),
    ...Page.asked,
  }),
  output: Page.of(Entry),
  async run({ companyId, day, entity, userId, ...asked }) {
    const query = Audits.query
      .ofDay({ companyId, day })
      .where((row, { eq }) =>
        [entity && eq(row.entity, entity), userId && eq(row.by.userId!, String(userId))]
          .filter(Boolean)
          .join(" AND "),
      );
    const scope = [companyId, "audit", day, entity, userId].join("/");
    const page = await Page.read(query, asked, scope, entity || userId ? { filtered: true } : {});
    return { ...page, items: page.items.map(entryOf) };
  },
});

// Pure rules

function rowOf(images: { old?: Item; new: Item }): Row {
  const { new: item } = images;
  const { id, ...change } = Image.changeOf(item)!;
  const { version, itemPk, ...link } = Chain.link(images);
  const companyId = Image.companyOf(item);
  return {
    ...link,
    ...change,
    changeId: id,
    companyId,
    itemPk: itemPk.replace(houseOf(companyId), ""),
    day: change.at.slice(0, 10),
    itemVersion: version,
  };
}

/** How the keys of a company's items begin; a row says it once. */
const houseOf = (companyId: string): string => `C#${companyId}`;

/** The row as the chain reads it: the stamp put together again. */
export function linkOf(row: Row): Chain.Link {
  const { changeId, type, at, by, command, requestId, ip, userAgent, reason, data, ...rest } = row;
  const optional = { command, ip, userAgent, reason, data };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  // The company's own row has nothing after the company.
  const inHouse = rest.itemPk === "" || rest.itemPk.startsWith("/");
  const itemPk = inHouse ? `${houseOf(row.companyId)}${rest.itemPk}` : rest.itemPk;
  return {
    ...rest,
    itemPk,
    version: row.itemVersion,
    change: { id: changeId, type, at, by, requestId, ...given },
  };
}

const entryOf = (row: Row): Entry => ({ ...row, version: row.itemVersion, changes: row.diff });
