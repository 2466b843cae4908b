/**
 * The line of those who wait for seats of one session: a row that counts them and gives out places, and a row for each
 * place. Whatever serves, joins or leaves a line takes one turn at it, so that the first is the first; holds never touch
 * it, since their pools say by themselves that there is a line.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity } from "electrodb";
import type { Units } from "../activity/units.ts";
import * as Clock from "../clock.ts";
import { again, when, type Write } from "../commit.ts";
import { due, dueAttributes, reader, store, TABLE } from "../table.ts";
import type { Place as Session } from "./pool.ts";

const pk = {
  field: "pk",
  composite: ["companyId", "sessionId"],
  template: "C#${companyId}/LINE#${sessionId}",
  casing: "none",
} as const;
const ofSession = {
  companyId: { type: "string", required: true },
  sessionId: { type: "string", required: true },
} as const;

const Lines = new Entity(
  {
    model: { entity: "line", version: "1", service: "holdfast" },
    attributes: {
      ...ofSession,
      waiting: { type: "number", required: true },
      /** The place that whoever joins gets. */
      next: { type: "number", required: true },
      /** Grows with each change of the line: the guard of the next. */
      turn: { type: "number", required: true },
      ...dueAttributes,
    },
    indexes: { primary: { pk, sk: { field: "sk", composite: [], template: "LINE", casing: "none" } } },
  },
  store,
);

const Places = new Entity(
  {
    model: { entity: "linePlace", version: "1", service: "holdfast" },
    attributes: {
      ...ofSession,
      /** Padded, so that places sort as numbers do. */
      at: { type: "string", required: true },
      entryId: { type: "string", required: true },
      userId: { type: "string", required: true },
      spots: { type: "number", required: true },
      units: { type: CustomAttributeType<Units>("any") },
    },
    indexes: {
      primary: { pk, sk: { field: "sk", composite: ["at"], template: "PLACE#${at}", casing: "none" } },
    },
  },
  store,
);

/** Who waits, and for what. */
export type Waiting = {
  readonly place: number;
  readonly entryId: string;
  readonly userId: string;
  readonly spots: number;
  readonly units?: Units;
};
export type Line = {
  readonly waiting: number;
  readonly next: number;
  readonly turn: number;
  /** The first of those who wait, in order. */
  readonly first: readonly Waiting[];
};

const padded = (place: number): string => String(place).padStart(10, "0");
const partition = ({ companyId, sessionId }: Session) => `C#${companyId}/LINE#${sessionId}`;

/** The line and its first people, in one query; nothing if nobody ever waited. */
export async function read(session: Session, most: number): Promise<Line | undefined> {
  const { Items = [] } = await reader.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: "pk = :pk AND sk >= :line",
      ExpressionAttributeValues: { ":pk": partition(session), ":line": "LINE" },
      ConsistentRead: true,
      Limit: most + 1,
    }),
  );
  const [row, ...places] = Items;
  if (!row) return undefined;
  const { waiting, next, turn: last } = row as Line;
  const first = places.map(({ at, ...place }) => ({ ...place, place: Number(at) }) as Waiting);
  return { waiting, next, turn: last, first };
}

/** How many are ahead of whoever has this place, and he himself. */
export async function positionOf(session: Session, place: number): Promise<number> {
  let position = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const { Count = 0, LastEvaluatedKey } = await reader.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :place",
        ExpressionAttributeValues: {
          ":pk": partition(session),
          ":first": "PLACE#",
          ":place": `PLACE#${padded(place)}`,
        },
        ConsistentRead: true,
        Select: "COUNT",
        ExclusiveStartKey: from,
      }),
    );
    position += Count;
    from = LastEvaluatedKey;
  } while (from);
  return position;
}

/** A turn at the line: so many wait after it; it must be looked at by then, or not any more. */
export function turn(
  session: Session,
  line: Line | undefined,
  after: { readonly waiting: number; readonly joins?: true; readonly lookAt?: string | undefined },
): Write {
  const { waiting, joins, lookAt } = after;
  const keys = lookAt === undefined ? {} : due(session.sessionId, lookAt);
  const { companyId, sessionId } = session;
  if (!line) {
    return when(Lines.create({ companyId, sessionId, waiting, next: 2, turn: 1, ...keys }), again);
  }
  const next = joins ? line.next + 1 : line.next;
  const patch = Lines.patch({ companyId, sessionId }).set({ waiting, next, turn: line.turn + 1, ...keys });
  const whole = lookAt === undefined ? patch.remove(["duePk", "dueSk"]) : patch;
  return when(
    whole.where((a, o) => o.eq(a.turn, line.turn)),
    again,
  );
}

/** The line, if there is one, is looked at at once: what happens to the session concerns those who wait. */
export async function hurried(session: Session): Promise<Write[]> {
  const line = await read(session, 0);
  if (!line || line.waiting === 0) return [];
  return [turn(session, line, { waiting: line.waiting, lookAt: Clock.iso() })];
}

export const placed = ({ companyId, sessionId }: Session, { place, ...waiting }: Waiting): Write =>
  when(Places.create({ companyId, sessionId, at: padded(place), ...waiting }), again);

export const gone = (
  { companyId, sessionId }: Session,
  { place, entryId }: Pick<Waiting, "place" | "entryId">,
): Write =>
  when(
    Places.delete({ companyId, sessionId, at: padded(place) }).where((a, o) => o.eq(a.entryId, entryId)),
    again,
  );
