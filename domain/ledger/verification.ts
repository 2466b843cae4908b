/**
 * The proof of the books, one page after the other (LED-6): first every account of the house, then every wallet, then
 * every journal. Whoever asks on until no cursor is left has seen all of it, or the first entry that is wrong.
 */
import * as z from "zod";
import { CompanyId, DIGITS } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Journal from "./journal.ts";
import * as Posting from "./posting.ts";
import * as Proof from "./proof.ts";
import { FINANCE } from "./trial-balance.ts";

const end = { seq: z.int(), hash: z.string() };
const Turnover = z.object({ debits: z.int(), credits: z.int() });
const Place = z.discriminatedUnion("part", [
  z.object({
    part: z.literal("accounts"),
    account: z.string(),
    currency: z.string(),
    from: z.object({ ...end, turnover: Turnover, at: z.string() }),
  }),
  z.object({
    part: z.literal("wallets"),
    customerId: z.string(),
    currency: z.string(),
    from: z.object({ ...end, balance: z.int() }),
  }),
  z.object({
    part: z.literal("journals"),
    shard: z.string(),
    from: z.object({ subject: z.string(), fact: z.string() }).optional(),
  }),
]);
export type Place = z.infer<typeof Place>;

const Finding = z.object({
  ok: z.literal(false),
  reason: z.enum(Proof.REASONS),
  account: z.string().optional(),
  currency: z.string().optional(),
  seq: z.int().optional(),
  subject: z.string().optional(),
  fact: z.string().optional(),
});

export const verify = verb({
  name: "ledger.verify",
  may: FINANCE,
  input: z.strictObject({ companyId: CompanyId, cursor: Page.asked.cursor }),
  output: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), checked: z.int(), part: z.string(), cursor: z.string().optional() }),
    Finding,
  ]),
  async run({ companyId, cursor }) {
    const scope = `${companyId}/ledger/verification`;
    const place =
      cursor === undefined ? await first(companyId) : Place.parse(JSON.parse(await Page.open(cursor, scope)));
    const { checked, finding, next } = await step(companyId, place);
    if (finding) return { ok: false as const, ...finding };
    const sealed = next && (await Page.seal(JSON.stringify(next), scope));
    return { ok: true as const, checked, part: place.part, ...(sealed && { cursor: sealed }) };
  },
});

/** What a proof over all pages may count instead of looking for. */
export type Counting = {
  readonly heard: (name: Posting.Name, share: Posting.Share) => void;
  readonly isTaken?: Parameters<typeof Proof.journals>[2];
};

type Stepped = { readonly checked: number; readonly finding?: Proof.Finding; readonly next?: Place };

export async function step(companyId: string, place: Place, counting?: Counting): Promise<Stepped> {
  if (place.part === "accounts") {
    const name = { companyId, account: place.account, currency: place.currency };
    const { end: to, ...proved } = await Proof.account(name, place.from, (share) =>
      counting?.heard(name, share),
    );
    return { ...proved, next: to ? { ...place, from: to } : await afterAccount(name) };
  }
  if (place.part === "wallets") {
    const key = { companyId, customerId: place.customerId, currency: place.currency };
    const { end: to, ...proved } = await Proof.wallet(key, place.from);
    return { ...proved, next: to ? { ...place, from: to } : await afterWallet(key) };
  }
  const { shard, from } = place;
  const { end: to, ...proved } = await Proof.journals({ companyId, shard }, from, counting?.isTaken);
  if (to) return { ...proved, next: { ...place, from: to } };
  const following = DIGITS[DIGITS.indexOf(shard) + 1];
  return { ...proved, ...(following !== undefined && { next: { part: "journals", shard: following } }) };
}

export async function first(companyId: string): Promise<Place> {
  const [name] = await Posting.accountsOf(companyId);
  return name ? atAccount(name) : firstWallet(companyId);
}

async function afterAccount(name: Posting.Name): Promise<Place> {
  const names = await Posting.accountsOf(name.companyId);
  const at = names.findIndex(
    ({ account, currency }) => account === name.account && currency === name.currency,
  );
  const next = names[at + 1];
  return next ? atAccount(next) : firstWallet(name.companyId);
}

const atAccount = ({ account, currency }: Posting.Name): Place => ({
  part: "accounts",
  account,
  currency,
  from: Proof.ACCOUNT_START,
});

type Named = { readonly companyId: string; readonly customerId: string; readonly currency: string };

async function firstWallet(companyId: string): Promise<Place> {
  const { data } = await Wallet.Wallets.query.ofCompany({ companyId }).go({ limit: 1, hydrate: true });
  return atWallet(data[0]);
}

async function afterWallet({ companyId, customerId, currency }: Named): Promise<Place> {
  const query = Wallet.Wallets.query.ofCompany({ companyId }).gt({ customerId, currency });
  const { data } = await query.go({ limit: 1, hydrate: true });
  return atWallet(data[0]);
}

const atWallet = (wallet: Wallet.Wallet | undefined): Place =>
  wallet
    ? {
        part: "wallets",
        customerId: wallet.customerId,
        currency: wallet.currency,
        from: Proof.WALLET_START,
      }
    : { part: "journals", shard: DIGITS[0]! };

/**
 * The whole of it, for who has the time: shares and journals are counted by account and part of the journals, and only where
 * the counts differ is each journal looked for. `told` hears of every page.
 */
export async function whole(
  companyId: string,
  told: (step: Stepped & { readonly place: Place }) => void = () => {},
): Promise<{ checked: number; finding?: Proof.Finding }> {
  const counts = new Map<string, number>();
  const count = ({ account, currency }: Posting.Name, subject: string, by: number): void => {
    const key = `${Journal.shardOf(subject)} ${account} ${currency}`;
    counts.set(key, (counts.get(key) ?? 0) + by);
  };
  const counting: Counting = {
    heard: (name, { subject }) => count(name, subject, 1),
    isTaken: ({ subject }, name) => {
      count(name, subject, -1);
      return true;
    },
  };
  const walked = await walk(companyId, await first(companyId), told, counting);
  if (walked.finding) return walked;
  const doubtful = new Set([...counts].flatMap(([key, left]) => (left === 0 ? [] : [key.split(" ")[0]!])));
  for (const shard of doubtful) {
    const { finding } = await walk(companyId, { part: "journals", shard }, () => {}, undefined, shard);
    if (finding) return { checked: walked.checked, finding };
  }
  return walked;
}

async function walk(
  companyId: string,
  from: Place,
  told: (step: Stepped & { readonly place: Place }) => void,
  counting?: Counting,
  within?: string,
): Promise<{ checked: number; finding?: Proof.Finding }> {
  let checked = 0;
  let place: Place | undefined = from;
  const goesOn = (at: Place): boolean =>
    within === undefined || (at.part === "journals" && at.shard === within);
  while (place && goesOn(place)) {
    const done: Stepped = await step(companyId, place, counting);
    checked += done.checked;
    told({ ...done, place });
    if (done.finding) return { checked, finding: done.finding };
    place = done.next;
  }
  return { checked };
}
