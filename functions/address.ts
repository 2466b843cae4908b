/** What is said of an address that no route has: which methods there are for it, or that it is none. */
import { DomainError, missing } from "../domain/error.ts";

/** Routes are written as "GET /things/{thingId}". */
export function refusalAt(path: string, routeKeys: readonly string[]): DomainError {
  const methods = routeKeys.flatMap((key) => {
    const [method = "", pattern = ""] = key.split(" ");
    const known = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    return known.test(path) ? [method.toUpperCase()] : [];
  });
  if (methods.length === 0) return missing("route");
  const allow = methods.join(", ");
  return new DomainError("not_allowed", "route.method_not_allowed", `Here you may ${allow}.`, { allow });
}
