/** What the gateway answers: JSON to shops, pages to payers, and a refusal to either in its own manner. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as Page from "./page.ts";

export type Request = APIGatewayProxyEventV2;
export type Answer = APIGatewayProxyStructuredResultV2;
export type Route = (request: Request) => Promise<Answer>;

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const MOST_BYTES = 16 * 1024;

/** The body as it was sent: API Gateway hands form posts over in base64. */
export function bytesOf({ body = "", isBase64Encoded }: Request): Buffer {
  const raw = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (raw.length > MOST_BYTES) throw new Refusal(413, "too_large", "A body may have at most 16 KB.");
  return raw;
}

export const json = (statusCode: number, body: object): Answer => ({
  statusCode,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: JSON.stringify(body),
});

/** `returnUrl`: where the form may lead to. Browsers apply `form-action` to redirects, too. */
export const html = (statusCode: number, body: string, returnUrl?: string): Answer => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": [
      "default-src 'none'",
      `style-src '${Page.styleHash}'`,
      `form-action 'self'${returnUrl ? ` ${new URL(returnUrl).origin}` : ""}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  },
  body,
});

export const forShops = (route: Route): Route =>
  refusing(route, ({ status, code, message }) => json(status, { error: { code, message } }));

export const forPayers = (route: Route): Route =>
  refusing(route, ({ status, message }) => html(status, Page.problem(message)));

const refusing =
  (route: Route, say: (refusal: Refusal) => Answer): Route =>
  async (request) => {
    try {
      return await route(request);
    } catch (error) {
      if (error instanceof Refusal) return say(error);
      throw error;
    }
  };
