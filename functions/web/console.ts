/**
 * The staff console: one document, whatever the path, and the files it needs. It knows nobody's data: what its page
 * shows, it asks the API for with the token of whoever looks.
 */
import * as Console from "./page/console.ts";
import { answering, asset, type Route } from "./page/delivery.ts";
import { signIn } from "./page/issuer.ts";
import { languageOf } from "./page/language.ts";

const page: Route = async (request) => Console.page(languageOf(request), await signIn());

export const routes = {
  "GET /console": page,
  "GET /console/{path+}": page,
  "GET /console/_/{file}": asset,
  "HEAD /console/_/{file}": asset,
};

export const handler = answering(routes, Console.FILES);
