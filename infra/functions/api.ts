import { changes, looks, pays, reads, type Work, writes } from "./work.ts";

/** By resource: `functions/api/<resource>.ts`. */
export const api: Readonly<Record<string, Work>> = {
  companies: { grants: writes, ifItFails: "Businesses cannot sign up or change their details." },
  activities: { grants: writes, ifItFails: "Businesses cannot publish or change what they offer." },
  sessions: {
    grants: writes,
    ifItFails: "Staff cannot plan sessions, and customers cannot see the calendar.",
  },
  holds: { grants: writes, ifItFails: "Customers cannot reserve a seat, so nobody can start a booking." },
  bookings: {
    grants: [...pays, "guest.mac"],
    paysThroughGateway: true,
    ifItFails: "Customers cannot book or cancel; seats they hold run out unused.",
  },
  payments: {
    grants: pays,
    paysThroughGateway: true,
    ifItFails: "Customers and staff cannot see what became of a payment, and nobody can decide on a refund.",
  },
  "top-ups": {
    grants: pays,
    paysThroughGateway: true,
    ifItFails: "Customers cannot put money into their wallets.",
  },
  gateways: {
    grants: [...changes, "settings.seal", "settings.open"],
    paysThroughGateway: true,
    ifItFails: "Businesses cannot change their credentials at payment gateways; payments go on.",
  },
  me: {
    grants: writes,
    tellsAddresses: true,
    ifItFails: "Customers cannot see their own bookings and notifications.",
  },
  public: {
    grants: [...reads, "guest.mac"],
    // To say which gateways a company offers.
    paysThroughGateway: true,
    ifItFails: "The booking page shows nothing, so businesses lose new customers.",
  },
  wallets: {
    grants: writes,
    ifItFails: "Customers cannot see their credit, and staff cannot give or take any.",
  },
  ledger: { grants: reads, ifItFails: "Finance cannot see the books or check them; nothing is lost." },
  dashboard: {
    grants: writes,
    // A recount reads what a company has had in three months.
    timeoutSeconds: 29,
    ifItFails: "Staff cannot see how their company is doing; bookings are not affected.",
  },
  health: {
    grants: looks,
    paysThroughGateway: true,
    ifItFails: "Outside monitors believe that the whole system is down.",
  },
  audit: { grants: reads, ifItFails: "Staff cannot see who changed what; nothing is lost." },
};
