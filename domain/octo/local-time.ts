/** Instants as resellers read them: on the supplier's own clock, with its offset at that moment; and in UTC. */

export type Clocked = { readonly date: string; readonly time: string; readonly offset: string };

/** "2026-03-29", "03:30" and "+03:00": the date, the time and the offset of an instant in a zone. */
export function at(instant: string, timeZone: string): Clocked {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts.timeZoneName ?? "").slice(3);
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
    offset: offset === "" ? "+00:00" : offset,
  };
}

/** "2026-03-29T03:30:00+03:00" */
export function dateTime(instant: string, timeZone: string): string {
  const { date, time, offset } = at(instant, timeZone);
  return `${date}T${time}:${instant.slice(17, 19)}${offset}`;
}

/** "2026-03-29T00:30:00Z": as the specification has the end of a sale. */
export const utc = (instant: string): string => `${instant.slice(0, 19)}Z`;

/** A format takes longer to make than everything that is done with it. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "longOffset",
  });
  formats.set(timeZone, format);
  return format;
}
