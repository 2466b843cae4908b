/**
 * The booking page: one document, whatever the path after the company's slug, and the files it needs. What cannot be a
 * slug (`_`) is ours.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as CalendarFile from "../../domain/booking/calendar-file.ts";
import * as Company from "../../domain/company/company.ts";
import { DomainError } from "../../domain/error.ts";
import { logger } from "../log.ts";
import * as Asset from "./page/asset.ts";
import * as Document from "./page/document.ts";
import { brokenHere, nothingHere } from "./page/html.ts";
import { signIn } from "./page/issuer.ts";
import { languageOf } from "./page/language.ts";

type Answer = APIGatewayProxyStructuredResultV2;
type Route = (request: APIGatewayProxyEventV2) => Promise<Answer>;

const page: Route = async (request) => {
  const [company, at] = await Promise.all([Company.ofSlug(request.pathParameters?.slug ?? ""), signIn()]);
  return Document.page(company, languageOf(request, company.locale), at);
};

const signedIn: Route = async (request) => {
  const at = await signIn();
  return at
    ? Document.signedIn(languageOf(request), at)
    : nothingHere({ language: languageOf(request), files: Document.FILES });
};

const asset: Route = async ({ pathParameters, queryStringParameters, headers }) =>
  Asset.answer(pathParameters?.file ?? "", queryStringParameters?.v, headers["accept-encoding"]);

const calendarFile: Route = async ({ pathParameters }) => ({
  statusCode: 200,
  headers: {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": 'attachment; filename="booking.ics"',
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  },
  body: await CalendarFile.ofToken(pathParameters?.token ?? ""),
});

export const routes: Readonly<Record<string, Route>> = {
  "GET /book/{slug}": page,
  "GET /book/{slug}/{path+}": page,
  "GET /book/_/{file}": asset,
  "GET /book/_/calendar/{token}": calendarFile,
  "GET /signed-in": signedIn,
};

export async function handler(request: APIGatewayProxyEventV2): Promise<Answer> {
  const here = { language: languageOf(request), files: Document.FILES };
  try {
    const route = routes[request.routeKey];
    return route ? await route(request) : nothingHere(here);
  } catch (error) {
    if (error instanceof DomainError && error.kind === "missing") return nothingHere(here);
    logger.error("bug", { requestId: request.requestContext.requestId, error });
    return brokenHere(here);
  }
}
