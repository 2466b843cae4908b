/**
 * One step of proving the books (LED-6): up to a page of an account's postings, of a wallet's entries or of the journals.
 * Every entry continues its chain, its figures add up, and it is about a journal that says the same; every journal
 * balances and is in each of its accounts. The first entry that is not so is named.
 *
 * A step knows nothing but its place, so a proof has as much memory as a page, however long the books are.
 */
import * as Clock from "../clock.ts";
import * as Entry from "../wallet/entry.ts";
import * as Wallet from "../wallet/wallet.ts";
import * as Accounts from "./accounts.ts";
import * as Fold from "./fold.ts";
import * as Journal from "./journal.ts";
import * as Link from "./link.ts";
import * as Posting from "./posting.ts";

export const REASONS = [
  ...Link.BREAKS,
  ...Journal.FLAWS,
  "figures_wrong",
  "time_runs_back",
  "journal_missing",
  "journal_differs",
  "journal_taken_twice",
  "journal_not_taken",
  "entry_differs",
  "entry_added",
  "balance_wrong",
] as const;
export type Reason = (typeof REASONS)[number];

/** Where the books are not as they were written. */
export type Finding = {
  readonly reason: Reason;
  readonly account?: string;
  readonly currency?: string;
  readonly seq?: number;
  readonly subject?: string;
  readonly fact?: string;
};
/** What a page came to: something is wrong, or the end of the page, or (no `end`) of the part. */
export type Step<End> = { readonly checked: number; readonly finding?: Finding; readonly end?: End };

export const MOST = 50;
/** How long the stream may take until a journal counts as not taken. */
const LATE_MS = 15 * 60_000;

export type OfAccount = Link.End & { readonly turnover: Posting.Turnover; readonly at: string };
export const ACCOUNT_START: OfAccount = { ...Link.START, turnover: Posting.NO_TURNOVER, at: "" };

/** `heard` is told each share that was found to be right. */
export async function account(
  name: Posting.Name,
  start: OfAccount,
  heard: (share: Posting.Share) => void = () => {},
): Promise<Step<OfAccount>> {
  const postings = await Posting.above(name, start.seq, MOST);
  let end = start;
  for (const posting of postings) {
    const reason = breakOf(end, posting);
    if (reason) return { checked: 0, finding: { reason, ...atOf(name, end, posting) } };
    end = { seq: posting.seq, hash: posting.hash, turnover: posting.after, at: posting.at };
  }
  const finding = await notAsJournalsSay(name, postings, heard);
  if (finding) return { checked: 0, finding };
  return { checked: postings.length, ...(postings.length === MOST && { end }) };
}

/** What is missing is named by the number that it had. */
const atOf = ({ account: of, currency }: Posting.Name, end: Link.End, { seq }: Link.Linked) => ({
  account: of,
  currency,
  seq: Math.min(seq, end.seq + 1),
});

function breakOf(end: OfAccount, posting: Posting.Posting): Reason | undefined {
  const broken = Link.breakOf(end, posting);
  if (broken) return broken;
  const { before, after, took, at } = posting;
  if (!same(before, end.turnover) || !same(after, took.reduce(Posting.plus, before))) return "figures_wrong";
  return at < end.at ? "time_runs_back" : undefined;
}

const same = (one: Posting.Turnover, other: Posting.Turnover): boolean =>
  one.debits === other.debits && one.credits === other.credits;

async function notAsJournalsSay(
  name: Posting.Name,
  postings: readonly Posting.Posting[],
  heard: (share: Posting.Share) => void,
): Promise<Finding | undefined> {
  const posted = await journalsOf(
    name.companyId,
    postings.flatMap(({ took }) => took),
  );
  const [oldest = ""] = Array.from(posted.values(), ({ postedAt }) => postedAt).toSorted();
  const earlier = postings[0] ? await Posting.since(name, oldest, postings[0].seq) : [];
  const before = new Set(earlier.flatMap(({ took }) => took.map(Fold.keyOf)));
  for (const { seq, took } of postings) {
    for (const share of took) {
      const key = Fold.keyOf(share);
      const reason = before.has(key) ? "journal_taken_twice" : differs(name, share, posted.get(key));
      const { subject, fact } = share;
      if (reason) return { reason, account: name.account, currency: name.currency, seq, subject, fact };
      before.add(key);
      heard(share);
    }
  }
  return undefined;
}

function differs(
  name: Posting.Name,
  share: Posting.Share,
  journal: Journal.Journal | undefined,
): Reason | undefined {
  if (!journal) return "journal_missing";
  const turnover = Fold.turnoversOf(journal.lines).find(
    (one) => one.account === name.account && one.currency === name.currency,
  );
  return turnover && same(turnover, share) ? undefined : "journal_differs";
}

async function journalsOf(companyId: string, named: readonly { subject: string; fact: string }[]) {
  const found = new Map<string, Journal.Journal>();
  for (let from = 0; from < named.length; from += 100) {
    const some = new Map(named.slice(from, from + 100).map((one) => [Fold.keyOf(one), one]));
    for (const journal of await Journal.some(companyId, Array.from(some.values())))
      found.set(Fold.keyOf(journal), journal);
  }
  return found;
}

type WalletKey = Parameters<typeof Wallet.find>[0];
export type OfWallet = Link.End & { readonly balance: number };
export const WALLET_START: OfWallet = { ...Link.START, balance: 0 };

