/**
 * A domain event: the type of a change, what it means for people, and what a consumer gets of it.
 * `data` is read off the changed item, together with what the change alone knows; nothing is stored twice.
 */
import type * as z from "zod";

export type Occurrence = {
  readonly type: string;
  readonly reason?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};

type Told<S extends z.ZodObject> = { reason?: string; data?: Partial<z.input<S>> };

export type EventType<S extends z.ZodObject = z.ZodObject> = {
  (told?: Told<S>): Occurrence;
  readonly type: string;
  readonly meaning: string;
  readonly data: S;
};

export function event<S extends z.ZodObject>(type: string, meaning: string, data: S): EventType<S> {
  const occur = (told: Told<S> = {}): Occurrence => ({ type, ...told });
  return Object.assign(occur, { type, meaning, data });
}
