import * as Notify from "../../domain/notification/notify.ts";
import * as PayOut from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { reaction } from "../event.ts";

export const notifyCustomer = reaction((event) => Notify.customer("REFUND_AUTO_APPROVED", event));

export const payOut = reaction((event) => PayOut.payOut(Refund.Named.parse(event.data)));
