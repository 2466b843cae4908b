import { webhook } from "../webhook.ts";

export const route = "POST /v1/webhooks/stripe/{companyId}";
export const handler = webhook("stripe");
