import * as functions from "./functions.ts";

/** `refund.auto_approved` → `refund-auto-approved`, the name of its file. */
export const dashed = (event: string) => event.replaceAll(/[._]/g, "-");

export const entryOf = {
  api: (resource: string) => `functions/api/${resource}.ts`,
  webhook: (gateway: string) => `functions/webhooks/${gateway}.ts`,
  reaction: (event: string) => `functions/reactions/${dashed(event)}.ts`,
  timer: (name: string) => `functions/timers/${name}.ts`,
  web: (page: string) => `functions/web/${page}.ts`,
  sandbox: (name: string) => `functions/sandbox/${name}.ts`,
  authoriser: "functions/authoriser.ts",
  octo: "functions/octo.ts",
  reference: "functions/reference.ts",
  relay: "functions/relay.ts",
  bookkeeper: "functions/bookkeeper.ts",
} as const;

/** Every file that is bundled. A file with several reactions is one bundle. */
export const entries: readonly string[] = [
  entryOf.authoriser,
  entryOf.reference,
  entryOf.octo,
  entryOf.relay,
  entryOf.bookkeeper,
  ...Object.keys(functions.api).map(entryOf.api),
  ...Object.keys(functions.webhooks).map(entryOf.webhook),
  ...new Set(functions.reactions.map(({ on }) => entryOf.reaction(on))),
  ...Object.keys(functions.timers).map(entryOf.timer),
  ...Object.keys(functions.web).map(entryOf.web),
  ...Object.keys(functions.sandbox).map(entryOf.sandbox),
];
