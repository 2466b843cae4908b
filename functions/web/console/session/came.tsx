import { useWords } from "../here.ts";
import { WORDS } from "./attendance-words.ts";

type Props = { spots: number; came: number; setCame: (came: number) => void };

/** With how many of those that were booked for. */
export function Came({ spots, came, setCame }: Props) {
  const words = useWords(WORDS);
  return (
    <select
      aria-label={words.howMany}
      value={String(came)}
      onChange={(event) => setCame(Number(event.currentTarget.value))}
    >
      {Array.from({ length: spots }, (_, index) => spots - index).map((count) => (
        <option key={count} value={String(count)}>
          {words.of(count, spots)}
        </option>
      ))}
    </select>
  );
}
