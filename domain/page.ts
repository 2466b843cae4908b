/**
 * Lists: at most 100 items and a cursor to the next page. A cursor is the store's own key, signed for one list of one
 * company or person; a changed one, or one of another list or tenant, is refused.
 */
import * as z from "zod";
import { invalid, unavailable } from "./error.ts";
import * as Key from "./key.ts";
import { canonical } from "./once.ts";

export const MOST = 100;

/** The query parameters that every list takes. */
export const asked = {
  limit: z.coerce.number().int().min(1).max(MOST).optional(),
  cursor: z.string().min(1).max(2048).optional(),
};
export type Asked = { limit?: number | undefined; cursor?: string | undefined };

export const of = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), cursor: z.string().optional() });

export type Page<T> = { items: T[]; cursor?: string };

export type Query<T> = {
  go: (options: {
    cursor: string | null;
    count?: number;
    limit?: number;
    order?: "asc" | "desc";
    hydrate?: boolean;
  }) => Promise<Answer<T>>;
};
type Answer<T> = { data: T[]; cursor: string | null; unprocessed?: readonly unknown[] };

/**
 * `filtered` queries are read on until the page is full; `hydrate` fetches the items of an index that has only their keys.
 * `scope` names the list and its tenant.
 */
export async function read<T>(
  query: Query<T>,
  { limit = MOST, cursor }: Asked,
  scope: string,
  options: { order?: "asc" | "desc"; filtered?: true; hydrate?: true } = {},
): Promise<Page<T>> {
  const from = cursor === undefined ? null : await open(cursor, scope);
  const { order = "asc", filtered, hydrate = false } = options;
  const size = filtered ? { count: limit } : { limit };
  const answer = await query.go({ cursor: from, order, ...size, ...(hydrate && { hydrate }) });
  return {
    items: whole(answer),
    ...(answer.cursor !== null && { cursor: await seal(steady(answer.cursor), scope) }),
  };
}

/** The parts of a key are named in any order; in one order, whoever asks again has the very same page. */
function steady(cursor: string): string {
  // A place that is no key of the store, as lists of our own making have it, is written in one way only.
  if (!cursor.startsWith(KEY_OF_STORE)) return cursor;
  return encoded(canonical(JSON.parse(Buffer.from(cursor, "base64url").toString())));
}

const encoded = (text: string): string => Buffer.from(text).toString("base64url");
const KEY_OF_STORE = encoded('{"').slice(0, 2);

/** The first of a list, all of them or none: what the store does not hand out now is not left out. */
export const first = async <T>(query: Query<T>, most: number): Promise<T[]> =>
  whole(await query.go({ cursor: null, count: most }));

/** A batch that met a busy partition comes back without some of its items. */
export function whole<T>({ data, unprocessed = [] }: Omit<Answer<T>, "cursor">): T[] {
  if (unprocessed.length === 0) return data;
  throw unavailable("store.unavailable", "This can not be read now. Ask again.", { retryAfter: 1 });
}

/** Every item of a list that is bounded by its nature (the bookings of one session), page by page. */
export async function* each<T>(query: Query<T>): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const answer: Answer<T> = await query.go({ cursor, limit: MOST });
    yield* answer.data;
    cursor = answer.cursor;
  } while (cursor !== null);
}

export async function seal(place: string, scope: string): Promise<string> {
  return `${encoded(place)}.${Key.sign(await Key.keyFor("cursor"), `${scope}\n${place}`)}`;
}

export async function open(cursor: string, scope: string): Promise<string> {
  const [text = "", given = ""] = cursor.split(".");
  const place = Buffer.from(text, "base64url").toString();
  if (!Key.verify(await Key.keyFor("cursor"), `${scope}\n${place}`, given)) {
    throw invalid("cursor.invalid", "This cursor is not one of this list.");
  }
  return place;
}
