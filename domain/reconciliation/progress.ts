/**
 * How far a day's reconciliation has come: what is still to be read, and the place to go on from. It is saved after each
 * page, by whoever saw the place it was at; of two at once one goes on and the other stops. It has no history of its
 * own, and is gone when the day is done.
 */
import { Entity, type EntityItem } from "electrodb";
import * as Clock from "../clock.ts";
import { commit, replay, Replay, when, type Write } from "../commit.ts";
import { due, dueAttributes, store } from "../table.ts";
import type { Phase } from "./evidence.ts";

export const Progresses = new Entity(
  {
    model: { entity: "reconciliationProgress", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      day: { type: "string", required: true },
      /** The lists that are left, the first of them begun. */
      phases: { type: "list", items: { type: "string" }, required: true },
      /** Where the first list goes on; empty at its beginning. */
      cursor: { type: "string", required: true },
      step: { type: "number", required: true },
      checked: { type: "number", required: true },
      lines: { type: "number", required: true },
      /** How often in a row a gateway gave no answer. */
      attempts: { type: "number", required: true },
      ...dueAttributes,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "day"],
          template: "C#${companyId}/RECONCILIATION#${day}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "PROGRESS", casing: "none" },
      },
    },
  },
  store,
);
export type Progress = EntityItem<typeof Progresses>;

/** Whoever is at work has so long for a page before another takes over. */
const LEASE_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 3600_000;

export const start = (companyId: string, day: string, phases: readonly Phase[]): Progress => ({
  companyId,
  day,
  phases: [...phases],
  cursor: "",
  step: 0,
  checked: 0,
  lines: 0,
  attempts: 0,
  ...due(companyId, Clock.iso()),
});

export async function find(companyId: string, day: string): Promise<Progress | undefined> {
  const { data } = await Progresses.get({ companyId, day }).go({ consistent: true });
  return data ?? undefined;
}

type Read = { checked: number; lines: number; next: string | undefined };

/** Whether it was still ours to move on. */
export const advance = (at: Progress, { checked, lines, next }: Read): Promise<boolean> =>
  save(at, {
    phases: next === undefined ? at.phases.slice(1) : at.phases,
    cursor: next ?? "",
    checked: at.checked + checked,
    lines: at.lines + lines,
    attempts: 0,
    ...due(at.companyId, Clock.isoAfter(LEASE_MS)),
  });

/** The same page again, with growing patience. */
export const later = (at: Progress): Promise<boolean> => {
  const wait = Math.min(LONGEST_WAIT_MS, LEASE_MS * 2 ** at.attempts);
  return save(at, { attempts: at.attempts + 1, ...due(at.companyId, Clock.isoAfter(wait)) });
};

const keyOf = ({ companyId, day }: Progress) => ({ companyId, day });

const save = (at: Progress, set: Partial<Progress>): Promise<boolean> =>
  commit(
    [
      when(
        Progresses.patch(keyOf(at))
          .set({ ...set, step: at.step + 1 })
          .where((a, o) => o.eq(a.step, at.step)),
        () => replay(undefined),
      ),
    ],
    true,
  ).catch((moved: unknown) => {
    if (!(moved instanceof Replay)) throw moved;
    return false;
  });

export const begun = (progress: Progress): Write => when(Progresses.put(progress), () => replay(undefined));
export const ended = (at: Progress): Write =>
  when(
    Progresses.delete(keyOf(at)).where((a, o) => o.eq(a.step, at.step)),
    () => replay(undefined),
  );
