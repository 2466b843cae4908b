import { CfnOutput, RemovalPolicy, type Stack, Validations } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  UserPoolGroup,
} from "aws-cdk-lib/aws-cognito";
import type { Environment } from "./environments.ts";

/** Whose tokens are believed, and for whom they must be meant. */
export interface Issuer {
  readonly url: string;
  readonly audiences: readonly string[];
  /** As whom our pages ask it to sign people in. */
  readonly signInClient?: string;
}

/** The stack's own user pool. Another OIDC issuer can take its place through the environment. */
export function makeIdentity(stack: Stack, environment: Environment, api: HttpApi): Issuer {
  const { name, keep, issuer } = environment;
  const pool = new UserPool(stack, "UserPool", {
    userPoolName: `holdfast-${name}`,
    selfSignUpEnabled: true,
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    featurePlan: FeaturePlan.ESSENTIALS,
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { sms: false, otp: true },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
    },
    deletionProtection: keep,
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  Validations.of(pool).acknowledge(
    {
      id: "AwsSolutions-COG2",
      reason:
        "Customers book a class with it: a second factor is offered to everyone, but not forced on them.",
    },
    {
      id: "AwsSolutions-COG8",
      reason:
        "The plus plan charges per active user for threat detection; passwords are long and sign-in is rate limited.",
    },
  );
  new UserPoolGroup(stack, "PlatformAdmin", {
    userPool: pool,
    groupName: "platform-admin",
    description: "Runs the platform: may act in every company.",
  });
  const client = new UserPoolClient(stack, "UserPoolClient", {
    userPool: pool,
    userPoolClientName: `holdfast-${name}`,
    generateSecret: false,
    disableOAuth: true,
    authFlows: { userSrp: true },
    preventUserExistenceErrors: true,
  });
  const pages = makePageClient(pool, environment, api);
  new CfnOutput(stack, "UserPoolId", { value: pool.userPoolId });
  new CfnOutput(stack, "UserPoolClientId", { value: client.userPoolClientId });
  return (
    issuer ?? {
      url: pool.userPoolProviderUrl,
      audiences: [client.userPoolClientId, pages.userPoolClientId],
      signInClient: pages.userPoolClientId,
    }
  );
}

/** Our pages are public clients: the code flow with PKCE and nothing else, back to one address of this host. */
function makePageClient(pool: UserPool, { name, account }: Environment, api: HttpApi): UserPoolClient {
  pool.addDomain("Domain", { cognitoDomain: { domainPrefix: `holdfast-${name}-${account}` } });
  const back = `${api.apiEndpoint}/signed-in`;
  return new UserPoolClient(pool, "PageClient", {
    userPool: pool,
    userPoolClientName: `holdfast-${name}-pages`,
    generateSecret: false,
    authFlows: {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
      callbackUrls: [back],
      logoutUrls: [back],
    },
    preventUserExistenceErrors: true,
  });
}
