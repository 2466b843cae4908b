/**
 * What a company has decided about money once and for all: which of its customers' requests for a refund need nobody's
 * approval, where money goes that came too late for its seat, and how often a bill is asked for. Unless it says otherwise people approve every request,
 * and late money goes back the way it came.
 */
import * as z from "zod";
import { commit, change } from "../commit.ts";
import { missing } from "../error.ts";
import * as Events from "../events.ts";
import { GATEWAYS } from "../gateway/name.ts";
import { CompanyId } from "../id.ts";
import { Money, Price } from "../money.ts";
import { verb } from "../verb.ts";
import * as Company from "./company.ts";

const way = z.enum(GATEWAYS);
const fitting = {
  withinHours: z.int().min(1).max(8760),
  /** How it was paid; every way, unless some are named. */
  gateways: z.array(way).min(1).max(GATEWAYS.length).optional(),
  /** Where it goes; likewise. */
  destinations: z
    .array(z.enum(["CARD", "WALLET"]))
    .min(1)
    .max(2)
    .optional(),
};
/** Where money goes that came too late for its seat: back the way it came, or to the customer's wallet. */
const lateMoney = z.enum(["refund", "wallet"]);
const billingTries = z
  .int()
  .min(1)
  .max(8)
  .default(4)
  .describe("How often what is owed after a session is asked of the wallet until it is overdue.");
export const Rules = z.strictObject({
  /** A request that fits all of it is approved at once; without it, none is. `upTo` is for all refunds of a payment. */
  autoApprove: z.strictObject({ upTo: Price, ...fitting }).optional(),
  lateMoney: lateMoney.default("refund"),
  billingTries,
});
export type Rules = z.infer<typeof Rules>;

const Shown = z.object({
  companyId: CompanyId,
  autoApprove: z.object({ upTo: Money, ...fitting }).optional(),
  lateMoney,
  billingTries,
  version: z.int(),
});
const DEFAULT: Rules = { lateMoney: "refund", billingTries: 4 };

export const set = verb({
  name: "company.set_money_rules",
  may: ["owner", "admin"],
  idempotency: "accepted",
  input: Rules.extend({ companyId: CompanyId }),
  output: Shown,
  async run({ companyId, ...rules }) {
    const { version } = await Company.get(companyId);
    const setting = change(
      Events.MoneyRulesSet(),
      Company.Companies.patch({ companyId }).set({ moneyRules: rules }),
      () => missing("company"),
    );
    return commit([setting], { ...rules, companyId, version: version! + 1 });
  },
});

export const show = verb({
  name: "company.show_money_rules",
  may: ["owner", "admin", "manager"],
  input: z.strictObject({ companyId: CompanyId }),
  output: Shown,
  async run({ companyId }) {
    const { moneyRules, version } = await Company.get(companyId);
    return { ...DEFAULT, ...moneyRules, companyId, version: version! };
  },
});

export const of = async (companyId: string): Promise<Rules> => ({
  ...DEFAULT,
  ...(await Company.get(companyId)).moneyRules,
});
