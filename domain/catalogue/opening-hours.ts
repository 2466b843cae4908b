/** When a location is open, by the wall clock of its company: a few spans in a week, of which none meets another. */
import * as z from "zod";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");
const Span = z
  .strictObject({
    dayOfWeek: z.int().min(0).max(6).describe("0 is Sunday."),
    from: Time,
    to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be HH:MM, at most 24:00"),
  })
  .refine(({ from, to }) => from < to, { message: "must be before the end", path: ["from"] })
  .meta({ examples: [{ dayOfWeek: 1, from: "09:00", to: "21:00" }] });

export const OpeningHours = z.array(Span).max(28).refine(apart, "must not overlap on one day");
export type OpeningHours = z.output<typeof OpeningHours>;

function apart(spans: readonly z.output<typeof Span>[]): boolean {
  const sorted = spans.toSorted((one, other) =>
    `${one.dayOfWeek}${one.from}` < `${other.dayOfWeek}${other.from}` ? -1 : 1,
  );
  return sorted.every((span, position) => {
    const before = sorted[position - 1];
    return !before || before.dayOfWeek !== span.dayOfWeek || before.to <= span.from;
  });
}
