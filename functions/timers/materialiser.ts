import * as Chores from "../../domain/schedule/chores.ts";
import * as Round from "../../domain/time/round.ts";
import { timer } from "../timer.ts";

export const handler = timer(() => Round.inTime(Chores.SCHEDULES));
