import type { Bill } from "./bill.ts";
import type { Starts } from "./bundles.ts";
import type { Figure } from "./figures.ts";
import type { Size } from "./growth.ts";
import type { Rush } from "./hot.ts";
import type { Load } from "./load.ts";

/** What a run has found; parts that were not asked for are absent. */
export type Report = {
  verbs?: Figure[];
  bundles?: Starts;
  hot?: Rush[];
  growth?: Size[];
  bill?: Bill;
  load?: Load[];
};
