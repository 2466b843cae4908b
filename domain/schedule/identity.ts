/**
 * A slot's identity, which its sessions' ids are made of. It is made of the slot's times, so that a slot which comes back
 * finds its sessions again; a slot that is named keeps it when its times change. A row remembers how many pools its
 * sessions have: that is settled once, because their ids say it, and so a changed capacity makes no second session.
 */
import { Entity } from "electrodb";
import { again, when, type Write } from "../commit.ts";
import { unprocessable } from "../error.ts";
import { given } from "../given.ts";
import { digest } from "../id.ts";
import * as Pool from "../seat/pool.ts";
import { store } from "../table.ts";
import * as Slot from "./slot.ts";
import type * as Version from "./version.ts";

/** Pools are laid out for what a slot has at first; they may grow to three times that before they get too large. */
const MOST_SEATS_PER_POOL = 3 * Pool.SEATS_PER_POOL;

const Identities = new Entity(
  {
    model: { entity: "slotIdentity", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      activityId: { type: "string", required: true },
      slotId: { type: "string", required: true },
      pools: { type: "number", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "activityId"],
          template: "C#${companyId}/SCHEDULE#${activityId}",
          casing: "none",
        },
        sk: { field: "sk", composite: ["slotId"], template: "SLOT#${slotId}", casing: "none" },
      },
    },
  },
  store,
);

type Place = { companyId: string; activityId: string };
type Sized = Version.AskedSlot & { capacity: number };
export type Named = { readonly slots: Version.KeptSlot[]; readonly writes: Write[] };

/** Each slot goes on as the one it names, or as the one with the same times, or is new; and the rows of those that are. */
export async function name(
  { companyId, activityId }: Place,
  slots: readonly Sized[],
  inForce: readonly Version.KeptSlot[],
): Promise<Named> {
  const ids = idsOf(activityId, slots, inForce);
  const keys = ids.map((slotId) => ({ companyId, activityId, slotId }));
  const { data } = keys.length > 0 ? await Identities.get(keys).go({ consistent: true }) : { data: [] };
  const known = new Map(data.map(({ slotId, pools }) => [slotId, pools]));
  const kept = slots.map((slot, index): Version.KeptSlot => {
    const slotId = ids[index]!;
    const { capacity } = slot;
    const pools = known.get(slotId);
    if (slot.slotId !== undefined && pools === undefined) {
      throw unprocessable("slot.unknown", "The schedule has never had such a slot.", { slotId });
    }
    const most = (pools ?? Pool.countFor(capacity)) * MOST_SEATS_PER_POOL;
    if (capacity > most) {
      throw unprocessable("slot.outgrown", "So many seats need a slot of other times.", { slotId, most });
    }
    return { ...given(slot), slotId, capacity, pools: pools ?? Pool.countFor(capacity) };
  });
  const fresh = kept.filter(({ slotId }) => !known.has(slotId));
  const writes = fresh.map(({ slotId, pools }) =>
    when(Identities.create({ companyId, activityId, slotId, pools }), again),
  );
  return { slots: kept, writes };
}

/** Two slots with the same times are told apart by their order. */
function idsOf(
  activityId: string,
  slots: readonly Version.AskedSlot[],
  inForce: readonly Version.KeptSlot[],
): string[] {
  const said = slots.flatMap(({ slotId }) => slotId ?? []);
  const used = new Set(said);
  if (used.size < said.length) throw unprocessable("slot.named_twice", "Two slots have the same slotId.");
  return slots.map((slot) => {
    const free = (slotId: string): boolean => !used.has(slotId);
    const alike = inForce.find((one) => free(one.slotId) && meaning(one) === meaning(slot));
    const slotId = slot.slotId ?? alike?.slotId ?? firstOf(activityId, slot, free);
    used.add(slotId);
    return slotId;
  });
}

function firstOf(activityId: string, slot: Version.AskedSlot, free: (slotId: string) => boolean): string {
  for (let nth = 0; ; nth++) {
    const slotId = `slt_${digest([activityId, meaning(slot), nth].join("\n"), 26)}`;
    if (free(slotId)) return slotId;
  }
}

const meaning = (slot: Version.AskedSlot): string =>
  [Slot.recurs(slot), slot.optionId ?? "", slot.locationId ?? ""].join("\n");
