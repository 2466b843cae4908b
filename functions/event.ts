/** An event in, one consequence out. The person who caused it is not who acts now: the system is. */
import type { EventBridgeEvent } from "aws-lambda";
import * as Actor from "../domain/actor.ts";
import { Envelope } from "../domain/event.ts";
import { logger, metrics } from "./log.ts";

/** Whatever is thrown makes Lambda try again, and in the end sets the event aside with an alarm. */
export const reaction =
  (run: (event: Envelope) => Promise<unknown>) =>
  async ({ detail }: EventBridgeEvent<string, unknown>): Promise<void> => {
    const envelope = Envelope.parse(detail);
    const { id, type, companyId, entityId, requestId } = envelope;
    const about = { event: id, type, companyId, entityId, causedBy: requestId };
    try {
      await Actor.within(Actor.system(id), () => run(envelope));
      logger.info("reaction", about);
    } catch (error) {
      logger.error("reaction failed", { ...about, error: error as Error });
      throw error;
    } finally {
      metrics.publishStoredMetrics();
    }
  };
