import { Duration } from "aws-cdk-lib";
import type { IHttpRouteAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { entryOf } from "./entries.ts";
import { Fn } from "./fn.ts";
import { authoriser } from "./functions.ts";
import type { House } from "./house.ts";
import type { Issuer } from "./identity.ts";

/**
 * Verifies the token and passes its verdict on; it never denies. A denial, like a missing identity source, is answered
 * by API Gateway itself with a body of its own, and a cached one outlives the token it was about. Asked every time and
 * for every request, it lets the API answer 401 as it answers every other problem.
 */
export function makeAuthoriser(house: House, { url, audiences }: Issuer): IHttpRouteAuthorizer {
  const fn = new Fn(house, { ...authoriser, name: "authoriser", entry: entryOf.authoriser });
  fn.lambda.addEnvironment("ISSUER", url);
  fn.lambda.addEnvironment("AUDIENCE", audiences.join(" "));
  return new HttpLambdaAuthorizer("Authoriser", fn.lambda, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: [],
    resultsCacheTtl: Duration.seconds(0),
  });
}
