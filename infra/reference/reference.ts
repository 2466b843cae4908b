/** Everything that is written about the API from its code: what is served with it, and what is kept in the repository. */
import { openApiOf, type OpenApi } from "./openapi.ts";
import { errorsPage } from "./errors-page.ts";
import { readOperations } from "./operations.ts";
import { pageOf } from "./page.ts";
import { release } from "../release.ts";

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
  const api = await readOpenApi();
  return { "openapi.json": `${JSON.stringify(api)}\n`, "docs.html": pageOf(api) };
}
