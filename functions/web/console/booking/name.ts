import type { RosterEntry } from "../../../client/client.ts";

/** As the company knows a customer; an address that nobody has checked is better than nothing. */
export const nameOf = ({ name, email, unverifiedEmail }: RosterEntry["customer"]): string | undefined =>
  name ?? email ?? unverifiedEmail;
