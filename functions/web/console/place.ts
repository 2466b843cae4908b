/** Where somebody is in the console: what its address says. */
export type Place =
  | { readonly at: "companies" }
  | { readonly at: "week"; readonly day?: string; readonly activityId?: string }
  | { readonly at: "dashboard" }
  | { readonly at: "schedules" }
  | { readonly at: "schedule"; readonly activityId: string }
  | { readonly at: "session"; readonly sessionId: string }
  | { readonly at: "booking"; readonly bookingId: string }
  | { readonly at: "nowhere" };

const DAY = /^\d{4}-\d\d-\d\d$/;

export function placeOf({ pathname, search }: Location): Place {
  const [, , slug, kind, id] = pathname.split("/");
  if (!slug) return { at: "companies" };
  if (kind === "dashboard" && !id) return { at: "dashboard" };
  if (kind === "schedules") return id ? { at: "schedule", activityId: id } : { at: "schedules" };
  if (kind === "sessions" && id) return { at: "session", sessionId: id };
  if (kind === "bookings" && id) return { at: "booking", bookingId: id };
  if (kind) return { at: "nowhere" };
  const query = new URLSearchParams(search);
  const day = query.get("week");
  const activityId = query.get("activity");
  return {
    at: "week",
    ...(day && DAY.test(day) && !Number.isNaN(Date.parse(day)) && { day }),
    ...(activityId && { activityId }),
  };
}

export const slugOf = ({ pathname }: Location): string | undefined => pathname.split("/")[2] || undefined;

/** The part of an address that names a place, so that a search within it is no arrival at another. */
export const nameOf = ({ pathname }: Location): string => pathname;
