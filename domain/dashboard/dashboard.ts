/**
 * The dashboard of a company: what it has, and the last thirty days of it, today included, by day (INS-1).
 *
 * One read of rows that were folded from the stream; seconds behind as a rule, and no load on any booking. Days are the
 * company's own. A booking counts on the day on which it was confirmed, a cancellation on its own day, money on the day on
 * which it was booked as income or went back, seats and whoever did not come on the day of the session.
 */
import * as z from "zod";
import * as Company from "../company/company.ts";
import { Currency } from "../currency.ts";
import { CompanyId } from "../id.ts";
import * as Day from "../time/day.ts";
import { verb } from "../verb.ts";
import * as Board from "./board.ts";
import * as Counted from "./counted.ts";

const DAYS = 30;

/** Below zero on a day on which more went back than came. */
const Revenue = z.object({ amount: z.int(), currency: Currency });
const figures = {
  bookings: z.int(),
  cancellations: z.int(),
  noShows: z.int(),
  seatsOffered: z.int(),
  seatsSold: z.int(),
  revenue: z.array(Revenue).describe("By currency, in minor units, less what went back."),
};
const Figures = z.object(figures);

export const Shown = z.object({
  timeZone: z.string(),
  from: z.iso.date(),
  to: z.iso.date().describe("Today, as the company's people have it."),
  foldedAt: z.string().optional().describe("When the last change was counted. Nothing has changed since."),
  locations: z.int(),
  activities: z.int().describe("Those that are published."),
  ...figures,
  fillRate: z
    .number()
    .min(0)
    .optional()
    .describe("Seats sold of those offered. Absent if none were offered."),
  days: z.array(z.object({ day: z.iso.date(), ...figures })),
});

export const show = verb({
  name: "dashboard.show",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId }),
  output: Shown,
  async run({ companyId }) {
    const company = await Company.get(companyId);
    const days = daysUpTo(Day.today(company.timeZone));
    const board = await Board.read(companyId, [...new Set(days.map((day) => day.slice(0, 7)))]);
    return shown(board, days, company.timeZone);
  },
});

// Pure rules

/** The last thirty days, in order. */
function daysUpTo(today: string): string[] {
  const last = Date.parse(`${today}T00:00:00.000Z`);
  return Array.from({ length: DAYS }, (_, index) =>
    new Date(last - (DAYS - 1 - index) * 24 * 3600_000).toISOString().slice(0, 10),
  );
}

export function shown({ counts, at }: Board.Board, days: readonly string[], timeZone: string) {
  const each = days.map((day) => ({ day, ...figuresOf(counts, [day]) }));
  const total = figuresOf(counts, days);
  return Shown.parse({
    timeZone,
    from: days[0],
    to: days.at(-1),
    ...(at !== undefined && { foldedAt: at }),
    locations: counts.get(Counted.placeOf("locations")) ?? 0,
    activities: counts.get(Counted.placeOf("activities")) ?? 0,
    ...total,
    ...(total.seatsOffered > 0 && { fillRate: ratio(total.seatsSold, total.seatsOffered) }),
    days: each,
  });
}

function figuresOf(counts: Counted.Counts, days: readonly string[]): z.infer<typeof Figures> {
  const of = (what: Counted.OfDay): number =>
    days.reduce((sum, day) => sum + (counts.get(Counted.placeOf(what, day)) ?? 0), 0);
  const money = Counted.sum(
    Array.from(counts)
      .filter(
        ([place]) => Counted.whatOf(place).startsWith("revenue:") && days.includes(Counted.dayOf(place)),
      )
      .map(([place, amount]) => [Counted.whatOf(place).slice("revenue:".length), amount] as const),
  );
  return {
    bookings: of("bookings"),
    cancellations: of("cancellations"),
    noShows: of("noShows"),
    seatsOffered: of("seatsOffered"),
    seatsSold: of("seatsSold"),
    revenue: Array.from(money, ([currency, amount]) => Revenue.parse({ amount, currency })),
  };
}

/** To four places: a share, not money. */
const ratio = (part: number, whole: number): number => Math.round((part / whole) * 10_000) / 10_000;
