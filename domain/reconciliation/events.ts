/** What can happen when a day's money is reconciled. Part of the one catalogue. */
import * as z from "zod";
import { published, recorded } from "../event.ts";
import { Money } from "../money.ts";

const companyId = z.string();
const ofDay = z.object({ companyId, day: z.string(), run: z.number().int() });
const ofDifference = z.object({
  companyId,
  differenceId: z.string(),
  day: z.string(),
  gateway: z.string(),
  kind: z.string(),
  paymentId: z.string().optional(),
  ours: Money.optional(),
  theirs: Money.optional(),
});

export const ReconciliationStarted = recorded(
  "reconciliation.started",
  "A day's payments are being compared with what gateways say of them.",
  ofDay,
);
export const ReconciliationFinished = published(
  "reconciliation.finished",
  "A day's payments were all compared with what gateways say of them.",
  ofDay,
);
export const DifferenceFound = published(
  "difference.found",
  "A gateway's books and ours disagree; people must look.",
  ofDifference,
);
export const DifferenceResolved = recorded(
  "difference.resolved",
  "Staff have resolved a difference between a gateway's books and ours.",
  ofDifference,
);
