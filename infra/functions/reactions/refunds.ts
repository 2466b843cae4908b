import { changes, pays, type Reaction } from "../work.ts";

export const refunds: readonly Reaction[] = [
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
];
