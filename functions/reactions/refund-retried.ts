import * as PayOut from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import { reaction } from "../event.ts";

export const payOut = reaction((event) => PayOut.payOut(Refund.Named.parse(event.data)));
