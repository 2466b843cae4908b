import * as Sweep from "../../domain/time/sweep.ts";
import { timer } from "../timer.ts";

export const handler = timer(() => Sweep.inTime(Sweep.EVIDENCE));
