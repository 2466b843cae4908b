/**
 * One line for every request, log and metrics at once: CloudWatch reads the figures out of the line (embedded metric
 * format), so they cost no call and no second line. How many requests there were is the sample count of their latency.
 * Bugs are answered as a 500, which Lambda counts as success; here they are counted, by function, for its alarm.
 */
import type { Actor } from "../domain/actor.ts";
import { DomainError, KINDS } from "../domain/error.ts";
import { logger, metrics } from "./log.ts";

type About = { readonly verb: string; readonly requestId: string };
type Seen = { actor?: Actor };

export async function observed<T extends { statusCode?: number | undefined }>(
  about: About,
  work: (seen: Seen) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const seen: Seen = {};
  const tell = (status: number, code?: string): void => {
    write(
      { ...about, status, ...(code !== undefined && { code }), Latency: performance.now() - started },
      seen,
    );
  };
  try {
    const answer = await work(seen);
    tell(answer.statusCode ?? 200);
    return answer;
  } catch (error) {
    const known = error instanceof DomainError;
    tell(known ? KINDS[error.kind] : 500, known ? error.code : "internal");
    throw error;
  }
}

type Outcome = About & { readonly status: number; readonly code?: string; readonly Latency: number };

function write(outcome: Outcome, { actor }: Seen): void {
  const { status } = outcome;
  const { userId, kind, replayed, changeId, retries = 0 } = actor ?? {};
  const ofVerb = {
    Latency: Math.round(outcome.Latency * 10) / 10,
    ...((status === 409 || status === 412) && { Conflicts: 1 }),
    ...(retries > 0 && { Retries: retries }),
  };
  const ofFunction = status >= 500 ? { ServerErrors: 1 } : {};
  logger.info("request", {
    ...outcome,
    ...ofVerb,
    ...ofFunction,
    function: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "local",
    userId,
    kind,
    replayed,
    changeId,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [...directive("verb", ofVerb), ...directive("function", ofFunction)],
    },
  });
  metrics.publishStoredMetrics();
}

const directive = (dimension: "verb" | "function", figures: object) => {
  const Metrics = Object.keys(figures).map((Name) => ({
    Name,
    Unit: Name === "Latency" ? "Milliseconds" : "Count",
  }));
  return Metrics.length > 0 ? [{ Namespace: "Holdfast", Dimensions: [["service", dimension]], Metrics }] : [];
};
