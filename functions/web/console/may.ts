/**
 * Who is shown what he could do: the verbs' own rules, which the API enforces whatever is shown here. A test compares
 * the two.
 */
import type { Workplace } from "../../client/client.ts";

type Role = Workplace["role"];
const EDITORS: readonly Role[] = ["owner", "admin", "manager"];
const STAFF: readonly Role[] = [...EDITORS, "coach"];

export const DEEDS = {
  "booking.book_for": STAFF,
  "booking.cancel": STAFF,
  "booking.check_in": STAFF,
  "booking.receive_cash": STAFF,
  "booking.reschedule": STAFF,
  "schedule.set": EDITORS,
  "session.cancel": EDITORS,
  "session.close_sale": EDITORS,
  "session.reopen_sale": EDITORS,
  "waitlist.leave": STAFF,
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Deed = keyof typeof DEEDS;

export const mayDo = (role: Role, deed: Deed): boolean => DEEDS[deed].includes(role);
