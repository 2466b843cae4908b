import * as Metric from "../../domain/metric.ts";
import { reaction } from "../event.ts";

export const ring = reaction(async ({ data }) => Metric.ring("OverbookingDetected", data));
