import * as CallOff from "../../domain/booking/call-off.ts";
import { dismiss } from "../../domain/waitlist/tending.ts";
import { reaction } from "../event.ts";

export const cancelBookings = reaction(async ({ data, reason }) => {
  const session = CallOff.Of.parse(data);
  await CallOff.bookingsOf(session, reason ?? "session cancelled");
  await dismiss(session);
});
