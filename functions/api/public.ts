import * as Feed from "../../domain/calendar/feed.ts";
import * as Guest from "../../domain/guest/guest.ts";
import * as Catalogue from "../../domain/catalogue/catalogue.ts";
import * as Storefront from "../../domain/company/storefront.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/public/companies/{slug}": Storefront.company,
  "GET /v1/public/companies/{slug}/activities": Storefront.activities,
  "GET /v1/public/companies/{slug}/sessions": Storefront.sessions,
  "GET /v1/public/companies/{slug}/catalogue": Catalogue.show,
  "GET /v1/public/companies/{slug}/availability": Catalogue.availability,
  "GET /v1/public/embeds/{embedKey}/catalogue": Catalogue.showEmbedded,
  "GET /v1/public/embeds/{embedKey}/availability": Catalogue.availabilityEmbedded,
  "POST /v1/public/companies/{slug}/guests": Guest.admit,
  "GET /v1/calendars/{token}": Feed.fetch,
} satisfies Routes;

export const handler = http(routes);
