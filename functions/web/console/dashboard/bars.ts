/**
 * Bars for days side by side: where each begins and how high it is, in a box of 10 units a day and 100 in height. What is
 * below zero hangs from the line.
 */
const DAY = 10;
const BAR = 7;
export const HEIGHT = 100;

export interface Scale {
  readonly top: number;
  readonly bottom: number;
}
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
/** One or two of anything is not much, and does not look like it. */
const LEAST = 5;

/** The next round number: 5, 6, 8, 10, 15, 20, 30 … */
export function ceiling(most: number): number {
  if (most <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return STEPS.map((step) => step * power).find((step) => step >= most) ?? most;
}

/** A scale on which all of them can be seen, and zero. */
export function scaleOf(rows: readonly (readonly number[])[]): Scale {
  const all = rows.flat();
  const depth = ceiling(Math.max(0, ...all.map((value) => -value)));
  return { top: ceiling(Math.max(LEAST, ...all)), bottom: 0 - depth };
}

export const heightOf = ({ top, bottom }: Scale, value: number): number =>
  ((top - value) / (top - bottom)) * HEIGHT;

export const barsOf = (values: readonly number[], scale: Scale): Bar[] =>
  values.map((value, day) => {
    const [zero, end] = [heightOf(scale, 0), heightOf(scale, value)];
    const x = day * DAY + (DAY - BAR) / 2;
    return { x, y: Math.min(zero, end), width: BAR, height: Math.abs(end - zero) };
  });

export const widthOf = (days: number): number => days * DAY;
export const columnOf = (day: number): { x: number; width: number } => ({ x: day * DAY, width: DAY });
