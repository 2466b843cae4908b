import * as ToppedUp from "../../domain/booking/topped-up.ts";
import * as Notify from "../../domain/notification/notify.ts";
import { reaction } from "../event.ts";

export const confirmBookings = reaction((event) => ToppedUp.confirmAll(ToppedUp.Purse.parse(event.data)));

export const notifyCustomer = reaction((event) => Notify.toppedUp(event));
