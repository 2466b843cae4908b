/**
 * The versions of an activity's schedule: what it says from a day on, until another version says otherwise. A version is
 * written once and never changed, so the schedule's history is what is there (SCH-4).
 *
 * Of the versions that begin on or before a day the one that begins last is in force; of those that begin on the same
 * day, the one that was made last.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import { EntryId } from "../activity/listed.ts";
import { LocationId, UserId } from "../id.ts";
import { Money, Price } from "../money.ts";
import * as Page from "../page.ts";
import { store } from "../table.ts";
import * as Wall from "../time/wall.ts";
import * as Slot from "./slot.ts";

export const SlotId = z.string().regex(/^slt_[0-9A-Z]{26}$/, "must be the id of a slot");
const MOST_SLOTS = 40;

/** What a company says of a slot: when, and what its sessions have otherwise than the activity. */
export const AskedSlot = z.strictObject({
  slotId: SlotId.optional().describe("Of a slot that goes on; without it, a slot with the same times does."),
  ...Slot.recurrence,
  durationMinutes: Slot.durationMinutes.optional(),
  capacity: z.int().min(1).max(40_000).optional(),
  price: Price.optional(),
  optionId: EntryId.optional(),
  instructorId: UserId.optional(),
  locationId: LocationId.optional(),
});
export type AskedSlot = z.output<typeof AskedSlot>;

/** A slot as it is kept. How many pools its sessions have is settled once: their ids say so. */
export type KeptSlot = Omit<AskedSlot, "slotId" | "capacity"> & {
  slotId: string;
  capacity: number;
  pools: number;
};

export const asked = {
  validFrom: z.iso.date().optional().describe("A local date; today, if none is given."),
  operatesFrom: z.iso.date().optional().describe("The first local date with sessions."),
  operatesUntil: z.iso.date().optional().describe("The last local date with sessions."),
  slots: z.array(AskedSlot).max(MOST_SLOTS),
};

export const Shown = z.object({
  revision: z.int(),
  validFrom: z.string(),
  operatesFrom: z.string().optional(),
  operatesUntil: z.string().optional(),
  slots: z.array(AskedSlot.extend({ slotId: SlotId, capacity: z.int(), price: Money.optional() }).strip()),
  createdAt: z.string(),
  createdBy: z.string().optional(),
});

export const Versions = new Entity(
  {
    model: { entity: "scheduleVersion", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      validFrom: { type: "string", required: true },
      revision: { type: "number", required: true, padding: { length: 6, char: "0" } },
      operatesFrom: { type: "string" },
      operatesUntil: { type: "string" },
      slots: { type: CustomAttributeType<KeptSlot[]>("any"), required: true },
      createdAt: { type: "string", required: true },
      createdBy: { type: "string" },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "activityId"],
          template: "C#${companyId}/SCHEDULE#${activityId}",
          casing: "none",
        },
        sk: {
          field: "sk",
          composite: ["validFrom", "revision"],
          template: "VERSION#${validFrom}#${revision}",
          casing: "none",
        },
      },
    },
  },
  store,
);
export type Version = EntityItem<typeof Versions>;

/** Those that are in force on any day from this one on, in the order of their days. */
export async function since(companyId: string, activityId: string, day: string): Promise<Version[]> {
  const all = Versions.query.primary({ companyId, activityId });
  const tomorrow = Wall.dayAfter(day);
  const [{ data: before }, later] = await Promise.all([
    all.lt({ validFrom: tomorrow }).go({ consistent: true, order: "desc", limit: 1 }),
    gather(all.gte({ validFrom: tomorrow })),
  ]);
  return [...before, ...later];
}

async function gather(query: Parameters<typeof Page.each<Version>>[0]): Promise<Version[]> {
  const versions: Version[] = [];
  const consistent: typeof query = {
    go: (options) => query.go({ ...options, consistent: true } as typeof options),
  };
  for await (const version of Page.each(consistent)) versions.push(version);
  return versions;
}

// Pure rules

/** What holds on a day, and what will after it, in the order of their days. */
export function inForce<V extends Pick<Version, "validFrom" | "revision">>(
  versions: readonly V[],
  day: string,
): V[] {
  return spans(versions, { from: day, to: "9999-12-31" }).map(({ version }) => versions[version]!);
}

/** The spans of days from one to another, each with what is in force in it. */
export function spans(
  versions: readonly Pick<Version, "validFrom" | "revision">[],
  { from, to }: { from: string; to: string },
): { version: number; from: string; to: string }[] {
  const ordered = versions
    .map(({ validFrom, revision }, version) => ({ validFrom, revision, version }))
    .toSorted((one, other) =>
      one.validFrom === other.validFrom
        ? one.revision - other.revision
        : one.validFrom < other.validFrom
          ? -1
          : 1,
    );
  return ordered.flatMap(({ validFrom, version }, index) => {
    const next = ordered[index + 1]?.validFrom;
    const first = validFrom > from ? validFrom : from;
    const last = next !== undefined && next <= to ? next : undefined;
    // The day before the next version's; dates compare as texts, so a version of the same day has no day left.
    if (first > to || (last !== undefined && first >= last)) return [];
    return [{ version, from: first, to: last === undefined ? to : dayBefore(last) }];
  });
}

const dayBefore = (day: string): string => Wall.dayAfter(day, -1);
