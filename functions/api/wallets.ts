import * as ByHand from "../../domain/wallet/by-hand.ts";
import * as Statement from "../../domain/wallet/statement.ts";
import { transfer } from "../../domain/wallet/transfer.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/wallets/mine": Statement.mine,
  "GET /v1/companies/{companyId}/customers/{customerId}/wallets": Statement.list,
  "GET /v1/companies/{companyId}/customers/{customerId}/wallets/{currency}/entries": Statement.entries,
  "GET /v1/companies/{companyId}/customers/{customerId}/wallets/{currency}/entries.csv": Statement.csv,
  "POST /v1/companies/{companyId}/customers/{customerId}/wallets/credits": ByHand.credit,
  "POST /v1/companies/{companyId}/customers/{customerId}/wallets/debits": ByHand.debit,
  "POST /v1/companies/{companyId}/customers/{customerId}/wallets/transfers": transfer,
} satisfies Routes;

export const handler = http(routes);
