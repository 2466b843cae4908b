import { webhook } from "../webhook.ts";

export const route = "POST /v1/webhooks/liqpay/{companyId}";
export const handler = webhook("liqpay");
