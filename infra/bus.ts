import { type Stack, Duration } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { Environment } from "./environments.ts";

/** The `source` of every event that the relay puts. */
export const source = "holdfast";

/** The bus, and an archive of what happened from which a consequence can be replayed after a bug. */
export function makeBus(stack: Stack, { name, archiveDays }: Environment): EventBus {
  const bus = new EventBus(stack, "Bus", { eventBusName: `holdfast-${name}` });
  bus.archive("Archive", {
    archiveName: `holdfast-${name}`,
    eventPattern: { source: [source] },
    retention: Duration.days(archiveDays),
  });
  return bus;
}
