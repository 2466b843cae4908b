/**
 * The register: the changes of a company's day, in the order in which the stream told them. The relay writes one page for
 * what a batch has to tell of a company and a day, before the rows themselves; an entry of an index would cost as much
 * again for each row as the row.
 *
 * A row names the page that lists it. When a batch comes again, so does a page, under a new name; its entries that were
 * written the first time name the first page, and the second passes them over. So every change is found, and found once.
 */
import { CustomAttributeType, Entity } from "electrodb";
import { again, commit, when } from "../commit.ts";
import { newUlid } from "../id.ts";
import * as Page from "../page.ts";
import { store } from "../table.ts";
import { pack, unpack } from "./packing.ts";
import * as Row from "./row.ts";

const Pages = new Entity(
  {
    model: { entity: "auditPage", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      day: { type: "string", required: true },
      pageId: { type: "string", required: true },
      entries: { type: CustomAttributeType<Uint8Array>("any"), required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "day"],
          template: "C#${companyId}/REGISTER#${day}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["pageId"], template: "${pageId}", casing: "none" },
      },
    },
  },
  store,
);

/** What a page says of a row: enough to find it, and to know whether it was asked for. */
export type Entry = Pick<Row.Row, "subject" | "changeId" | "entity"> & {
  readonly userId?: string | undefined;
};
type Day = { companyId: string; day: string };

/** Lists these, and returns the page's name. */
export async function list({ companyId, day }: Day, entries: readonly Entry[]): Promise<string> {
  const pageId = newUlid();
  const sorted = entries.toSorted((one, other) => (one.changeId < other.changeId ? -1 : 1));
  const page = { companyId, day, pageId, entries: pack(sorted, `${companyId}${day}`) };
  return commit([when(Pages.create(page), again)], pageId);
}

/** The rows of a day, of one entity or one user if asked; a cursor names the entry to go on from. */
export const rowsOf = (day: Day, wanted: { entity?: string | undefined; userId?: string | undefined }) => ({
  async go({ cursor, limit = Page.MOST }: { cursor: string | null; limit?: number }) {
    const data: Row.Row[] = [];
    let found: Found[] = [];
    for await (const entry of entriesFrom(day, cursor)) {
      if (wanted.entity !== undefined && entry.entity !== wanted.entity) continue;
      if (wanted.userId !== undefined && entry.userId !== wanted.userId) continue;
      if (data.length + found.length === limit) {
        data.push(...(await rowsBehind(day, found)));
        found = [];
      }
      if (data.length === limit) return { data, cursor: entry.place };
      found.push(entry);
    }
    return { data: [...data, ...(await rowsBehind(day, found))], cursor: null };
  },
});

type Found = Entry & { readonly pageId: string; readonly place: string };
/** Pages to read at once: as many as a list of usual length needs. */
const AT_ONCE = 10;

async function* entriesFrom(day: Day, place: string | null): AsyncGenerator<Found> {
  const [first = "", position = "0"] = place?.split("#") ?? [];
  let cursor: string | null = null;
  do {
    const read: { data: PageRow[]; cursor: string | null } = await Pages.query
      .primary(day)
      .gte({ pageId: first })
      .go({ cursor, limit: AT_ONCE });
    for (const page of read.data) {
      for (const [index, entry] of entriesOf(page).entries()) {
        if (page.pageId === first && index < Number(position)) continue;
        yield { ...entry, pageId: page.pageId, place: `${page.pageId}#${index}` };
      }
    }
    cursor = read.cursor;
  } while (cursor !== null);
}

type PageRow = Day & { pageId: string; entries: Uint8Array };
const entriesOf = ({ companyId, day, entries }: PageRow) => unpack(entries, `${companyId}${day}`) as Entry[];

/** Those rows that are there, and that this page was the first to list. */
async function rowsBehind({ companyId }: Day, found: readonly Found[]): Promise<Row.Row[]> {
  if (found.length === 0) return [];
  // A batch that came again is listed on two pages, which may be read together.
  const known = new Map(found.map(({ subject, changeId }) => [changeId, { companyId, subject, changeId }]));
  const keys = [...known.values()];
  const { data, unprocessed } = await Row.Audits.get(keys).go();
  if (unprocessed.length > 0) throw again();
  const rows = new Map(data.map((row) => [row.changeId, row]));
  return found.flatMap(({ changeId, pageId }) => {
    const row = rows.get(changeId);
    return row?.pageId === pageId ? [row] : [];
  });
}
