import { webhook } from "../webhook.ts";

export const route = "POST /v1/webhooks/sandbox/{companyId}";
export const handler = webhook("sandbox");
