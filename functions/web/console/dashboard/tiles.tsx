import type { Dashboard } from "../../../client/client.ts";
import { useWork, useWords } from "../here.ts";
import { amountIn, currenciesOf } from "./charts.ts";
import { WORDS } from "./words.ts";

/** Thirty days in a few figures. */
export function Tiles({ board }: { board: Dashboard }) {
  const { company, format } = useWork();
  const words = useWords(WORDS);
  const { revenue, bookings, fillRate, seatsSold, seatsOffered, cancellations, noShows } = board;
  const [own = company.currency, ...others] = currenciesOf(board, company.currency);
  const money = (currency: string) => format.money({ amount: amountIn(revenue, currency), currency });
  const { locations, activities } = board;
  const tiles = [
    { name: words.revenue, figure: money(own), more: others.map(money).join(", ") },
    { name: words.bookings, figure: format.count(bookings) },
    {
      name: words.fillRate,
      figure: fillRate === undefined ? "–" : format.percent(fillRate),
      more: words.sold(seatsSold, seatsOffered),
    },
    {
      name: words.cancellations,
      figure: format.count(cancellations),
      ...(bookings > 0 &&
        cancellations > 0 && { more: words.ofBookings(format.percent(cancellations / bookings)) }),
    },
    { name: words.noShows, figure: format.count(noShows) },
    { name: words.offered, figure: words.activities(activities), more: words.venues(locations) },
  ];
  return (
    <dl class="tiles">
      {tiles.map(({ name, figure, more }) => (
        <div key={name} class="card tile">
          <dt>{name}</dt>
          <dd>
            <b>{figure}</b>
            {more && <span class="soft">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
