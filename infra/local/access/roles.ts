import { lastPart } from "../template/place.ts";
import { refuse } from "../template/refusal.ts";
import type { Stack } from "../template/template.ts";
import { readPolicy, type Policy } from "./policy.ts";

/** Each role of the template with all that is attached to it, by the role's ARN. */
export type Roles = ReadonlyMap<string, Policy>;

/** Managed by AWS and about logs and traces only, which are not calls to the local endpoint. */
const harmless = new Set(["AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess"]);

export function rolesOf(stack: Stack): Roles {
  const managed = stack.all("AWS::IAM::ManagedPolicy");
  const attached = [...stack.all("AWS::IAM::Policy"), ...managed];
  return new Map(
    stack.all("AWS::IAM::Role").map((role) => {
      const { Policies, ManagedPolicyArns } = role.properties;
      const named = ManagedPolicyArns.flatMap((arn) => {
        const own = managed.find(({ ref }) => ref === arn);
        if (own) return [own];
        if (!harmless.has(lastPart(arn)))
          refuse(`${role.logicalId}: the managed policy ${arn} is not understood.`);
        return [];
      });
      const byPolicy = attached.filter(({ properties }) => properties.Roles.includes(role.ref));
      const documents = [
        ...Policies.map((policy) => ({
          at: `${role.logicalId}.${policy.PolicyName}`,
          document: policy.PolicyDocument,
        })),
        ...[...new Set([...named, ...byPolicy])].map((policy) => ({
          at: policy.logicalId,
          document: policy.properties.PolicyDocument,
        })),
      ];
      return [role.arn, readPolicy(documents)] as const;
    }),
  );
}
