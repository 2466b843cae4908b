import * as Notify from "../../domain/notification/notify.ts";
import { reaction } from "../event.ts";

export const notifyCustomer = reaction((event) => Notify.customer("WAITLIST_LAPSED", event));
