/**
 * Where a dashboard's counts lie: one row for each month of a company's days, and one for what it has whatever the day.
 * A fold adds to them without reading them; it is the tally beside them that makes it happen once.
 *
 * A count is an attribute of its own (`21|bookings`), because only those can be added to.
 */
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { again, when, type Write } from "../commit.ts";
import { reader, TABLE } from "../table.ts";
import { dayOf, placeOf, whatOf, type Counts } from "./counted.ts";

const ALWAYS = "ALWAYS";

const keyOf = (companyId: string, row: string) => ({ pk: `C#${companyId}/DASHBOARD`, sk: row });
const rowOf = (place: string): string => dayOf(place).slice(0, 7) || ALWAYS;
const nameOf = (place: string): string => `${dayOf(place).slice(8)}|${whatOf(place)}`;

type Folded = { readonly at: string; readonly timeZone: string };

export function adding(companyId: string, counts: Counts, folded: Folded): Write[] {
  const rows = Map.groupBy(counts, ([place]) => rowOf(place));
  // The row that is always read says how far the fold has come.
  if (!rows.has(ALWAYS)) rows.set(ALWAYS, []);
  return Array.from(rows, ([row, parts]) => {
    const names = Object.fromEntries(parts.map(([place], index) => [`#c${index}`, nameOf(place)]));
    const values = Object.fromEntries(parts.map(([, count], index) => [`:c${index}`, count]));
    const add = parts.map((_, index) => `#c${index} :c${index}`).join(", ");
    const params = {
      TableName: TABLE,
      Key: keyOf(companyId, row),
      UpdateExpression: `SET #at = :at, #zone = :zone${add && ` ADD ${add}`}`,
      ExpressionAttributeNames: { "#at": "foldedAt", "#zone": "timeZone", ...names },
      ExpressionAttributeValues: { ":at": folded.at, ":zone": folded.timeZone, ...values },
    };
    return when({ params: () => params }, again);
  });
}

/** The rows of these months, and the one for always, are what was counted, and nothing else. */
export function replacing(
  companyId: string,
  counts: Counts,
  { months, at, timeZone }: Folded & { months: readonly string[] },
): Write[] {
  const rows = Map.groupBy(counts, ([place]) => rowOf(place));
  return [...months, ALWAYS].map((row) => {
    const parts = (rows.get(row) ?? []).map(([place, count]) => [nameOf(place), count] as const);
    const params = {
      TableName: TABLE,
      Item: { ...keyOf(companyId, row), foldedAt: at, timeZone, ...Object.fromEntries(parts) },
    };
    return when({ params: () => params }, again);
  });
}

export type Board = { readonly counts: Counts } & Partial<Folded>;

/** What is known of these months, in one read. */
export async function read(companyId: string, months: readonly string[]): Promise<Board> {
  const Keys = [...months, ALWAYS].map((row) => keyOf(companyId, row));
  const { Responses } = await reader.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys } } }));
  const rows = (Responses?.[TABLE] ?? []) as Record<string, string | number>[];
  const always = rows.find(({ sk }) => sk === ALWAYS);
  return {
    counts: new Map(rows.flatMap(countsOf)),
    ...(always && { at: String(always["foldedAt"]), timeZone: String(always["timeZone"]) }),
  };
}

function countsOf({ sk, ...row }: Record<string, string | number>): [string, number][] {
  return Object.entries(row).flatMap(([name, count]) => {
    if (typeof count !== "number" || count === 0) return [];
    const [day, what] = name.split("|") as [string, never];
    return [[placeOf(what, day && `${sk}-${day}`), count]];
  });
}
