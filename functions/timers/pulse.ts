import * as Health from "../../domain/health.ts";
import { timer } from "../timer.ts";

export const handler = timer(Health.look);
