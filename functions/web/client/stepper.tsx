/** A number between two bounds, by two buttons. */
import type { ComponentChildren } from "preact";

type Props = {
  value: number;
  least: number;
  most: number;
  fewer: string;
  more: string;
  set: (value: number) => void;
  children: ComponentChildren;
};

export function Stepper({ value, least, most, fewer, more, set, children }: Props) {
  return (
    <div class="stepper">
      <button
        type="button"
        class="round"
        aria-label={fewer}
        disabled={value <= least}
        onClick={() => set(value - 1)}
      >
        −
      </button>
      {children}
      <button
        type="button"
        class="round"
        aria-label={more}
        disabled={value >= most}
        onClick={() => set(value + 1)}
      >
        +
      </button>
    </div>
  );
}
