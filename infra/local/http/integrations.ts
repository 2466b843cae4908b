import { refuse } from "../template/refusal.ts";
import type { Resource, Stack } from "../template/template.ts";

/** An API's routes with what they lead to. */
export interface Authoriser {
  readonly functionName: string;
  readonly identitySources: readonly string[];
  readonly cacheMs: number;
}

export interface Route {
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutMs: number;
  readonly authoriser: Authoriser | undefined;
}

export function routesOf(stack: Stack, api: Resource<"AWS::ApiGatewayV2::Api">): Route[] {
  const authorisers = new Map(
    stack.all("AWS::ApiGatewayV2::Authorizer").map(({ ref, logicalId, properties }) => [
      ref,
      {
        functionName: functionIn(stack, properties.AuthorizerUri, logicalId),
        identitySources: properties.IdentitySource,
        cacheMs:
          properties.IdentitySource.length === 0
            ? 0
            : (properties.AuthorizerResultTtlInSeconds ?? 300) * 1000,
      },
    ]),
  );
  const integrations = stack.all("AWS::ApiGatewayV2::Integration");
  const own = stack.all("AWS::ApiGatewayV2::Route").filter(({ properties }) => properties.ApiId === api.ref);
  return own.map(({ logicalId, properties }) => {
    const { AuthorizationType, AuthorizerId, RouteKey, Target } = properties;
    const integration = integrations.find(({ ref }) => Target === `integrations/${ref}`);
    if (!integration) return refuse(`${logicalId}: ${Target} is not an integration of this template.`);
    const authoriser = AuthorizationType === "CUSTOM" ? authorisers.get(AuthorizerId ?? "") : undefined;
    if (AuthorizationType === "CUSTOM" && !authoriser)
      refuse(`${logicalId}: its authoriser is not in this template.`);
    return {
      routeKey: RouteKey,
      functionName: functionIn(stack, integration.properties.IntegrationUri, integration.logicalId),
      timeoutMs: integration.properties.TimeoutInMillis,
      authoriser,
    };
  });
}

/** The URI is a function's ARN, or API Gateway's path to its invocation. */
function functionIn(stack: Stack, uri: string, at: string): string {
  const arn = /arn:aws:lambda:[\w-]*:\d*:function:[\w-]+/.exec(uri)?.[0];
  const lambda = stack.all("AWS::Lambda::Function").find((candidate) => candidate.arn === arn);
  return lambda?.name ?? refuse(`${at}: ${uri} is not a function of this template.`);
}
