/** A callback that is due: put on the bus, so that the payer is sent back at once and whoever fails is tried again. */
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import * as z from "zod";

export const SOURCE = "sandbox-gateway";
export const DETAIL_TYPE = "callback.due";

export const Due = z.object({
  checkoutId: z.string(),
  /** An instant and not a delay: a delivery that is tried again must not wait again. */
  dueAt: z.iso.datetime(),
  /** Identical calls, all at once. */
  copies: z.int().min(1).max(10),
  /** After the outcome, say once more that the payment is pending. */
  stalePending: z.boolean(),
  claim: z.object({ amount: z.int().optional(), currency: z.string().optional() }),
});
export type Due = z.infer<typeof Due>;
type Claim = { amount?: number | undefined; currency?: string | undefined };

const bus = new EventBridgeClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 2000, throwOnRequestTimeout: true },
});

export async function announce(due: Omit<Due, "claim"> & { claim: Claim }): Promise<void> {
  const entry = {
    EventBusName: process.env.BUS_NAME,
    Source: SOURCE,
    DetailType: DETAIL_TYPE,
    Detail: JSON.stringify(due),
  };
  const { FailedEntryCount } = await bus.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount) throw new Error("The bus did not take a callback.");
}
