/** The report as tables for people, with the goals beside the figures that have one. */
import type { Report } from "./report.ts";

type Row = readonly (string | number)[];

export function print({ verbs, bundles, hot, growth, bill, load }: Report): string {
  const parts: string[] = [];
  if (verbs) {
    parts.push(
      table(
        "Verbs: requests to the table, units by AWS's rules, CPU against the same requests by the bare SDK (goal 1.5)",
        ["verb", "trips", "requests", "reads", "writes", "engine says", "CPU µs", "SDK µs", "ratio"],
        verbs.map((one) => [
          one.verb,
          one.trips,
          one.requests,
          one.readUnits,
          one.writeUnits,
          one.engineWriteUnits,
          one.microseconds,
          one.rawMicroseconds,
          one.ratio.toFixed(2),
        ]),
      ),
    );
  }
  if (bundles) {
    parts.push(
      table(
        `Functions: start against the bare SDK's ${bundles.sdkMs.toFixed(1)} ms of CPU (goals 800 KB, 1.5); it would take ${bundles.sdkHeadStartMs.toFixed(1)} with a head start`,
        ["function", "KB", "start ms", "ratio", "with a head start", "ratio"],
        bundles.functions.map(({ entry, kilobytes, cold, headStart }) => [
          entry,
          kilobytes.toFixed(0),
          cold.ms.toFixed(1),
          cold.ratio.toFixed(2),
          headStart.ms.toFixed(1),
          headStart.ratio.toFixed(2),
        ]),
      ),
    );
  }
  if (hot) {
    parts.push(
      table(
        "Hot session: 1,000 buyers, 1,000 seats, 8 ms a write (goal: all sold, nobody gives up)",
        ["way", "sold", "sold out", "gave up", "requests", "conflicts", "seconds"],
        hot.map((one) => [
          one.way,
          one.sold,
          one.soldOut,
          one.gaveUp,
          one.requests,
          one.conflicts,
          one.seconds.toFixed(1),
        ]),
      ),
    );
  }
  if (growth) {
    parts.push(
      table(
        "Lists as a company grows (goal: one query and at most one batch get, flat)",
        ["list", "bookings", "read units", "CPU ms", "requests"],
        growth.map((one) => [one.list, one.bookings, one.readUnits, one.cpuMs.toFixed(1), one.requests]),
      ),
    );
  }
  if (bill) {
    const lines = bill.lines.map(({ what, amount, unit, dollars }): Row => [
      what,
      Number(amount.toFixed(3)),
      unit,
      dollars.toFixed(2),
    ]);
    parts.push(
      table(
        `Bill of a million paid bookings, Lambda at ${bill.memoryMb} MB (goal $25)`,
        ["what", "each", "unit", "$ per million"],
        [...lines, ["total", "", "", bill.total.toFixed(2)]],
      ),
      table(
        "Lambda's time by memory, with its share of a processor",
        ["MB", "$ per million", "book, ms warm"],
        bill.memories.map((one) => [one.memoryMb, one.dollars.toFixed(2), one.bookMs.toFixed(0)]),
      ),
    );
  }
  if (load) {
    parts.push(
      table(
        "Load on the local run, milliseconds",
        ["flow", "users", "requests", "per second", "refused", "errors", "p50", "p95", "p99"],
        load.map((one) => [
          one.flow,
          one.users,
          one.requests,
          one.perSecond.toFixed(0),
          one.refused,
          one.errors,
          one.p50.toFixed(0),
          one.p95.toFixed(0),
          one.p99.toFixed(0),
        ]),
      ),
    );
  }
  return parts.join("\n");
}

function table(title: string, head: readonly string[], rows: readonly Row[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  return `${title}\n${cells.map(line).join("\n")}\n`;
}
