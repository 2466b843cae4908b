import { entryOf } from "./entries.ts";
import { webhooks } from "./functions.ts";
import type { House } from "./house.ts";
import { makeAnswering } from "./resources.ts";
import type { Routes } from "./routes.ts";

/** Where gateways report payments. The sandbox's exists only where the sandbox does. */
export function makeWebhooks(house: House, routes: Routes): void {
  for (const [gateway, work] of Object.entries(webhooks)) {
    if (gateway === "sandbox" && !house.sandbox) continue;
    makeAnswering(
      house,
      { ...work, name: `webhook-${gateway}`, entry: entryOf.webhook(gateway) },
      routes.webhooks.get(gateway) ?? [],
      {
        whyOpen:
          "The gateway has no identity of ours: the function verifies its signature over the raw body.",
      },
    );
  }
}
