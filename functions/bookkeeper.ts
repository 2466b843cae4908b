import * as Fold from "../domain/ledger/fold.ts";
import { stream } from "./stream.ts";

/** What was posted: each journal counts in the totals of the house's accounts. */
export const handler = stream(Fold.take);
