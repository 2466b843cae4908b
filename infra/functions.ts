/**
 * Every function of the system: what wakes it, what it may do, and what it means for people when it fails.
 * A resource file, reaction or timer without a line here does not deploy, and neither does a line without a file.
 */
export interface Work {
  /** Each grant brings its statements and the environment variable that names what was granted (`grants.ts`). */
  readonly grants: readonly Grant[];
  /** Knows where the gateways are (SANDBOX_URL and the like), and API_URL for the address of their callbacks. */
  readonly paysThroughGateway?: true;
  readonly timeoutSeconds?: number;
  /** One sentence for whoever is woken at night: what this means for people. It is the alarm's description. */
  readonly ifItFails: string;
}
export type Grant =
  | `${"table" | "sandbox"}.${"read" | "write"}`
  | "table.append"
  | "limits.count"
  | `bus.${"put" | "look"}`
  | "guest.mac"
  | "key.mac"
  | "key.look"
  | `settings.${"seal" | "open"}`
  | "cards.seal";
export interface Reaction extends Work {
  readonly on: string;
  readonly does: string;
}
export interface Timer extends Work {
  readonly everyMinutes: number;
}

// Lists are handed out with signed cursors, and calls to a gateway are signed too; the rest has no use for the key.
const reads = ["table.read", "key.mac"] as const;
const looks = ["table.read", "key.look", "bus.look"] as const;
const changes = ["table.read", "table.write"] as const;
const writes = [...changes, "key.mac"] as const;
/** Talks to a gateway in a company's name. */
const pays = [...writes, "settings.open"] as const;

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
  me: { grants: writes, ifItFails: "Customers cannot see their own bookings and notifications." },
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
  health: {
    grants: looks,
    paysThroughGateway: true,
    ifItFails: "Outside monitors believe that the whole system is down.",
  },
  audit: { grants: reads, ifItFails: "Staff cannot see who changed what; nothing is lost." },
};

/** By gateway: `functions/webhooks/<gateway>.ts`. */
const hears = (gateway: string): Work => ({
  grants: [...pays, "cards.seal"],
  paysThroughGateway: true,
  ifItFails: `Customers have paid through ${gateway} and wait for their confirmation until it calls again.`,
});
export const webhooks: Readonly<Record<string, Work>> = {
  sandbox: hears("the sandbox"),
  liqpay: hears("LiqPay"),
  monobank: hears("Monobank"),
  stripe: hears("Stripe"),
};

/** `functions/reactions/<event-with-dashes>.ts` exports what it `does`. */
export const reactions: readonly Reaction[] = [
  {
    on: "booking.created",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers are not told that their booking waits for a payment.",
  },
  {
    on: "booking.confirmed",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers have paid and booked but are not told so.",
  },
  {
    on: "booking.cancelled",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers are not told that their booking was cancelled and may come in vain.",
  },
  {
    on: "refund.auto_approved",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers are not told that their money is on its way back.",
  },
  {
    on: "refund.auto_approved",
    does: "payOut",
    grants: pays,
    paysThroughGateway: true,
    ifItFails: "Customers wait for a refund that was promised to them.",
  },
  {
    on: "refund.requested",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers do not know whether anybody has heard their request for a refund.",
  },
  {
    on: "refund.requested",
    does: "notifyStaff",
    grants: changes,
    ifItFails: "Staff do not know that a customer asks for money back; it is on the list of refunds.",
  },
  {
    on: "refund.approved",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers are not told that their refund was approved.",
  },
  {
    on: "refund.approved",
    does: "payOut",
    grants: pays,
    paysThroughGateway: true,
    ifItFails: "Customers wait for a refund that staff have approved.",
  },
  {
    on: "refund.rejected",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers wait for a refund that will not come, and nobody told them.",
  },
  {
    on: "wallet.credited",
    does: "confirmBookings",
    grants: changes,
    ifItFails: "Bookings that wait for a top-up are not confirmed, although their money is there.",
  },
  {
    on: "wallet.credited",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers are not told that their top-up has arrived.",
  },
  {
    on: "session.cancelled",
    does: "cancelBookings",
    grants: changes,
    timeoutSeconds: 300,
    ifItFails: "Customers keep bookings for a session that will not take place, unrefunded.",
  },
  {
    on: "overbooking.detected",
    does: "ring",
    grants: [],
    ifItFails: "A session may have sold more seats than it has, and nobody was told.",
  },
];

/** `functions/timers/<name>.ts`. */
export const timers: Readonly<Record<string, Timer>> = {
  sweeper: {
    everyMinutes: 1,
    grants: pays,
    paysThroughGateway: true,
    timeoutSeconds: 50,
    ifItFails: "Unpaid bookings are not closed and stuck payments are not driven on; customers wait.",
  },
  pulse: {
    everyMinutes: 1,
    grants: looks,
    paysThroughGateway: true,
    ifItFails: "Nobody is woken when something that the product stands on stops answering.",
  },
  auditor: {
    everyMinutes: 5,
    grants: pays,
    paysThroughGateway: true,
    timeoutSeconds: 240,
    ifItFails: "A session that sold too many seats, or money that is missing or doubled, would go unnoticed.",
  },
};

/** Pages for people, by what they are: `functions/web/<page>.ts`. */
export const web: Readonly<Record<string, Work>> = {
  book: {
    // A calendar's link is a guest's token.
    grants: ["table.read", "guest.mac"],
    ifItFails: "The booking page does not open, so businesses lose new customers.",
  },
};

export const authoriser: Work = {
  // Guests' tokens are ours, and checked with the key that signed them; it signs nothing else.
  grants: ["guest.mac"],
  timeoutSeconds: 5,
  ifItFails: "Nobody who is signed in can use the product, and no guest can book.",
};

/** `functions/reference.ts`: what the API says of itself, and what it says to an address that is none. */
export const reference: Work = {
  grants: [],
  ifItFails: "Developers cannot read the reference; bookings are not affected.",
};

export const relay: Work = {
  grants: ["table.read", "table.append", "bus.put"],
  timeoutSeconds: 60,
  ifItFails: "Bookings succeed but have no history, and nobody is notified of them.",
};

export const bookkeeper: Work = {
  grants: ["table.read", "table.append"],
  timeoutSeconds: 60,
  ifItFails:
    "Trial balances and account statements are behind; money, bookings and wallets are not affected.",
};

/** The sandbox gateway, a small service of its own: `functions/sandbox/<name>.ts`. */
export const sandbox = {
  gateway: {
    grants: ["sandbox.read", "sandbox.write", "bus.put", "key.mac"],
    ifItFails: "Nobody can pay in this environment; no real money is involved.",
  },
  callback: {
    grants: ["sandbox.read", "key.mac"],
    timeoutSeconds: 900,
    ifItFails: "Payments made on the sandbox page are not reported back; no real money is involved.",
  },
} as const satisfies Record<string, Work>;
