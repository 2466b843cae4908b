/**
 * Tidies a pool: holds whose time is over leave it and their seats are counted as remaining. Nobody waits for this:
 * placing and reading treat them as free already. It keeps the calendar's figures true and the item small.
 */
import { commit, whileMoving } from "../commit.ts";
import * as Freeing from "./freeing.ts";
import * as Pool from "./pool.ts";

export const tidy = (place: Pool.Place, index: number): Promise<void> =>
  whileMoving(async () => commit(await Freeing.ofTime(await Pool.get(place, index)), undefined));
