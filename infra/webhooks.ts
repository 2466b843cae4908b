import { addRoutes } from "./api.ts";
import { entryOf } from "./entries.ts";
import { Fn } from "./fn.ts";
import { webhooks } from "./functions.ts";
import type { House } from "./house.ts";
import type { Routes } from "./routes.ts";

/** Where gateways report payments. The sandbox's exists only where the sandbox does. */
export function makeWebhooks(house: House, routes: Routes): void {
  for (const [gateway, work] of Object.entries(webhooks)) {
    if (gateway === "sandbox" && !house.sandbox) continue;
    const fn = new Fn(house, {
      ...work,
      grants: [...work.grants, "limits.count"],
      name: `webhook-${gateway}`,
      entry: entryOf.webhook(gateway),
      answersPeople: true,
    });
    addRoutes(house.api, fn, routes.webhooks.get(gateway) ?? [], {
      whyOpen: "The gateway has no identity of ours: the function verifies its signature over the raw body.",
    });
  }
}
