/** How the company has done in the last thirty days: a few figures, a chart of each by day, and all of it as a table. */
import { useState } from "preact/hooks";
import type { Dashboard as Board } from "../../../client/client.ts";
import { Title } from "../../client/head.tsx";
import { To } from "../../client/move.tsx";
import { asked } from "../../client/problem.ts";
import { useLoad, useReturn } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { Chart } from "./chart.tsx";
import { chartsOf } from "./charts.ts";
import { Table } from "./table.tsx";
import { Tiles } from "./tiles.tsx";
import { WORDS } from "./words.ts";

export function Dashboard() {
  const { companyId, format } = useWork();
  const words = useWords(WORDS);
  const loaded = useLoad("dashboard", () => asked(api.dashboard.show({ companyId })));
  useReturn(() => void loaded.again());
  if (loaded.state === "loading") return <Loading rows={4} />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const board = loaded.value;
  return (
    <>
      <div class="bar-of-week">
        <Title>{words.title}</Title>
        <p class="soft since">
          {format.days(board.from, board.to)}
          {board.foldedAt && <span> · {words.foldedAt(format.stamp(board.foldedAt))}</span>}
        </p>
      </div>
      <Tiles board={board} />
      {isEmpty(board) ? <Nothing /> : <Charts board={board} />}
    </>
  );
}

const isEmpty = ({ bookings, cancellations, noShows, seatsOffered, revenue }: Board): boolean =>
  bookings + cancellations + noShows + seatsOffered === 0 && revenue.every(({ amount }) => amount === 0);

function Nothing() {
  const { home, may } = useWork();
  const words = useWords(WORDS);
  return (
    <div class="card nothing">
      <h2>{words.empty}</h2>
      <p class="soft">{words.emptyWhy}</p>
      {may("schedule.set") && (
        <To to={`${home}/schedules`} class="button">
          {words.toSchedules}
        </To>
      )}
    </div>
  );
}

function Charts({ board }: { board: Board }) {
  const { company, format } = useWork();
  const words = useWords(WORDS);
  const [picked, pick] = useState<number>();
  const { days } = board;
  const charts = chartsOf(board, { format, words, currency: company.currency });
  return (
    <>
      <div class="charts">
        {charts.map((chart) => (
          <Chart key={chart.title} chart={chart} days={days} picked={picked} pick={pick} />
        ))}
      </div>
      <Table charts={charts} days={days} />
    </>
  );
}
