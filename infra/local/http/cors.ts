import type * as z from "zod";
import type { cors } from "../template/http-shapes.ts";
import type { Answer } from "./payload.ts";

/** The API's own CORS: it answers preflights itself and overrules what a function says about origins. */
type Settings = z.infer<typeof cors>;

function allowedOrigin({ AllowOrigins }: Settings, origin: string): string | undefined {
  if (AllowOrigins.includes("*")) return "*";
  return AllowOrigins.find(
    (allowed) =>
      allowed === origin || (/^https?:\/\/\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1))),
  )
    ? origin
    : undefined;
}

export function corsHeaders(
  settings: Settings | undefined,
  origin: string | undefined,
): Record<string, string> {
  const allowed = settings && origin !== undefined ? allowedOrigin(settings, origin) : undefined;
  if (!settings || allowed === undefined) return {};
  return {
    "access-control-allow-origin": allowed,
    ...(allowed !== "*" && { vary: "Origin" }),
    ...(settings.AllowCredentials && { "access-control-allow-credentials": "true" }),
    ...(settings.ExposeHeaders.length > 0 && {
      "access-control-expose-headers": settings.ExposeHeaders.join(","),
    }),
  };
}

/** Undefined when the request is no preflight. */
export function preflight(
  settings: Settings | undefined,
  method: string,
  headers: Record<string, string | string[] | undefined>,
): Answer | undefined {
  const { origin, "access-control-request-method": wanted } = headers;
  if (!settings || method !== "OPTIONS" || typeof origin !== "string" || wanted === undefined)
    return undefined;
  const allowed = corsHeaders(settings, origin);
  if (!("access-control-allow-origin" in allowed)) return { status: 204, headers: {}, body: "" };
  const { AllowHeaders, AllowMethods, MaxAge } = settings;
  return {
    status: 204,
    headers: {
      ...allowed,
      ...(AllowMethods.length > 0 && { "access-control-allow-methods": AllowMethods.join(",") }),
      ...(AllowHeaders.length > 0 && { "access-control-allow-headers": AllowHeaders.join(",") }),
      ...(MaxAge !== undefined && { "access-control-max-age": String(MaxAge) }),
    },
    body: "",
  };
}
