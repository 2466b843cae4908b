import { webhook } from "../webhook.ts";

export const route = "POST /v1/webhooks/monobank/{companyId}";
export const handler = webhook("monobank");
