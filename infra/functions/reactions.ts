import { bookings } from "./reactions/bookings.ts";
import { refunds } from "./reactions/refunds.ts";
import { sessions } from "./reactions/sessions.ts";
import { wallets } from "./reactions/wallets.ts";
import type { Reaction } from "./work.ts";

/** By what the event is about: `functions/reactions/<event-with-dashes>.ts` exports what it `does`. */
export const reactions: readonly Reaction[] = [...bookings, ...refunds, ...wallets, ...sessions];
