/** A value for each day, as bars and, for whoever does not see them or wants the figures, as a table. */
import { useWork, useWords } from "../here.ts";
import { WORDS } from "./words.ts";

export type Point = { readonly day: string; readonly value: number };
type Props = {
  title: string;
  points: readonly Point[];
  /** A value as people read it. */
  say: (value: number) => string;
  tone?: "go" | "bad";
};

const HEIGHT = 40;
const STEP = 10;
const BAR = 7;

export function Chart({ title, points, say, tone = "go" }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const most = Math.max(1, ...points.map(({ value }) => value));
  const total = points.reduce((sum, { value }) => sum + value, 0);
  const [first, last] = [points[0]?.day, points.at(-1)?.day];
  if (!first || !last) return null;
  return (
    <figure class={`chart ${tone}`}>
      <figcaption>
        {title} <b>{say(total)}</b>
      </figcaption>
      <p class="most" aria-hidden="true">
        {say(most)}
      </p>
      <svg
        viewBox={`0 0 ${points.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.summary(title, say(total), say(most))}
      >
        {points.map(({ day, value }, index) => (
          <Bar key={day} at={index} share={value / most} label={`${format.dayMonth(day)}: ${say(value)}`} />
        ))}
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{format.dayMonth(first)}</span>
        <span>{format.dayMonth(last)}</span>
      </p>
      <Table title={title} points={points} say={say} />
    </figure>
  );
}

/** The whole column answers to the pointer, also where the bar is low. */
function Bar({ at, share, label }: { at: number; share: number; label: string }) {
  const height = share * HEIGHT;
  return (
    <g>
      <title>{label}</title>
      <rect class="column" x={at * STEP} width={STEP} height={HEIGHT} />
      <rect x={at * STEP + (STEP - BAR) / 2} y={HEIGHT - height} width={BAR} height={height} />
    </g>
  );
}

function Table({ title, points, say }: Pick<Props, "title" | "points" | "say">) {
  const { format } = useWork();
  const words = useWords(WORDS);
  return (
    <details>
      <summary>{words.asTable}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{title}</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ day, value }) => (
            <tr key={day}>
              <th scope="row">{format.dayMonth(day)}</th>
              <td>{say(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
