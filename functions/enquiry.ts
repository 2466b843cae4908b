/**
 * What a reseller's program says beside its key: what it asks, what it wants to be told beyond the core of the specification,
 * and whether it is in earnest.
 */
import * as Company from "../domain/company/company.ts";
import { invalid } from "../domain/error.ts";
import type { CompanyId } from "../domain/id.ts";
import * as Capability from "../domain/octo/capability.ts";
import { bodyOf } from "./body.ts";
import type { Request } from "./caller.ts";

/** What is in the address counts, whatever else says otherwise; and the company is the key's. */
export const inputOf = (event: Request, companyId: CompanyId): object => ({
  ...bodyOf(event),
  ...event.queryStringParameters,
  ...event.pathParameters,
  companyId,
  capabilities: capabilitiesOf(event),
  endpoint: endpointOf(event),
});

/** In the header, or in the query for programs that can not send one. */
export const capabilitiesOf = ({ headers, queryStringParameters: query }: Request): Capability.Capability[] =>
  Capability.initialised([headers["octo-capabilities"], query?.["_capabilities"]].join(","));

const endpointOf = ({ headers, requestContext }: Request): string =>
  `${headers["x-forwarded-proto"] ?? "https"}://${requestContext.domainName}/octo`;

/** Whoever asks for content is told its language, and that there is no other one. */
export async function languageOf(event: Request, companyId: CompanyId) {
  if (!capabilitiesOf(event).includes("octo/content")) return {};
  const { locale } = await Company.get(companyId);
  return { "content-language": locale, "available-languages": locale };
}

/** Some programs say so when they only try: then nothing may be sold. */
export function mustBeInEarnest({ headers }: Request): void {
  if ((headers["octo-env"] ?? "live").trim().toLowerCase() === "live") return;
  throw invalid("octo.no_test_mode", "Whatever is sold here is sold. Nothing can be tried with Octo-Env.");
}
