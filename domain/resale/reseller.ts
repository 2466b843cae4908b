/**
 * A reseller: somebody who sells a company's sessions to his own customers through `/octo`, with API keys that the company
 * gives him. His customers never pay the company; he owes it for what he confirms (`receivable` in the books), and pays by
 * invoice, outside of here.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit } from "../commit.ts";
import * as Company from "../company/company.ts";
import * as Events from "../events.ts";
import { CompanyId, fresh, ResellerId } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as ApiKey from "./api-key.ts";
import * as Row from "./row.ts";

const Shown = z.object({
  resellerId: ResellerId,
  companyId: CompanyId,
  name: z.string(),
  createdAt: z.string(),
  version: z.int(),
});

/** With a first key. A repeat opens another: to answer with this key, it would have to be kept. */
export const open = verb({
  name: "reseller.open",
  may: ["owner", "admin"],
  status: 201,
  input: z.strictObject({ companyId: CompanyId, name: z.string().trim().min(1).max(120), ...ApiKey.asked }),
  output: Shown.extend({ apiKey: ApiKey.Issued }),
  async run({ companyId, name, ...terms }) {
    await Company.get(companyId);
    const reseller = { companyId, resellerId: fresh("rsr") as ResellerId, name, createdAt: Clock.iso() };
    const { writes, issued } = ApiKey.cut(reseller, terms);
    return commit([change(Events.ResellerOpened(), Row.Resellers.create(reseller), again), ...writes], {
      ...reseller,
      version: 1,
      apiKey: issued,
    });
  },
});

export const show = verb({
  name: "reseller.show",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, resellerId: ResellerId }),
  output: Shown.extend({ apiKeys: z.array(ApiKey.Shown) }),
  async run({ companyId, resellerId }) {
    const [reseller, keys] = await Promise.all([
      Row.get(companyId, resellerId),
      ApiKey.usedOf(companyId, resellerId),
    ]);
    return Shown.extend({ apiKeys: z.array(ApiKey.Shown) }).parse({ ...reseller, apiKeys: keys });
  },
});

export const list = verb({
  name: "reseller.list",
  may: ["staff"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(Shown),
  async run({ companyId, ...asked }) {
    const page = await Page.read(Row.Resellers.query.primary({ companyId }), asked, `${companyId}/resellers`);
    return Page.of(Shown).parse(page);
  },
});
