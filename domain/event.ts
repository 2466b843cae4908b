/**
 * A domain event: the type of a change, what it means for people, and what a consumer gets of it.
 * `data` is read off the changed item, together with what the change alone knows; nothing is stored twice.
 */
import * as z from "zod";

export type Occurrence = {
  readonly type: string;
  readonly reason?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};

/** Each event on the bus is paid for and archived, so those that nobody outside could use stay in the history. */
export type Told = "bus" | "history";
type Details<S extends z.ZodObject> = { reason?: string; data?: Partial<z.input<S>> };

export type EventType<S extends z.ZodObject = z.ZodObject> = {
  (details?: Details<S>): Occurrence;
  readonly type: string;
  readonly told: Told;
  readonly meaning: string;
  readonly data: S;
};

type Maker = <S extends z.ZodObject>(type: string, meaning: string, data: S) => EventType<S>;

const maker =
  (told: Told): Maker =>
  (type, meaning, data) => {
    const occur = (details = {}): Occurrence => ({ type, ...details });
    return Object.assign(occur, { type, told, meaning, data });
  };
export const published = maker("bus");
export const recorded = maker("history");

/** What the bus carries as `detail`, around the `data` of each type. */
export const Envelope = z.object({
  id: z.string(),
  type: z.string(),
  at: z.iso.datetime(),
  companyId: z.string().optional(),
  entity: z.string(),
  entityId: z.string(),
  version: z.number().int(),
  by: z.object({
    kind: z.string(),
    userId: z.string().optional(),
    role: z.string().optional(),
    keyId: z.string().optional(),
  }),
  reason: z.string().optional(),
  requestId: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type Envelope = z.infer<typeof Envelope>;

const isEvent = (exported: unknown): exported is EventType =>
  typeof exported === "function" && "meaning" in exported;

/** The catalogue by type. */
export function catalogue(module: Readonly<Record<string, unknown>>): Map<string, EventType> {
  return new Map(
    Object.values(module)
      .filter(isEvent)
      .map((type) => [type.type, type]),
  );
}
