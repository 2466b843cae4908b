import { changes, looks, pays, type Timer } from "./work.ts";

/** `functions/timers/<name>.ts`. */
export const timers: Readonly<Record<string, Timer>> = {
  sweeper: {
    everyMinutes: 1,
    grants: [...pays, "cards.open"],
    paysThroughGateway: true,
    timeoutSeconds: 50,
    ifItFails:
      "Unpaid bookings are not closed, nothing is billed and stuck payments are not driven on; customers wait.",
  },
  pulse: {
    everyMinutes: 1,
    grants: looks,
    paysThroughGateway: true,
    ifItFails: "Nobody is woken when something that the product stands on stops answering.",
  },
  materialiser: {
    everyMinutes: 5,
    grants: changes,
    timeoutSeconds: 240,
    ifItFails:
      "New days of the calendar stay empty, and changes of schedules that broke off are not finished.",
  },
  auditor: {
    everyMinutes: 5,
    grants: pays,
    paysThroughGateway: true,
    timeoutSeconds: 240,
    ifItFails:
      "A session that sold too many seats, or money that is missing or doubled, would go unnoticed; nobody is reminded.",
  },
};
