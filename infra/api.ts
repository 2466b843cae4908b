import { Duration, RemovalPolicy, type Stack, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  CorsHttpMethod,
  HttpApi,
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Environment } from "./environments.ts";
import type { Fn } from "./fn.ts";
import { constructId } from "./house.ts";
import type { Route } from "./routes.ts";

/** An API, its stage and its access log; routes come later, so that functions can know its address. */
export function makeApi(stack: Stack, id: string, name: string, environment: Environment): HttpApi {
  const api = new HttpApi(stack, id, {
    apiName: name,
    createDefaultStage: false,
    corsPreflight: {
      allowOrigins: [...environment.origins],
      allowMethods: [
        CorsHttpMethod.GET,
        CorsHttpMethod.POST,
        CorsHttpMethod.PUT,
        CorsHttpMethod.PATCH,
        CorsHttpMethod.DELETE,
      ],
      allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match"],
      exposeHeaders: [
        "etag",
        "idempotent-replayed",
        "location",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "x-request-id",
      ],
      maxAge: Duration.hours(1),
    },
  });
  const { keep, logDays, throttle } = environment;
  const logs = new LogGroup(api, "AccessLog", {
    logGroupName: `/holdfast/${environment.name}/${name}-access`,
    retention: logDays,
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  new HttpStage(api, "Stage", {
    httpApi: api,
    stageName: "$default",
    autoDeploy: true,
    throttle: { rateLimit: throttle.perSecond, burstLimit: throttle.burst },
    accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessLog },
  });
  return api;
}

/** Who is asked about a caller, and why nobody is where a route is open. */
export interface Access {
  readonly authoriser?: IHttpRouteAuthorizer;
  readonly whyOpen: string;
}

/** Whether each route has the authoriser or an acknowledged reason to have none. */
export function addRoutes(
  api: HttpApi,
  fn: Fn,
  routes: readonly Route[],
  { authoriser, whyOpen }: Access,
): void {
  // One permission for the API instead of one per route: a function's policy has room for only a few dozen.
  const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn.lambda, {
    scopePermissionToRoute: false,
  });
  for (const { key, open } of routes) {
    const [method = "", path] = key.split(" ");
    const route = new HttpRoute(api, routeId(key), {
      httpApi: api,
      routeKey: path === undefined ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, method as HttpMethod),
      integration,
      ...(!open && authoriser && { authorizer: authoriser }),
    });
    if (open) Validations.of(route).acknowledge({ id: "AwsSolutions-APIG4", reason: whyOpen });
  }
}

// The CDK leaves a part called "Default" out of a logical id.
const routeId = (key: string) =>
  key === "$default" ? "AnyOther" : constructId(key.toLowerCase().replaceAll(/[^\w]+/g, "-"));

// Never the query or a header: either may carry a token.
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    at: "$context.requestTimeEpoch",
    ip: "$context.identity.sourceIp",
    userAgent: "$context.identity.userAgent",
    routeKey: "$context.routeKey",
    status: "$context.status",
    length: "$context.responseLength",
    latency: "$context.responseLatency",
    integrationLatency: "$context.integrationLatency",
    authoriserLatency: "$context.authorizer.latency",
    error: "$context.error.message",
    integrationError: "$context.integrationErrorMessage",
  }),
);
