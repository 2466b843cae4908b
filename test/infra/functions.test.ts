import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { catalogue } from "../../domain/event.ts";
import * as events from "../../domain/events.ts";
import { entries, entryOf } from "../../infra/entries.ts";
import { environment } from "../../infra/environments.ts";
import * as functions from "../../infra/functions.ts";

const root = resolve(import.meta.dirname, "../..");
const filesIn = (folder: string) =>
  readdirSync(resolve(root, folder), { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".ts"))
    .map((file) => `${folder}/${file.name}`)
    .toSorted();
const exportsOf = async (file: string) =>
  Object.keys((await import(pathToFileURL(resolve(root, file)).href)) as object).toSorted();

test("every consequence that the code exports is deployed, and none that it does not", async () => {
  const files = filesIn("functions/reactions");
  const exported = await Promise.all(
    files.map(async (file) => (await exportsOf(file)).map((does) => `${file} ${does}`)),
  );
  const deployed = functions.reactions.map(({ on, does }) => `${entryOf.reaction(on)} ${does}`);
  expect(deployed.toSorted()).toEqual(exported.flat().toSorted());
});

test.each(functions.reactions.map(({ on }) => on))(
  "%s is an event that the product puts on its bus",
  (on) => {
    expect(catalogue(events).get(on)?.told).toBe("bus");
  },
);

test.each(["api", "webhooks", "web", "reactions", "timers"])(
  "functions/%s holds exactly what is deployed",
  (folder) => {
    const expected = entries.filter((entry) => entry.startsWith(`functions/${folder}/`));
    expect(filesIn(`functions/${folder}`)).toEqual(expected.toSorted());
  },
);

test.each(entries.filter((entry) => !entry.includes("/reactions/")))(
  "%s exports a handler",
  async (entry) => {
    expect(await exportsOf(entry)).toContain("handler");
  },
);

test("money that is real is never paid through the sandbox, and data that is real is kept", () => {
  for (const name of ["staging", "prod"])
    expect(environment(name)).toMatchObject({ sandbox: false, keep: true });
});

test("an environment that does not exist is refused by name", () => {
  expect(() => environment("production")).toThrow("There is no environment production");
});
