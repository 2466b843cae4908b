/** The one logger and the one set of metrics; the domain's own metrics end up here too. */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import * as Metric from "../domain/metric.ts";

const serviceName = process.env.POWERTOOLS_SERVICE_NAME ?? "holdfast";

export const logger = new Logger({ serviceName });

/** Most invocations have nothing to count, and that is not worth the warning which Powertools would log. */
class QuietMetrics extends Metrics {
  override publishStoredMetrics(): this {
    return this.hasStoredMetrics() ? super.publishStoredMetrics() : this;
  }
}

export const metrics = new QuietMetrics({ namespace: "Holdfast", serviceName });

Metric.connect({
  count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
  ring: (name, detail) => logger.error(name, { ...detail }),
});
