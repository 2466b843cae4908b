import type { ScheduleVersion } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import { WORDS as REPEAT } from "./repeat-words.ts";
import { DAYS, repeatOf, type Day } from "./repeat.ts";
import { sentence } from "./sentence.ts";
import { WORDS } from "./words.ts";

type Slot = ScheduleVersion["slots"][number];

/** What holds from a day on. */
export function Version({ version }: { version: ScheduleVersion }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { validFrom, operatesFrom, operatesUntil, slots } = version;
  return (
    <div class="card">
      <h3>{words.from(format.dayMonth(validFrom))}</h3>
      {(operatesFrom ?? operatesUntil) && (
        <p class="soft">
          {operatesFrom && operatesUntil
            ? words.between(format.dayMonth(operatesFrom), format.dayMonth(operatesUntil))
            : operatesFrom
              ? words.from(format.dayMonth(operatesFrom))
              : words.until(format.dayMonth(operatesUntil!))}
        </p>
      )}
      {slots.length === 0 && <p>{words.noSlots}</p>}
      <ul class="slots">
        {slots.map((slot) => (
          <li key={slot.slotId}>
            <b>{useTimes(slot)}</b>
            <span class="soft">
              {words.seats(slot.capacity)}
              {slot.durationMinutes !== undefined && `, ${words.minutes(slot.durationMinutes)}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function useTimes({ dayOfWeek, startTime, rrule, dtstart }: Slot): string {
  const { format } = useWork();
  const words = useWords(WORDS);
  const repeats = useWords(REPEAT);
  if (rrule !== undefined) {
    const repeat = repeatOf(rrule);
    const weekday = (one: Day) => format.weekdays[DAYS.indexOf(one)]?.long ?? one;
    const often = repeat ? sentence(repeats, repeat, { weekday, date: format.dayYear }) : rrule;
    const [first = "", time = ""] = dtstart?.split("T") ?? [];
    return words.rule(often, `${format.dayYear(first)}, ${time}`);
  }
  const day = format.weekdays[((dayOfWeek ?? 1) + 6) % 7];
  return words.weekly(day?.long ?? "", startTime ?? "");
}
