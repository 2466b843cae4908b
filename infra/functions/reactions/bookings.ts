import { changes, type Reaction } from "../work.ts";

export const bookings: readonly Reaction[] = [
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
    on: "booking.rescheduled",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers are not told that their booking has moved and may come at the wrong time.",
  },
  {
    on: "booking.billing_overdue",
    does: "notify",
    grants: changes,
    ifItFails: "Customers and staff do not know that something is owed; it is on the list of bookings.",
  },
  {
    on: "waitlist.offered",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers who wait do not hear that a seat is kept for them, and lose it to the next.",
  },
  {
    on: "waitlist.lapsed",
    does: "notifyCustomer",
    grants: changes,
    ifItFails: "Customers who waited in vain go on waiting; their list of waits says that it is over.",
  },
];
