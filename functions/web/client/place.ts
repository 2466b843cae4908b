/** Where somebody is on the page: what its address says. */
export type Place =
  | { readonly at: "activities" }
  | { readonly at: "calendar"; readonly activityId: string; readonly month?: string; readonly day?: string }
  | { readonly at: "session"; readonly activityId: string; readonly sessionId: string }
  | { readonly at: "hold"; readonly holdId: string; readonly returned: boolean }
  | { readonly at: "booking"; readonly bookingId: string; readonly returned: boolean }
  | { readonly at: "line"; readonly entryId: string }
  | { readonly at: "mine" }
  | { readonly at: "nowhere" };

export function placeOf({ pathname, search }: Location): Place {
  const [, , , kind, id, inner, innerId] = pathname.split("/");
  const query = new URLSearchParams(search);
  const returned = query.has("returned");
  if (!kind) return { at: "activities" };
  if (kind === "mine") return { at: "mine" };
  if (!id) return { at: "nowhere" };
  if (kind === "holds") return { at: "hold", holdId: id, returned };
  if (kind === "bookings") return { at: "booking", bookingId: id, returned };
  if (kind === "waitlist") return { at: "line", entryId: id };
  if (kind !== "activities") return { at: "nowhere" };
  if (inner === "sessions" && innerId) return { at: "session", activityId: id, sessionId: innerId };
  const month = query.get("month");
  const day = query.get("day");
  return {
    at: "calendar",
    activityId: id,
    ...(month && /^\d{4}-\d\d$/.test(month) && { month }),
    ...(day && /^\d{4}-\d\d-\d\d$/.test(day) && { day }),
  };
}

/** The company's part of every address. */
export const home = (): string => location.pathname.split("/").slice(0, 3).join("/");
