import * as Health from "../../domain/health.ts";
import { http, type Routes } from "../http.ts";

export const routes = { "GET /v1/health": Health.check, "GET /health": Health.check } satisfies Routes;

export const handler = http(routes);
