/** What is said of an address that no route has: which methods there are for it, or that it is none. */
import { DomainError, missing } from "../domain/error.ts";

/** Routes are written as "GET /things/{thingId}", and "/{rest+}" is whatever comes after. */
export function refusalAt(path: string, routeKeys: readonly string[]): DomainError {
  const methods = routeKeys.flatMap((key) => {
    const [method = "", pattern = ""] = key.split(" ");
    return among(pattern).test(path) ? [method] : [];
  });
  if (methods.length === 0) return missing("route");
  const allow = Array.from(new Set(methods)).join(", ");
  return new DomainError("not_allowed", "route.method_not_allowed", `Here you may ${allow}.`, { allow });
}

const among = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(".", "\\.")
      .replaceAll(/\{\w+\+\}/g, ".+")
      .replaceAll(/\{\w+\}/g, "[^/]+")}$`,
  );
