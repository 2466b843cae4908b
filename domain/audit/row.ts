/**
 * The row of one change: who made it, when, by which command, from what to what. What finds a row and says what kind it is
 * stands in the open; the rest is packed, so that a row of the usual size costs one write unit.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import type { Item } from "../send.ts";
import { store, type Change } from "../table.ts";
import * as Chain from "./chain.ts";
import * as Image from "./image.ts";
import { pack, unpack } from "./packing.ts";

export const Audits = new Entity(
  {
    model: { entity: "audit", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      subject: { type: "string", required: true },
      changeId: { type: "string", required: true },
      /** The page of the register that lists it. */
      pageId: { type: "string", required: true },
      entity: { type: "string", required: true },
      type: { type: "string", required: true },
      itemVersion: { type: "number", required: true },
      facts: { type: CustomAttributeType<Uint8Array>("any"), required: true },
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
    },
  },
  store,
);
export type Row = EntityItem<typeof Audits>;
export type Images = { readonly old?: Item; readonly new: Item };

type Facts = Pick<Chain.Link, "entityId" | "itemPk" | "itemSk" | "diff" | "hashBefore" | "hashAfter"> &
  Omit<Change, "id" | "type">;

export function of(images: Images): Omit<Row, "pageId"> {
  const { id: changeId, type, ...change } = Image.changeOf(images.new)!;
  const { entity, subject, version: itemVersion, itemPk, ...link } = Chain.link(images);
  const companyId = Image.companyOf(images.new);
  const open = { companyId, subject, changeId, entity, type, itemVersion };
  const facts: Facts = { ...change, ...link, itemPk: itemPk.replace(houseOf(companyId), "") };
  return { ...open, facts: pack(facts, besideOf(open)) };
}

/** The row as the chain reads it; nothing if it can not be read, which it could when it was written. */
export function linkOf(row: Row): Chain.Link | undefined {
  const facts = factsOf(row);
  if (!facts) return undefined;
  const { entityId, itemPk, itemSk, diff, hashBefore, hashAfter, ...change } = facts;
  const { entity, subject, itemVersion: version, changeId: id, type } = row;
  // The company's own row has nothing after the company.
  const inHouse = itemPk === "" || itemPk.startsWith("/");
  return {
    entity,
    entityId,
    subject,
    version,
    diff,
    itemSk,
    hashAfter,
    ...(hashBefore !== undefined && { hashBefore }),
    itemPk: inHouse ? `${houseOf(row.companyId)}${itemPk}` : itemPk,
    change: { id, type, ...change },
  };
}

function factsOf(row: Row): Facts | undefined {
  try {
    return unpack(row.facts, besideOf(row)) as Facts;
  } catch {
    return undefined;
  }
}

/** How the keys of a company's items begin; a row says it once. */
const houseOf = (companyId: string): string => `C#${companyId}`;

/** What a row says in the open, and its packed part need not say again. */
export const besideOf = ({
  companyId,
  subject,
  changeId,
  entity,
}: Pick<Row, "companyId" | "subject" | "changeId" | "entity">) =>
  `${entity}${changeId}${companyId}${subject}`;
