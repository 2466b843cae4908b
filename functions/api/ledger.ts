import * as Statement from "../../domain/ledger/statement.ts";
import { trialBalance } from "../../domain/ledger/trial-balance.ts";
import { verify } from "../../domain/ledger/verification.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/ledger/trial-balance": trialBalance,
  "GET /v1/companies/{companyId}/ledger/verification": verify,
  "GET /v1/companies/{companyId}/ledger/entries": Statement.entries,
  "GET /v1/companies/{companyId}/ledger/entries.csv": Statement.file,
} satisfies Routes;

export const handler = http(routes);
