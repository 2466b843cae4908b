/** Each verb once under the meter, then again and again against the clock. */
import { effortOf, type Effort } from "./effort.ts";
import type { House } from "./house.ts";
import { metered } from "./meter.ts";
import { scenes } from "./verbs.ts";

export type Figure = Effort & {
  readonly verb: string;
  readonly trips: number;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly engineWriteUnits: number;
};

export async function figures(house: House, rounds: number): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const scene of scenes(house)) {
    const run = await scene.prepare();
    const { trips, requests, asked, readUnits, writeUnits, engineWriteUnits } = await metered(run);
    const effort = await effortOf(scene, { requests, asked }, rounds);
    const units = { trips, requests: requests.length, readUnits, writeUnits, engineWriteUnits };
    found.push({ verb: scene.name, ...units, ...effort });
  }
  return found;
}
