/** Who came: said at the door, for each booking of the roster, and taken back where it was a mistake. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RosterEntry } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./attendance-words.ts";
import { Came } from "./came.tsx";

const HOUR_MS = 3_600_000;
const EARLIEST_MS = 12 * HOUR_MS;
const LATEST_MS = 24 * HOUR_MS;

/** When the API hears it; at other times nobody need be asked. */
const isTime = ({ startsAt, endsAt }: RosterEntry, early: number): boolean =>
  Date.now() >= Date.parse(startsAt) - early && Date.now() < Date.parse(endsAt) + LATEST_MS;

/** When the API hears of it, if it does. */
export const isDoorOpen = (entry: RosterEntry): boolean => isTime(entry, EARLIEST_MS);

type Props = { entry: RosterEntry; again: () => Promise<void> };

export function Attendance({ entry, again }: Props) {
  const { companyId, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const [came, setCame] = useState(entry.spots);
  const { busy, problem, run } = useAction();
  const { bookingId, attendance, status, spots } = entry;
  const box = useNext(attendance);
  if (status !== "CONFIRMED" || !may("booking.check_in") || !isDoorOpen(entry)) return null;
  const one = { companyId, bookingId };
  const mark = (said: string, send: () => Promise<unknown>) => () =>
    void run(async () => {
      await asked(send());
      say(said);
      await again();
    });
  const attended = spots > 1 ? { attended: came } : {};
  return (
    <div class="attendance" ref={box} aria-busy={busy}>
      {attendance !== "ATTENDED" && (
        <>
          {spots > 1 && <Came spots={spots} came={came} setCame={setCame} />}
          <button
            type="button"
            class="small go-soft"
            onClick={mark(words.checkedIn, () => api.booking.checkIn({ ...one, ...attended }))}
          >
            {words.checkIn}
          </button>
        </>
      )}
      {attendance === undefined && isTime(entry, 0) && (
        <button
          type="button"
          class="small quiet"
          onClick={mark(words.missed, () => api.booking.markNoShow(one))}
        >
          {words.noShow}
        </button>
      )}
      {attendance && (
        <button
          type="button"
          class="plain"
          onClick={mark(words.undone, () => api.booking.undoAttendance(one))}
        >
          {words.undo}
        </button>
      )}
      {problem && <Refused problem={problem} again={() => void again()} />}
    </div>
  );
}

/** What was pressed is gone once it is done; whoever works by keyboard goes on at what stands there now. */
function useNext(name: string | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef(name);
  useLayoutEffect(() => {
    const pressed = document.activeElement === document.body;
    if (shown.current !== name && pressed) box.current?.querySelector("button")?.focus();
    shown.current = name;
  }, [name]);
  return box;
}
