import * as z from "zod";
import { count, flag, inert, list, maybe, shape, text } from "./shape.ts";

/** HTTP APIs, and the user pool that the embedded issuer stands in for. */
export const cors = shape({
  AllowCredentials: flag.default(false),
  AllowHeaders: list(text),
  AllowMethods: list(text),
  AllowOrigins: list(text),
  ExposeHeaders: list(text),
  MaxAge: maybe(count),
});

export const api = shape(
  { CorsConfiguration: maybe(cors), Name: text, ProtocolType: z.literal("HTTP") },
  "Description DisableExecuteApiEndpoint IpAddressType Tags Version",
);
export const stage = shape(
  {
    AccessLogSettings: maybe(shape({ Format: text }, "DestinationArn")),
    ApiId: text,
    StageName: z.literal("$default", "only the $default stage is understood"),
  },
  "AutoDeploy DefaultRouteSettings DeploymentId Description RouteSettings Tags",
);
export const route = shape(
  {
    ApiId: text,
    AuthorizationType: z.enum(["NONE", "CUSTOM"]).default("NONE"),
    AuthorizerId: maybe(text),
    RouteKey: text,
    Target: text,
  },
  "OperationName",
);
export const integration = shape(
  {
    ApiId: text,
    IntegrationType: z.literal("AWS_PROXY"),
    IntegrationUri: text,
    PayloadFormatVersion: z.literal("2.0"),
    TimeoutInMillis: count.default(30_000),
  },
  "ConnectionType Description IntegrationMethod",
);
export const authorizer = shape({
  ApiId: text,
  AuthorizerCredentialsArn: maybe(text),
  AuthorizerPayloadFormatVersion: z.literal("2.0"),
  AuthorizerResultTtlInSeconds: maybe(count),
  AuthorizerType: z.literal("REQUEST"),
  AuthorizerUri: text,
  EnableSimpleResponses: z.union([z.literal(true), z.literal("true")], "simple responses only"),
  IdentitySource: list(text),
  Name: maybe(text),
});

export const userPool = inert(
  "AccountRecoverySetting AdminCreateUserConfig AliasAttributes AutoVerifiedAttributes DeletionProtection DeviceConfiguration EmailConfiguration EmailVerificationMessage EmailVerificationSubject EnabledMfas MfaConfiguration Policies Schema SmsVerificationMessage UserAttributeUpdateSettings UserPoolAddOns UserPoolName UserPoolTags UserPoolTier UsernameAttributes UsernameConfiguration VerificationMessageTemplate WebAuthnRelyingPartyID WebAuthnUserVerification",
);
export const userPoolClient = shape(
  { CallbackURLs: list(text), LogoutURLs: list(text) },
  "AccessTokenValidity AllowedOAuthFlows AllowedOAuthFlowsUserPoolClient AllowedOAuthScopes AuthSessionValidity ClientName DefaultRedirectURI EnablePropagateAdditionalUserContextData EnableTokenRevocation ExplicitAuthFlows GenerateSecret IdTokenValidity PreventUserExistenceErrors ReadAttributes RefreshTokenRotation RefreshTokenValidity SupportedIdentityProviders TokenValidityUnits UserPoolId WriteAttributes",
);
export const userPoolDomain = inert("CustomDomainConfig Domain ManagedLoginVersion UserPoolId");
export const userPoolGroup = inert("Description GroupName Precedence RoleArn UserPoolId");
export const metadata = inert("Analytics");
