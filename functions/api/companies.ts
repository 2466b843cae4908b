import * as Company from "../../domain/company/company.ts";
import * as Details from "../../domain/company/details.ts";
import * as Member from "../../domain/company/member.ts";
import * as MoneyRules from "../../domain/company/money-rules.ts";
import * as Customer from "../../domain/customer.ts";
import * as ApiKey from "../../domain/resale/api-key.ts";
import * as Reseller from "../../domain/resale/reseller.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "POST /v1/companies": Company.open,
  "GET /v1/companies/{companyId}": Company.show,
  "GET /v1/companies/{companyId}/money-rules": MoneyRules.show,
  "POST /v1/companies/{companyId}/money-rules": MoneyRules.set,
  "PATCH /v1/companies/{companyId}": Details.edit,
  "POST /v1/companies/{companyId}/members": Member.add,
  "GET /v1/companies/{companyId}/members": Member.list,
  "GET /v1/companies/{companyId}/customers": Customer.list,
  "GET /v1/companies/{companyId}/customers/{customerId}": Customer.show,
  "POST /v1/companies/{companyId}/resellers": Reseller.open,
  "GET /v1/companies/{companyId}/resellers": Reseller.list,
  "GET /v1/companies/{companyId}/resellers/{resellerId}": Reseller.show,
  "PATCH /v1/companies/{companyId}/resellers/{resellerId}": Reseller.edit,
  "POST /v1/companies/{companyId}/resellers/{resellerId}/keys": ApiKey.issue,
  "DELETE /v1/companies/{companyId}/resellers/{resellerId}/keys/{keyId}": ApiKey.revoke,
} satisfies Routes;

export const handler = http(routes);
