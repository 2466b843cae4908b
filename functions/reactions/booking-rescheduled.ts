import * as Notify from "../../domain/notification/notify.ts";
import { reaction } from "../event.ts";

export const notifyCustomer = reaction((event) => Notify.customer("BOOKING_RESCHEDULED", event));
