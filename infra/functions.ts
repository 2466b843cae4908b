/**
 * Every function of the system: what wakes it, what it may do, and what it means for people when it fails.
 * A resource file, reaction or timer without a line here does not deploy, and neither does a line without a file.
 */
import { changes, type Work } from "./functions/work.ts";

export { api } from "./functions/api.ts";
export { reactions } from "./functions/reactions.ts";
export { sandbox } from "./functions/sandbox.ts";
export { timers } from "./functions/timers.ts";
export { web } from "./functions/web.ts";
export { webhooks } from "./functions/webhooks.ts";
export type { Grant, Reaction, Timer, Work } from "./functions/work.ts";

export const authoriser: Work = {
  // Guests' tokens are ours, and checked with the key that signed them; it signs nothing else.
  grants: ["guest.mac"],
  timeoutSeconds: 5,
  ifItFails: "Nobody who is signed in can use the product, and no guest can book.",
};

/** `functions/reference.ts`: what the API says of itself, and what it says to an address that is none. */
export const reference: Work = {
  grants: [],
  ifItFails: "Developers cannot read the reference; bookings are not affected.",
};

/** `functions/octo.ts`: what resellers' programs ask. */
export const octo: Work = {
  grants: changes,
  timeoutSeconds: 15,
  ifItFails: "Resellers cannot sell: their customers see nothing on offer, or wait for a confirmation.",
};

export const relay: Work = {
  grants: ["table.read", "table.append", "bus.put"],
  timeoutSeconds: 60,
  ifItFails: "Bookings succeed but have no history, and nobody is notified of them.",
};

export const bookkeeper: Work = {
  grants: ["table.read", "table.append"],
  timeoutSeconds: 60,
  ifItFails:
    "Dashboards, trial balances and account statements are behind; money and bookings are not affected.",
};
