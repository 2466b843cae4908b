import * as Notify from "../../domain/notification/notify.ts";
import { reaction } from "../event.ts";

export const notifyCustomer = reaction((event) => Notify.customer("REFUND_REQUESTED", event));

export const notifyStaff = reaction((event) => Notify.deciders("REFUND_TO_DECIDE", event));
