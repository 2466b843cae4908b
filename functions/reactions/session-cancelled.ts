import * as CallOff from "../../domain/booking/call-off.ts";
import { reaction } from "../event.ts";

export const cancelBookings = reaction(({ data, reason }) =>
  CallOff.bookingsOf(CallOff.Of.parse(data), reason ?? "session cancelled"),
);
