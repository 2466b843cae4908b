import type { Dashboard } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import type { Chart } from "./charts.ts";
import { WORDS } from "./words.ts";

type Props = { charts: readonly Chart[]; days: Dashboard["days"] };

/** What the charts draw, in figures; the latest day first. */
export function Table({ charts, days }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const columns = charts.flatMap(({ title, series }) =>
    series.map((one) => ({ ...one, name: series.length === 1 ? title : one.name })),
  );
  return (
    <details class="card figures">
      <summary>{words.table}</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              {columns.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days
              .map(({ day }, index) => (
                <tr key={day}>
                  <th scope="row">{`${format.weekday(day)} ${format.dayMonth(day)}`}</th>
                  {columns.map(({ name, values, say }) => (
                    <td key={name}>{say(values[index] ?? 0)}</td>
                  ))}
                </tr>
              ))
              .toReversed()}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words.inAll(days.length)}</th>
              {columns.map(({ name, total, say }) => (
                <td key={name}>{say(total)}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </details>
  );
}
