/** A tick in, whatever is due done. Ticks may come late or twice: what runs here re-reads and compares before it sets. */
import * as Actor from "../domain/actor.ts";
import { newUlid } from "../domain/id.ts";
import { logger, metrics } from "./log.ts";

export const timer =
  (run: () => Promise<unknown>) =>
  async (_tick: unknown, context?: { awsRequestId?: string; functionName?: string }): Promise<void> => {
    const requestId = context?.awsRequestId ?? newUlid();
    const about = { timer: context?.functionName, requestId };
    const started = performance.now();
    try {
      await Actor.within(Actor.system(requestId), run);
      logger.info("timer", { ...about, milliseconds: Math.round(performance.now() - started) });
    } catch (error) {
      logger.error("timer failed", { ...about, error: error as Error });
      throw error;
    } finally {
      metrics.publishStoredMetrics();
    }
  };
