/**
 * A reseller: somebody who sells a company's sessions to his own customers through `/octo`, with API keys that the company
 * gives him. His customers never pay the company; he owes it for what he confirms (`receivable` in the books), less his
 * commission, and pays by invoice, outside of here. A commission that changes is for what he reserves from then on.
 */
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit } from "../commit.ts";
import * as Company from "../company/company.ts";
import * as Edition from "../edition.ts";
import { missing, stale } from "../error.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { CompanyId, fresh, ResellerId } from "../id.ts";
import * as Page from "../page.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import * as ApiKey from "./api-key.ts";
import * as Commission from "./commission.ts";
import * as Row from "./row.ts";

const fields = {
  name: Text.line({ most: 120 }),
  commissionPercent: Commission.Percent.describe("What he keeps of what his customers pay."),
};

const Shown = z.object({
  resellerId: ResellerId,
  companyId: CompanyId,
  name: z.string(),
  commissionPercent: fields.commissionPercent.default(0),
  createdAt: z.string(),
  version: z.int(),
});

/** With a first key. A repeat opens another: to answer with this key, it would have to be kept. */
export const open = verb({
  name: "reseller.open",
  may: ["owner", "admin"],
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    ...fields,
    commissionPercent: fields.commissionPercent.default(0),
    ...ApiKey.asked,
  }),
  output: Shown.extend({ apiKey: ApiKey.Issued }),
  async run({ companyId, name, commissionPercent, ...terms }) {
    await Company.get(companyId);
    const resellerId = fresh("rsr") as ResellerId;
    const reseller = { companyId, resellerId, name, commissionPercent, createdAt: Clock.iso() };
    const { writes, issued } = ApiKey.cut(reseller, terms);
    return commit([change(Events.ResellerOpened(), Row.Resellers.create(reseller), again), ...writes], {
      ...reseller,
      version: 1,
      apiKey: issued,
    });
  },
});

/** A field that is not given stays as it is. */
export const edit = verb({
  name: "reseller.edit",
  may: ["owner", "admin"],
  idempotency: "accepted",
  input: z.strictObject({
    companyId: CompanyId,
    resellerId: ResellerId,
    ...z.object(fields).partial().shape,
  }),
  output: Shown,
  async run({ companyId, resellerId, ...asked }) {
    const reseller = await Row.get(companyId, resellerId);
    const version = Edition.expected(reseller, told);
    const edits = given(asked);
    if (Object.keys(edits).length === 0) return Shown.parse(reseller);
    const write = Row.Resellers.patch({ companyId, resellerId })
      .set(edits)
      .where((a, o) => o.eq(a.version, version));
    const answer = Shown.parse({ ...reseller, ...edits, version: version + 1 });
    return commit([change(Events.ResellerChanged(), write, Edition.moved(told))], answer);
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

const told: Edition.Told = {
  gone: () => missing("reseller"),
  changed: (version) =>
    stale("reseller.changed_meanwhile", "Somebody changed this reseller after you read it. Read it again.", {
      version,
    }),
};
