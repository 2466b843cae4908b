/** The moves of an activity from state to state: each its own endpoint, none a field that is set (CAT-5). */
import * as z from "zod";
import * as Location from "../catalogue/location.ts";
import { change, commit, type Refusal } from "../commit.ts";
import * as Edition from "../edition.ts";
import { conflict, type DomainError } from "../error.ts";
import type { EventType } from "../event.ts";
import * as Events from "../events.ts";
import type { Item } from "../send.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import {
  Activities,
  type Activity,
  EDITORS,
  get,
  ofOne,
  Shown,
  shown,
  type Status,
  told,
  TRANSITIONS,
} from "./row.ts";

export const publish = transition("publication", "activity.publish", Events.ActivityPublished);
export const archive = transition("archiving", "activity.archive", Events.ActivityArchived);
export const cancel = transition("cancellation", "activity.cancel", Events.ActivityCancelled);

function transition(move: keyof typeof TRANSITIONS, name: string, event: EventType) {
  const { from, to }: { from: readonly Status[]; to: Status } = TRANSITIONS[move];
  return verb({
    name,
    may: EDITORS,
    idempotency: "accepted",
    input: z.strictObject({ ...ofOne, reason: Text.Reason.optional() }),
    output: Shown,
    async run({ companyId, activityId, reason }) {
      const activity = await get(companyId, activityId);
      const expected = Edition.expected(activity, told);
      const refuse = (old: Item | undefined): Refusal => {
        const status = (old as Activity | undefined)?.status;
        return status && !legal(from, status) ? illegal(status, to) : Edition.moved(told)(old);
      };
      if (!legal(from, activity.status)) throw illegal(activity.status, to);
      const write = Activities.patch({ companyId, activityId })
        .set({ status: to })
        .where(
          (a, o) =>
            `${o.eq(a.version, expected)} AND (${from.map((state) => o.eq(a.status, state)).join(" OR ")})`,
        );
      const occurrence = event(reason === undefined ? {} : { reason });
      const after = { ...activity, status: to, version: expected + 1 };
      return commit(
        [change(occurrence, write, refuse), ...Location.counts(activity, after)],
        await shown(after),
      );
    },
  });
}

export const legal = (from: readonly Status[], status: Status): boolean => from.includes(status);

const illegal = (from: Status, to: Status): DomainError =>
  conflict("activity.illegal_transition", `An activity can not go from ${from} to ${to}.`, { from, to });
