/** Which program calls: what its API key says, and what the request says of itself. */
import type { Actor } from "../domain/actor.ts";
import { forbidden, unauthenticated } from "../domain/error.ts";
import { UserId } from "../domain/id.ts";
import * as ApiKey from "../domain/resale/api-key.ts";
import type { Request } from "./caller.ts";
import { logger } from "./log.ts";

export const lookUp = (event: Request): Promise<ApiKey.Known | undefined> =>
  ApiKey.find(tokenOf(event) ?? "");

/** Beside the request, and worth no failure of it: the next one finds it still to be noted. */
export const noteUse = (event: Request, known: ApiKey.Known): Promise<void> =>
  ApiKey.noteUse(tokenOf(event)!, known).catch((error: unknown) =>
    logger.warn("use of a key is not noted", { requestId: event.requestContext.requestId, error }),
  );

const tokenOf = ({ headers }: Request): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];

/** Who shows no key is asked for one; whose key opens nothing (any more) is told so. */
export function actorOf(event: Request, known: ApiKey.Known | undefined): Actor {
  if (tokenOf(event) === undefined)
    throw unauthenticated("key.missing", "Send an API key as the bearer token of the Authorization header.");
  if (!known) throw forbidden("key.invalid", "This API key is none of ours, or does not hold any more.");
  const { requestId, http } = event.requestContext;
  return {
    kind: "key",
    key: known.key,
    userId: UserId.parse(known.key.resellerId),
    requestId,
    ip: http.sourceIp,
    userAgent: http.userAgent,
    roles: new Map(),
  };
}
