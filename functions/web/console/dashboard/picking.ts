/** Which day somebody looks at: by pointing at it, by touch, or with the arrow keys. */
type Pick = (day: number | undefined) => void;

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -7,
  PageUp: 7,
  Home: -Infinity,
  End: Infinity,
};

export function usePicking(days: number, picked: number | undefined, pick: Pick) {
  const within = (day: number) => Math.min(days - 1, Math.max(0, day));
  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = (currentTarget as Element).getBoundingClientRect();
    pick(within(Math.floor(((clientX - left) / width) * days)));
  };
  return {
    onPointerDown: point,
    onPointerMove: point,
    // A finger that is lifted has chosen; a mouse has gone.
    onPointerLeave: ({ pointerType }: PointerEvent) => pointerType === "mouse" && pick(undefined),
    onBlur: () => pick(undefined),
    onKeyDown: (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (event.key === "Escape") pick(undefined);
      if (step === undefined) return;
      event.preventDefault();
      pick(within((picked ?? days - 1) + step));
    },
  };
}
