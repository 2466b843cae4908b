import { changes, type Reaction } from "../work.ts";

export const wallets: readonly Reaction[] = [
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
];
