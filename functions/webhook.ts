/**
 * A gateway's callback: verified over the raw bytes, then kept, then answered. Nothing of the body is ever logged.
 * What is not answered 200 the gateway sends again, so only what was not kept may fail here.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 as Answer } from "aws-lambda";
import * as Actor from "../domain/actor.ts";
import { DomainError, missing, unauthenticated, unavailable } from "../domain/error.ts";
import * as Gateway from "../domain/gateway/gateway.ts";
import { CompanyId } from "../domain/id.ts";
import { share } from "../domain/limit/counters.ts";
import * as Metric from "../domain/metric.ts";
import * as Callback from "../domain/payment/callback.ts";
import * as Limit from "./limit.ts";
import { logger } from "./log.ts";
import { observed } from "./observed.ts";
import { problem } from "./problem.ts";

const MOST_BYTES = 64 * 1024;

type Request = APIGatewayProxyEventV2;

export const webhook =
  (gateway: Gateway.Name) =>
  async (event: Request): Promise<Answer> => {
    const { requestContext } = event;
    const standing = Limit.admitGateway(requestContext, share);
    if (standing.refused) {
      return Limit.told(standing, problem(Limit.refusalOf(standing), requestContext.requestId));
    }
    return Limit.told(standing, await take(gateway, event));
  };

async function take(gateway: Gateway.Name, event: Request): Promise<Answer> {
  const { requestId, http } = event.requestContext;
  const actor = { ...Actor.system(requestId), ip: http.sourceIp, userAgent: http.userAgent };
  try {
    await observed({ verb: "callback.receive", requestId }, async (seen) => {
      seen.actor = actor;
      await Actor.within(actor, () => receive(gateway, event));
      return { statusCode: 200 };
    });
  } catch (error) {
    if (!(error instanceof DomainError)) logger.error("bug", { requestId, error });
    return problem(error, requestId);
  }
  const headers = { "content-type": "application/json", "x-request-id": requestId };
  return { statusCode: 200, headers, body: JSON.stringify({ received: true }) };
}

async function receive(name: Gateway.Name, event: Request): Promise<void> {
  const companyId = CompanyId.safeParse(event.pathParameters?.companyId).data;
  if (!companyId) throw missing("company");
  const rawBody = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (rawBody.length > MOST_BYTES) {
    throw new DomainError("too_large", "request.too_large", "A body may have at most 64 KB.");
  }
  const told = await verified(name, { companyId, rawBody, headers: event.headers });
  if (told === "refused") {
    Metric.count("CallbackSignatureRefused");
    throw unauthenticated("callback.signature_invalid", "The signature does not belong to this body.");
  }
  const { outcome } =
    told === "unrelated" ? { outcome: told } : await Callback.receive(companyId, name, told);
  logger.info("callback", { requestId: event.requestContext.requestId, companyId, gateway: name, outcome });
}

/** Some gateways publish the key that they sign with, so even verifying may need them to answer. */
async function verified(name: Gateway.Name, delivery: Gateway.Delivery): Promise<Gateway.Verdict> {
  try {
    const gateway = await Gateway.of(delivery.companyId, name);
    return await gateway.verify(delivery);
  } catch (error) {
    if (!(error instanceof Gateway.GatewayUnreachable)) throw error;
    throw unavailable("gateway.unreachable", "The signature can not be checked now. Send this again.", {
      retryAfter: 5,
    });
  }
}
