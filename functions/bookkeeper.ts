import * as Dashboard from "../domain/dashboard/fold.ts";
import * as Ledger from "../domain/ledger/fold.ts";
import { stream } from "./stream.ts";

/** What was committed counts: each journal in the totals of the house's accounts, each change on the dashboard. */
export const handler = stream(async (batch) => {
  const [ledger, dashboard] = await Promise.all([Ledger.take(batch), Dashboard.take(batch)]);
  return batch.map((_, position) => ledger[position] ?? dashboard[position]);
});
