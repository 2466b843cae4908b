/** Everything that is written about the API from its code: what is served with it, and what is kept in the repository. */
import { openApiOf, type OpenApi } from "./openapi.ts";
import { errorsPage } from "./errors-page.ts";
import { readOperations } from "./operations.ts";
import { pageOf } from "./page.ts";
import { release } from "../release.ts";
import { readRoutes } from "../routes.ts";

export const readOpenApi = async (): Promise<OpenApi> => {
  const { operations } = await readOperations();
  return openApiOf(operations, release);
};

/** `docs/errors.md` */
export async function describeErrors(): Promise<string> {
  const { operations, problems } = await readOperations();
  return errorsPage(problems, operations);
}

/** The files that `functions/reference.ts` serves, by name. */
export async function describeApi(): Promise<Readonly<Record<string, string>>> {
  const [api, keys] = await Promise.all([readOpenApi(), addresses()]);
  return {
    "openapi.json": `${JSON.stringify(api)}\n`,
    "docs.html": pageOf(api),
    "routes.json": JSON.stringify(keys),
  };
}

/** Every way in that is for people, programs or gateways; below `/octo` the resellers' function says itself what is there. */
async function addresses(): Promise<string[]> {
  const { api, webhooks, web, reference } = await readRoutes();
  const all = [...api.values(), ...webhooks.values(), ...web.values(), reference].flat();
  return all.map(({ key }) => key).filter((key) => key.includes(" "));
}
