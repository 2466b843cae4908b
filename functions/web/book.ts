/**
 * The booking page: one document, whatever the path after the company's slug, and the files it needs. What cannot be a
 * slug (`_`) is ours.
 */
import * as CalendarFile from "../../domain/booking/calendar-file.ts";
import * as Company from "../../domain/company/company.ts";
import { answering, asset, type Route } from "./page/delivery.ts";
import * as Document from "./page/document.ts";
import { nothingHere } from "./page/html.ts";
import { signIn } from "./page/issuer.ts";
import { languageOf } from "./page/language.ts";

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

export const routes = {
  "GET /book/{slug}": page,
  "GET /book/{slug}/{path+}": page,
  "GET /book/_/{file}": asset,
  "HEAD /book/_/{file}": asset,
  "GET /book/_/calendar/{token}": calendarFile,
  "HEAD /book/_/calendar/{token}": calendarFile,
  "GET /signed-in": signedIn,
};

export const handler = answering(routes, Document.FILES);
