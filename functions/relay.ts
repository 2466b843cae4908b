import * as Outbox from "../domain/outbox/outbox.ts";
import { stream } from "./stream.ts";

/** What the table has committed: an audit row and an event for each change, and the seats that calendars show. */
export const handler = stream(Outbox.relay);
