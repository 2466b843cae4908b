/**
 * The staff console: one document, whatever the path, and the files it needs. It knows nobody's data: what its page
 * shows, it asks the API for with the token of whoever looks.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { DomainError } from "../../domain/error.ts";
import { logger } from "../log.ts";
import * as Asset from "./page/asset.ts";
import * as Console from "./page/console.ts";
import { brokenHere, nothingHere } from "./page/html.ts";
import { signIn } from "./page/issuer.ts";
import { languageOf } from "./page/language.ts";

type Answer = APIGatewayProxyStructuredResultV2;
type Route = (request: APIGatewayProxyEventV2) => Promise<Answer>;

const page: Route = async (request) => Console.page(languageOf(request), await signIn());

const asset: Route = async ({ pathParameters, queryStringParameters, headers }) =>
  Asset.answer(pathParameters?.file ?? "", queryStringParameters?.v, headers["accept-encoding"]);

export const routes: Readonly<Record<string, Route>> = {
  "GET /console": page,
  "GET /console/{path+}": page,
  "GET /console/_/{file}": asset,
};

export async function handler(request: APIGatewayProxyEventV2): Promise<Answer> {
  const here = { language: languageOf(request), files: Console.FILES };
  try {
    const route = routes[request.routeKey];
    return route ? await route(request) : nothingHere(here);
  } catch (error) {
    if (error instanceof DomainError && error.kind === "missing") return nothingHere(here);
    logger.error("bug", { requestId: request.requestContext.requestId, error });
    return brokenHere(here);
  }
}
