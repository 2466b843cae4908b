import { Duration } from "aws-cdk-lib";
import { emitted, ring } from "./alarm.ts";
import type { House } from "./house.ts";

/** What nobody's function or queue can tell: the product's own measures of whether people are served well. */
export function makeAlarms(house: House): void {
  const { environment, api } = house;
  ring(house, "server-errors", {
    metric: api.metricServerError({ period: Duration.minutes(5), statistic: "Sum" }),
    ifItFails: "People get errors from us for requests that were in order.",
  });
  ring(house, "degraded", {
    metric: emitted("DependencyFailing", environment),
    ifItFails:
      "The table, a key, the bus or a payment gateway does not answer in time: bookings and payments fail or soon will.",
  });
  ring(house, "overbooked", {
    metric: emitted("OverbookingDetected", environment),
    ifItFails:
      "A session has sold more seats than it has: somebody will come in vain. Offer another session now.",
  });
  ring(house, "oldest-inbox", {
    metric: emitted("OldestInboxSeconds", environment, { statistic: "Maximum" }),
    threshold: 300,
    ifItFails:
      "A gateway told us of a payment more than five minutes ago and the customer still waits for it.",
  });
  ring(house, "oldest-quarantined", {
    metric: emitted("OldestQuarantinedSeconds", environment, { statistic: "Maximum" }),
    threshold: 24 * 3600,
    ifItFails:
      "For a day nobody has decided on a payment that does not fit our books; somebody may have paid for nothing.",
  });
  ring(house, "callback-quarantined", {
    metric: emitted("CallbackQuarantined", environment),
    ifItFails:
      "A payment does not match its booking; until somebody looks, a customer may have paid for nothing.",
  });
  ring(house, "payment-reversed", {
    metric: emitted("PaymentReversed", environment),
    ifItFails:
      "A gateway took a customer's payment back, as after a chargeback: there is little time to object to it.",
  });
  ring(house, "differences-open", {
    metric: emitted("DifferencesOpen", environment),
    ifItFails:
      "A gateway's books and a company's disagree about money: staff find what and why in its list of differences.",
  });
  ring(house, "refund-failed", {
    metric: emitted("RefundFailed", environment),
    ifItFails:
      "A gateway refuses to give money back that a customer was promised; staff must retry it or find another way.",
  });
  ring(house, "callback-signature-refused", {
    metric: emitted("CallbackSignatureRefused", environment),
    threshold: 5,
    ifItFails: "Somebody forges payments, or a gateway's secret changed and paid bookings are not confirmed.",
  });
  ring(house, "journal-unsound", {
    metric: emitted("JournalUnsound", environment),
    ifItFails:
      "Somebody put a journal into the books by hand; it does not count, and finance must look at it.",
  });
  ring(house, "unstamped-change", {
    metric: emitted("UnstampedChange", environment),
    ifItFails:
      "Something changed without history: nobody will be able to say who did it, and nobody is notified.",
  });
}
