/** Days as YYYY-MM-DD: plain text that sorts, counted in UTC. Weeks begin on Monday. */
const DAY_MS = 24 * 60 * 60_000;

export const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export function weekOf(day: string): string[] {
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return Array.from({ length: 7 }, (_, index) => shifted(day, index - sinceMonday));
}

/** Every instant that is on these days in some time zone. */
export const around = (days: readonly string[]): { from: string; to: string } => ({
  from: new Date(Date.parse(days[0]!) - DAY_MS).toISOString(),
  to: new Date(Date.parse(days.at(-1)!) + 2 * DAY_MS).toISOString(),
});
