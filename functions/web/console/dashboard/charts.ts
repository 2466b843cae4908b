/** What is drawn of a dashboard: each chart has the figures of every day, and how one of them is said. */
import type { Dashboard } from "../../../client/client.ts";
import type { Format } from "../format.ts";
import type { WORDS } from "./words.ts";

export type Tone = "good" | "bad" | "warn" | "pale";
export interface Series {
  readonly name: string;
  readonly tone: Tone;
  /** A figure for each day. */
  readonly values: readonly number[];
  readonly total: number;
  /** It is drawn below the line. */
  readonly below?: true;
  readonly say: (value: number) => string;
}
export interface Chart {
  readonly title: string;
  readonly series: readonly Series[];
}

type Words = typeof WORDS.en;
type Count = "bookings" | "cancellations" | "noShows" | "seatsOffered" | "seatsSold";

export const amountIn = (revenue: Dashboard["revenue"], currency: string): number =>
  revenue.find((one) => one.currency === currency)?.amount ?? 0;

/** The company's own currency first, also while nothing was earned in it. */
export const currenciesOf = ({ revenue }: Dashboard, own: string): string[] => [
  own,
  ...revenue.map(({ currency }) => currency).filter((currency) => currency !== own),
];

type About = { format: Format; words: Words; currency: string };

export function chartsOf(board: Dashboard, { format, words, currency }: About): Chart[] {
  const { days } = board;
  const counted = (what: Count, tone: Tone): Series => ({
    name: words.series[what],
    tone,
    values: days.map((day) => day[what]),
    total: board[what],
    say: format.count,
  });
  const earned = (code: string): Chart => ({
    title: code === currency ? words.revenue : words.revenueIn(code),
    series: [
      {
        name: words.series.revenue,
        tone: "good",
        values: days.map(({ revenue }) => amountIn(revenue, code)),
        total: amountIn(board.revenue, code),
        say: (amount) => format.money({ amount, currency: code }),
      },
    ],
  });
  return [
    ...currenciesOf(board, currency).map(earned),
    {
      title: words.bookings,
      series: [counted("bookings", "good"), { ...counted("cancellations", "bad"), below: true }],
    },
    { title: words.places, series: [counted("seatsOffered", "pale"), counted("seatsSold", "good")] },
    { title: words.noShows, series: [counted("noShows", "warn")] },
  ];
}
