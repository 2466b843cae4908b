import type { Bill } from "./bill.ts";
import type { Bundle } from "./bundles.ts";
import type { Figure } from "./figures.ts";
import type { Rush } from "./hot.ts";
import type { Load } from "./load.ts";
import type { Month } from "./month.ts";

/** What a run has found; parts that were not asked for are absent. */
export type Report = {
  verbs?: Figure[];
  bundles?: { sdkOnlyMs: number; functions: Bundle[] };
  hot?: Rush[];
  month?: Month[];
  bill?: Bill;
  load?: Load[];
};
