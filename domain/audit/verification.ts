/** Whether a subject's history is whole and true (AUD-2): every item's rows, folded and compared with the item itself. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { missing } from "../error.ts";
import { CompanyId } from "../id.ts";
import type { Item } from "../send.ts";
import { reader, TABLE } from "../table.ts";
import { verb } from "../verb.ts";
import * as Audit from "./audit.ts";
import * as Chain from "./chain.ts";
import * as Row from "./row.ts";

export const ofSubject = verb({
  name: "audit.verify",
  may: ["owner", "admin", "manager"],
  input: z.strictObject({ companyId: CompanyId, subject: Audit.Subject }),
  output: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), entities: z.int(), rows: z.int() }),
    z.object({
      ok: z.literal(false),
      entityId: z.string(),
      version: z.int(),
      reason: z.enum(Chain.REASONS),
    }),
  ]),
  async run({ companyId, subject }) {
    const rows = await Audit.rowsOf(companyId, subject);
    if (rows.length === 0) throw missing("audit");
    const links: Chain.Link[] = [];
    for (const row of rows) {
      const link = Row.linkOf(row);
      if (!link) return unreadable(row);
      links.push(link);
    }
    const items = Map.groupBy(links, ({ itemPk, itemSk }) => `${itemPk}\n${itemSk}`);
    for (const chain of items.values()) {
      const verdict = Chain.verify(chain, await itemOf(chain[0]!), Clock.millis());
      if (!verdict.ok) return verdict;
    }
    return { ok: true as const, entities: items.size, rows: rows.length };
  },
});

const unreadable = ({ subject, itemVersion: version }: Row.Row) =>
  ({ ok: false, entityId: subject, version, reason: "row_changed" }) as const;

async function itemOf({ itemPk: pk, itemSk: sk }: Chain.Link): Promise<Item | undefined> {
  const read = new GetCommand({ TableName: TABLE, Key: { pk, sk }, ConsistentRead: true });
  return (await reader.send(read)).Item;
}
