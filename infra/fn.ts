import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { type Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { emitted, kept, ring } from "./alarm.ts";
import { bundleDirectory } from "./build.ts";
import type { Work } from "./functions.ts";
import { granted } from "./grants.ts";
import { type House, constructId, physicalName } from "./house.ts";
import { OwnRole } from "./own-role.ts";
import { release } from "./release.ts";

export interface FnProps extends Work {
  readonly name: string;
  /** A file under `functions/`, and what it exports. */
  readonly entry: string;
  readonly handler?: string;
  /** Over HTTP, through `functions/observed.ts`. */
  readonly answersPeople?: true;
}

/**
 * A function with a role, a log group and an alarm of its own.
 * No X-Ray: its permissions exist only with the resource "*"; request ids in the logs connect the functions.
 */
export class Fn extends Construct {
  readonly lambda: lambda.Function;
  readonly role: Role;

  constructor(house: House, props: FnProps) {
    super(house.stack, constructId(props.name));
    const { environment } = house;
    const functionName = physicalName(environment, props.name);
    const { statements, variables } = granted(house, props.grants);

    this.role = new OwnRole(this, "Role", new ServicePrincipal("lambda.amazonaws.com"));
    for (const statement of statements) this.role.addToPolicy(statement);

    const logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/holdfast/${environment.name}/${props.name}`,
      retention: environment.logDays,
      removalPolicy: environment.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(this.role);

    this.lambda = new lambda.Function(this, "Function", {
      functionName,
      description: `If it fails: ${props.ifItFails}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(bundleDirectory(props.entry)),
      handler: `index.${props.handler ?? "handler"}`,
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      // Metrics are log lines without a level: a stricter filter than INFO would drop them.
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      memorySize: environment.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds ?? 10),
      environment: {
        ...variables,
        ...(props.tellsAddresses && { API_URL: house.api.apiEndpoint }),
        ...(props.paysThroughGateway && gatewayVariables(house)),
        RELEASE: release,
        LOG_LEVEL: "INFO",
        // One service, so that an alarm on a metric need not know which function emits it.
        POWERTOOLS_SERVICE_NAME: `holdfast-${environment.name}`,
        POWERTOOLS_METRICS_NAMESPACE: "Holdfast",
      },
    });

    const watched = { FunctionName: functionName };
    ring(house, `${props.name}-errors`, {
      metric: kept("AWS/Lambda", "Errors", watched, { statistic: "Sum", minutes: 5 }),
      ifItFails: props.ifItFails,
    });
    if (props.answersPeople) {
      // It turns its bugs into answers, which Lambda counts as success; so it counts them itself.
      ring(house, `${props.name}-answers`, {
        metric: emitted("ServerErrors", environment, { function: functionName }),
        ifItFails: props.ifItFails,
      });
    }
  }
}

const gatewayVariables = ({ api, sandbox, environment }: House): Record<string, string> => ({
  API_URL: api.apiEndpoint,
  LIQPAY_URL: environment.gateways.liqpay,
  MONOBANK_URL: environment.gateways.monobank,
  STRIPE_URL: environment.gateways.stripe,
  ...(sandbox && { SANDBOX_URL: sandbox.api.apiEndpoint }),
});
