/** Where the template lands: the account and the addresses that stand in for AWS's own on this machine. */
export interface Place {
  readonly endpointUrl: string;
  readonly issuerUrl: string;
  /** By the HTTP API's id; see `apiIdOf`. */
  readonly apiUrls: ReadonlyMap<string, string>;
}

export const region = "us-east-1";
export const account = "000000000000";
export const stackName = "holdfast-local";

export const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
export const tableArn = (table: string) => arn("dynamodb", `table/${table}`);
export const streamArn = (table: string) => `${tableArn(table)}/stream/2026-01-01T00:00:00.000`;
export const functionArn = (name: string) => arn("lambda", `function:${name}`);
export const lastPart = (text: string) =>
  text.slice(Math.max(text.lastIndexOf(":"), text.lastIndexOf("/")) + 1);

const plain = (logicalId: string) => logicalId.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
export const apiIdOf = plain;
export const poolIdOf = (logicalId: string) => `${region}_${plain(logicalId)}`;

/** Templates join AWS's public addresses from parts; here they become the addresses of this machine. */
export function relocate(text: string, place: Place): string {
  if (!text.includes("https://")) return text;
  return text
    .replaceAll(
      /https:\/\/([a-z0-9]+)\.execute-api\.us-east-1\.amazonaws\.com/g,
      (whole, id: string) => place.apiUrls.get(id) ?? whole,
    )
    .replaceAll(/https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_[a-z0-9]+/g, place.issuerUrl);
}
