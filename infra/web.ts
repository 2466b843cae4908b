import { addRoutes } from "./api.ts";
import { entryOf } from "./entries.ts";
import { Fn } from "./fn.ts";
import { web } from "./functions.ts";
import type { House } from "./house.ts";
import type { Issuer } from "./identity.ts";
import type { Routes } from "./routes.ts";

/** Pages are on the API's own host, so that what they ask is never another origin's. */
export function makeWeb(house: House, routes: Routes, { url, signInClient }: Issuer): void {
  for (const [page, work] of Object.entries(web)) {
    const fn = new Fn(house, { ...work, name: `web-${page}`, entry: entryOf.web(page) });
    fn.lambda.addEnvironment("EMBEDDERS", house.environment.embedders.join(" "));
    if (signInClient) {
      fn.lambda.addEnvironment("ISSUER", url);
      fn.lambda.addEnvironment("SIGN_IN_CLIENT", signInClient);
    }
    addRoutes(house.api, fn, routes.web.get(page) ?? [], {
      whyOpen: "A page for everybody: what it shows of people, it asks the API for with their own token.",
    });
  }
}
