/** One chart: its figures in words above it, for all days or for the one that somebody looks at, and bars for the eye. */
import type { Dashboard } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import * as Bars from "./bars.ts";
import type { Chart as Drawn, Series } from "./charts.ts";
import { usePicking } from "./picking.ts";
import { WORDS } from "./words.ts";

type Props = {
  chart: Drawn;
  days: Dashboard["days"];
  picked: number | undefined;
  pick: (day: number | undefined) => void;
};

export function Chart({ chart, days, picked, pick }: Props) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const { title, series } = chart;
  const alone = series.length === 1;
  const picking = usePicking(days.length, picked, pick);
  const at = picked ?? days.length - 1;
  const day = picked === undefined ? undefined : days[picked]?.day;
  const figures = (one: Series) => one.say(picked === undefined ? one.total : (one.values[picked] ?? 0));
  const nameOf = (index: number) => format.dayMonth(days[index]?.day ?? "");
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="soft">{day === undefined ? words.inAll(days.length) : format.day(day)}</span>
        <ul class="legend">
          {series.map((one) => (
            <li key={one.name} class={alone ? "alone-there" : ""}>
              {!alone && <span class={`swatch ${one.tone}`} aria-hidden="true" />}
              <span class={alone ? "unseen" : "soft"}>{one.name}</span> <b>{figures(one)}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={words.dayOf(title)}
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={at + 1}
        aria-valuetext={`${nameOf(at)}: ${series.map((one) => `${one.name} ${one.say(one.values[at] ?? 0)}`).join(", ")}`}
        {...picking}
      >
        <Plot series={series} picked={picked} />
      </div>
      <p class="axis soft" aria-hidden="true">
        <span>{nameOf(0)}</span>
        <span>{nameOf(Math.floor(days.length / 2))}</span>
        <span>{words.today}</span>
      </p>
    </figure>
  );
}

function Plot({ series, picked }: { series: readonly Series[]; picked: number | undefined }) {
  const rows = series.map(({ values, below }) => (below ? values.map((value) => -value) : values));
  const scale = Bars.scaleOf(rows);
  const width = Bars.widthOf(rows[0]?.length ?? 0);
  const first = series[0];
  const lines = [...new Set([scale.top, 0, scale.bottom])].map((value) => Bars.heightOf(scale, value));
  return (
    <>
      <span class="most soft" aria-hidden="true">
        {first?.say(scale.top)}
      </span>
      <svg viewBox={`0 0 ${width} ${Bars.HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {picked !== undefined && <rect class="picked" {...Bars.columnOf(picked)} height={Bars.HEIGHT} />}
        {lines.map((y) => (
          <line key={y} x2={width} y1={y} y2={y} />
        ))}
        {rows.map((values, index) => (
          <g key={series[index]?.name} class={series[index]?.tone}>
            {Bars.barsOf(values, scale).map((bar) => bar.height > 0 && <rect key={bar.x} {...bar} />)}
          </g>
        ))}
      </svg>
    </>
  );
}