export async function wallet(key: WalletKey, start: OfWallet): Promise<Step<OfWallet>> {
  const { companyId, customerId, currency } = key;
  const named = { account: Accounts.wallet(customerId), currency };
  const entries = await Entry.above({ companyId, customerId, currency }, start.seq, MOST);
  const posted = await journalsOf(companyId, entries);
  let end = start;
  for (const entry of entries) {
    const { seq, amount, balanceBefore, balanceAfter, subject, fact } = entry;
    const adds =
      balanceBefore === end.balance && balanceAfter === balanceBefore + amount && balanceAfter >= 0;
    const lines = posted.get(Fold.keyOf(entry))?.lines;
    const agrees = lines?.some((line) => isSame(line, entry));
    const reason =
      Link.breakOf(end, entry) ??
      (!adds ? "figures_wrong" : !lines ? "journal_missing" : !agrees ? "journal_differs" : undefined);
    const at = Math.min(seq, end.seq + 1);
    if (reason) return { checked: 0, finding: { reason, ...named, seq: at, subject, fact } };
    end = { seq, hash: entry.hash, balance: balanceAfter };
  }
  const checked = entries.length;
  if (checked === MOST) return { checked, end };
  const row = await Wallet.find(key);
  // It has moved since: the next step finds what is new.
  if (row && row.seq > end.seq && checked > 0) return { checked, end };
  const reason =
    row && row.seq === end.seq
      ? notAt(end, row)
      : (row?.seq ?? 0) > end.seq
        ? "entry_missing"
        : "entry_added";
  return reason
    ? { checked, finding: { reason, ...named, seq: end.seq + (reason === "entry_missing" ? 1 : 0) } }
    : { checked };
}

const notAt = (end: OfWallet, row: Wallet.Wallet): Reason | undefined =>
  row.available === end.balance && row.lastHash === end.hash ? undefined : "balance_wrong";

const isSame = (line: Journal.Line, entry: Entry.Entry): boolean =>
  line.account === Accounts.wallet(entry.customerId) &&
  line.currency === entry.currency &&
  line.amount === -entry.amount &&
  line.seq === entry.seq;

export type OfJournals = { readonly subject: string; readonly fact: string };
type Shard = { readonly companyId: string; readonly shard: string };

/** `isTaken` says whether a journal is in an account, or leaves it to whoever counts. */
export async function journals(
  { companyId, shard }: Shard,
  start: OfJournals | undefined,
  isTaken: (journal: Journal.Journal, name: Posting.Name) => Promise<boolean> | boolean = taken,
): Promise<Step<OfJournals>> {
  const all = Journal.Journals.query.primary({ companyId, shard });
  const { data } = await (start ? all.gt(start) : all).go({ consistent: true, limit: MOST });
  const entries = await entriesOf(companyId, data);
  const opened = new Set((await Posting.accountsOf(companyId)).map(idOf));
  for (const journal of data) {
    const { subject, fact, lines, postedAt } = journal;
    const flaw = Journal.flawOf(journal);
    if (flaw) return { checked: 0, finding: { reason: flaw, subject, fact } };
    for (const line of lines.filter(({ seq }) => seq !== undefined)) {
      const entry = entries.get(`${line.account}#${line.currency}#${line.seq}`);
      if (entry && isSame(line, entry) && entry.fact === fact) continue;
      const { account: of, currency, seq } = line;
      const reason = entry ? "entry_differs" : "entry_missing";
      return { checked: 0, finding: { reason, account: of, currency, seq: seq!, subject, fact } };
    }
    for (const { account: of, currency } of Fold.turnoversOf(lines)) {
      const name = { companyId, account: of, currency };
      const found = opened.has(idOf(name)) && (await isTaken(journal, name));
      if (found || Clock.millis() - Date.parse(postedAt) < LATE_MS) continue;
      return { checked: 0, finding: { reason: "journal_not_taken", account: of, currency, subject, fact } };
    }
  }
  const { subject = "", fact = "" } = data.at(-1) ?? {};
  return { checked: data.length, ...(data.length === MOST && { end: { subject, fact } }) };
}

const idOf = ({ account: of, currency }: Omit<Posting.Name, "companyId">): string => `${of}#${currency}`;

/** The entries that lines name; one of a wallet that is not there is none. */
async function entriesOf(companyId: string, posted: readonly Journal.Journal[]) {
  const keys = posted.flatMap(({ lines }) =>
    lines.flatMap(({ account: of, currency, seq }) =>
      seq === undefined ? [] : [{ companyId, customerId: of.slice(of.indexOf(":") + 1), currency, seq }],
    ),
  );
  const found = new Map<string, Entry.Entry>();
  for (let from = 0; from < keys.length; from += 100) {
    const some = keys.slice(from, from + 100);
    const [{ data }, wallets] = await Promise.all([
      Entry.Entries.get(some).go({ consistent: true }),
      Wallet.some(some),
    ]);
    const there = new Set(wallets.map(({ customerId, currency }) => `${customerId}#${currency}`));
    for (const entry of data.filter((one) => there.has(`${one.customerId}#${one.currency}`)))
      found.set(`${Accounts.wallet(entry.customerId)}#${entry.currency}#${entry.seq}`, entry);
  }
  return found;
}

/** Looks into the account, from the journal's own time on. */
export async function taken(journal: Journal.Journal, name: Posting.Name): Promise<boolean> {
  const key = Fold.keyOf(journal);
  let from = (await Posting.lastBefore(name, journal.postedAt))?.seq ?? 0;
  for (;;) {
    const postings = await Posting.above(name, from, 10);
    if (postings.some(({ took }) => took.some((share) => Fold.keyOf(share) === key))) return true;
    const last = postings.at(-1);
    if (!last) return false;
    from = last.seq;
  }
}
