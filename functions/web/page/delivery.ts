/** How a page's function answers: its routes, the files that its pages need, and a page of its own where something is amiss. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import { DomainError } from "../../../domain/error.ts";
import { logger } from "../../log.ts";
import * as Asset from "./asset.ts";
import { brokenHere, nothingHere } from "./html.ts";
import { languageOf } from "./language.ts";

export type Route = (request: APIGatewayProxyEventV2) => Promise<Answer>;
export type Routes = Readonly<Record<string, Route>>;

export const asset: Route = async ({ pathParameters, queryStringParameters, headers }) =>
  Asset.answer(pathParameters?.file ?? "", queryStringParameters?.v, headers["accept-encoding"]);

/** `files` is where the pages' files are. */
export const answering =
  (routes: Routes, files: string): Route =>
  async (request) => {
    const here = { language: languageOf(request), files };
    try {
      const route = routes[request.routeKey];
      return route ? await route(request) : nothingHere(here);
    } catch (error) {
      if (error instanceof DomainError && error.kind === "missing") return nothingHere(here);
      logger.error("bug", { requestId: request.requestContext.requestId, error });
      return brokenHere(here);
    }
  };
