/** Months as YYYY-MM and days as YYYY-MM-DD: plain text that sorts, counted in UTC. */
const DAY_MS = 24 * 60 * 60_000;

export const monthOf = (day: string): string => day.slice(0, 7);

export function shifted(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** Every instant that is in this month in some time zone. */
export function around(month: string): { from: string; to: string } {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const next = Date.parse(`${shifted(month, 1)}-01T00:00:00Z`);
  const from = new Date(Math.max(first - DAY_MS, Date.now())).toISOString();
  return { from, to: new Date(next + DAY_MS).toISOString() };
}

/** Weeks from Monday on; a day of another month is undefined. */
export function weeksOf(month: string): (string | undefined)[][] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const before = (first.getUTCDay() + 6) % 7;
  const length = new Date(Date.parse(`${shifted(month, 1)}-01T00:00:00Z`) - DAY_MS).getUTCDate();
  const days = Array.from({ length: Math.ceil((before + length) / 7) * 7 }, (_, index) => {
    const number = index - before + 1;
    return number >= 1 && number <= length ? `${month}-${String(number).padStart(2, "0")}` : undefined;
  });
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}
