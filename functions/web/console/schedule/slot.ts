/** A slot as it is being written: what its fields hold, and what that asks of the API. */
import type { ScheduleSetRequest, ScheduleVersion } from "../../../client/client.ts";
import { FIRST, repeatOf } from "./repeat.ts";

export type Asked = ScheduleSetRequest["slots"][number];
type Kept = ScheduleVersion["slots"][number];

export type Draft = {
  /** Of the field, not of the slot: it survives that the ones above are taken out. */
  readonly key: string;
  /** A slot that goes on keeps its name and what it has besides. */
  readonly kept?: Kept;
  /** A repeat is a rule that was chosen, and not written. */
  readonly kind: "weekly" | "repeat" | "rule";
  readonly dayOfWeek: string;
  readonly startTime: string;
  readonly rrule: string;
  readonly dtstart: string;
  readonly exdates: string;
  readonly rdates: string;
  readonly capacity: string;
  readonly minutes: string;
};

export const draftOf = (kept: Kept): Draft => ({
  ...empty(),
  kept,
  kind: kept.rrule === undefined ? "weekly" : repeatOf(kept.rrule) ? "repeat" : "rule",
  dayOfWeek: String(kept.dayOfWeek ?? 1),
  startTime: kept.startTime ?? "18:00",
  rrule: kept.rrule ?? "",
  dtstart: kept.dtstart ?? "",
  exdates: (kept.exdates ?? []).join(" "),
  rdates: (kept.rdates ?? []).join(" "),
  capacity: String(kept.capacity),
  minutes: kept.durationMinutes === undefined ? "" : String(kept.durationMinutes),
});

export const empty = (): Draft => ({
  key: crypto.randomUUID(),
  kind: "weekly",
  dayOfWeek: "1",
  startTime: "18:00",
  rrule: "",
  dtstart: "",
  exdates: "",
  rdates: "",
  capacity: "",
  minutes: "",
});

/** What was chosen may be written on; what was written is chosen anew, unless it could have been. */
export const turned = (slot: Draft, kind: Draft["kind"]): Draft => ({
  ...slot,
  kind,
  ...(kind === "repeat" && !repeatOf(slot.rrule) && { rrule: FIRST }),
});

/** Dates stand in a field one after the other. */
const listed = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

export function askedOf(draft: Draft): Asked {
  const { kept, kind, dayOfWeek, startTime, rrule, dtstart, capacity, minutes } = draft;
  const [exdates, rdates] = [listed(draft.exdates), listed(draft.rdates)];
  const { slotId, price, optionId, instructorId, locationId } = kept ?? {};
  return {
    ...(slotId && { slotId }),
    ...(kind === "weekly" && { dayOfWeek: Number(dayOfWeek), startTime }),
    ...(kind !== "weekly" && { rrule: rrule.trim(), ...(dtstart && { dtstart }) }),
    ...(exdates.length > 0 && { exdates }),
    ...(rdates.length > 0 && { rdates }),
    ...(capacity && { capacity: Number(capacity) }),
    ...(minutes && { durationMinutes: Number(minutes) }),
    ...(price && { price }),
    ...(optionId && { optionId }),
    ...(instructorId && { instructorId }),
    ...(locationId && { locationId }),
  };
}
