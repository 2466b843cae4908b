import * as CallbackDecision from "../../domain/payment/callback-decision.ts";
import * as Callback from "../../domain/payment/callback-row.ts";
import * as Decision from "../../domain/payment/refund-decision.ts";
import * as Request from "../../domain/payment/refund-request.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Statement from "../../domain/payment/statement.ts";
import * as Difference from "../../domain/reconciliation/difference.ts";
import * as Reconciliation from "../../domain/reconciliation/reconciliation.ts";
import { http, type Routes } from "../http.ts";

export const routes = {
  "GET /v1/companies/{companyId}/payments/{paymentId}": Statement.get,
  "POST /v1/companies/{companyId}/payments/{paymentId}/refunds": Request.ofPayment,
  "POST /v1/companies/{companyId}/payments/{paymentId}/refunds/{refundId}/approve": Decision.approve,
  "POST /v1/companies/{companyId}/payments/{paymentId}/refunds/{refundId}/reject": Decision.reject,
  "POST /v1/companies/{companyId}/payments/{paymentId}/refunds/{refundId}/retry": Decision.retry,
  "GET /v1/companies/{companyId}/refunds": Refund.list,
  "GET /v1/companies/{companyId}/callbacks/quarantined": Callback.listQuarantined,
  "POST /v1/companies/{companyId}/callbacks/{callbackId}/accept": CallbackDecision.accept,
  "POST /v1/companies/{companyId}/callbacks/{callbackId}/dismiss": CallbackDecision.dismiss,
  "POST /v1/companies/{companyId}/reconciliations": Reconciliation.run,
  "GET /v1/companies/{companyId}/reconciliations": Reconciliation.list,
  "GET /v1/companies/{companyId}/reconciliations/{day}": Reconciliation.show,
  "GET /v1/companies/{companyId}/reconciliations/{day}/differences": Difference.ofDay,
  "POST /v1/companies/{companyId}/reconciliations/{day}/differences/{differenceId}/resolve":
    Difference.resolve,
  "GET /v1/companies/{companyId}/differences": Difference.list,
} satisfies Routes;

export const handler = http(routes);
