import { useHere } from "./here.ts";

/** How far one is: choosing, telling, paying. */
export function Steps({ now }: { now: 0 | 1 | 2 }) {
  const { words } = useHere();
  return (
    <ol class="steps" aria-label={words.stepOf(now + 1)}>
      {words.steps.map((step, index) => (
        <li
          key={step}
          class={index < now ? "done" : ""}
          {...(index === now && { "aria-current": "step" as const })}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}
