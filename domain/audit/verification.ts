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
    const items = Map.groupBy(rows.map(Audit.linkOf), ({ itemPk, itemSk }) => `${itemPk}\n${itemSk}`);
    for (const links of items.values()) {
      const verdict = Chain.verify(links, await itemOf(links[0]!), Clock.millis());
      if (!verdict.ok) return verdict;
    }
    return { ok: true as const, entities: items.size, rows: rows.length };
  },
});

async function itemOf({ itemPk: pk, itemSk: sk }: Chain.Link): Promise<Item | undefined> {
  const read = new GetCommand({ TableName: TABLE, Key: { pk, sk }, ConsistentRead: true });
  return (await reader.send(read)).Item;
}
