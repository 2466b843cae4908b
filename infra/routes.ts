/**
 * What the functions themselves say they answer: the template's routes are read from the code, never repeated.
 */
import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { entryOf } from "./entries.ts";
import * as functions from "./functions.ts";

export interface Route {
  /** "METHOD /path" */
  readonly key: string;
  /** Needs no identity. */
  readonly open: boolean;
}
export interface Routes {
  readonly api: ReadonlyMap<string, readonly Route[]>;
  readonly webhooks: ReadonlyMap<string, readonly Route[]>;
  readonly reference: readonly Route[];
  readonly octo: readonly Route[];
  readonly web: ReadonlyMap<string, readonly Route[]>;
  readonly sandbox: readonly Route[];
}

const root = resolve(import.meta.dirname, "..");

export async function readRoutes(): Promise<Routes> {
  return {
    api: await each("functions/api", functions.api, (resource) => openToWhoMay(entryOf.api(resource))),
    webhooks: await each("functions/webhooks", functions.webhooks, async (gateway) => {
      const { route } = await load<{ route: string }>(entryOf.webhook(gateway));
      return [{ key: route, open: true }];
    }),
    reference: await allOpen(entryOf.reference),
    octo: await allOpen(entryOf.octo),
    web: await each("functions/web", functions.web, (page) => allOpen(entryOf.web(page))),
    sandbox: await allOpen(entryOf.sandbox("gateway")),
  };
}

type Asked = { readonly may: readonly string[]; readonly cacheSeconds: number | undefined };

/** Verbs: open where the public may call them. Whoever keeps what anybody may read asks for its head, too. */
async function openToWhoMay(entry: string): Promise<readonly Route[]> {
  const { routes } = await load<{ routes: Record<string, Asked> }>(entry);
  return Object.entries(routes).flatMap(([key, { may, cacheSeconds }]) => {
    const open = may.includes("public");
    const kept = open && cacheSeconds !== undefined;
    return [key, ...(kept ? [key.replace(/^GET /, "HEAD ")] : [])].map((one) => ({ key: one, open }));
  });
}

async function allOpen(entry: string): Promise<readonly Route[]> {
  const { routes } = await load<{ routes: Record<string, unknown> }>(entry);
  return Object.keys(routes).map((key) => ({ key, open: true }));
}

/** Files and lines of the table must be the same, in both directions. */
async function each(
  folder: string,
  known: Readonly<Record<string, functions.Work>>,
  read: (name: string) => Promise<readonly Route[]>,
): Promise<ReadonlyMap<string, readonly Route[]>> {
  const files = readdirSync(resolve(root, folder)).filter((file) => file.endsWith(".ts"));
  const names = files.map((file) => basename(file, ".ts")).toSorted();
  const expected = Object.keys(known).toSorted();
  if (names.join() !== expected.join()) {
    throw new Error(`${folder} has ${names.join(", ")}; infra/functions/ expects ${expected.join(", ")}.`);
  }
  return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}

async function load<Module>(entry: string): Promise<Module> {
  return (await import(pathToFileURL(resolve(root, entry)).href)) as Module;
}
