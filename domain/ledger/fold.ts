/**
 * The house's totals, folded from the stream of journals: no booking ever writes them, so 200 captures of one company at
 * once meet nowhere (LED-5).
 *
 * Each journal counts once, however often, late or in whatever order it is told. A posting that took a journal is never
 * older than the journal, so whoever reads an account from its end back to the journal's time sees whether it was taken;
 * and he writes the next number, which is refused to everybody who has not seen all before it. All accounts of a journal
 * take it in one transaction. So there is no mark beside each journal, and no order to rely on.
 */
import type * as Image from "../audit/image.ts";
import { ENTITY } from "../audit/image.ts";
import * as Clock from "../clock.ts";
import { commit, whileMoving } from "../commit.ts";
import * as Metric from "../metric.ts";
import * as Accounts from "./accounts.ts";
import * as Journal from "./journal.ts";
import * as Posting from "./posting.ts";

/** Journals of one transaction, and the writes that it may have. */
const AT_ONCE = 100;
const MOST_WRITES = 100;

/** What became of each record, by position: undefined is well. */
export async function take(batch: readonly Image.Images[]): Promise<(Error | undefined)[]> {
  const journals = batch.map(({ old, new: item }) =>
    !old && item?.[ENTITY] === "journal" ? (item as unknown as Journal.Journal) : undefined,
  );
  const failed = new Map<Journal.Journal, Error>();
  const companies = Map.groupBy(
    journals.filter((journal) => journal !== undefined),
    ({ companyId }) => companyId,
  );
  for (const [companyId, all] of companies) {
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = all.slice(from, from + AT_ONCE);
      await fold(companyId, some).catch((error: unknown) => {
        for (const journal of some) failed.set(journal, error as Error);
      });
    }
  }
  return journals.map((journal) => journal && failed.get(journal));
}

/** Takes these journals of one company into the house's totals, but for those that are there. */
export async function fold(companyId: string, journals: readonly Journal.Journal[]): Promise<void> {
  const sound = journals.filter(isSound);
  const postings = await whileMoving(async () => {
    const next = await postingsFor(companyId, sound);
    const writes = next.flatMap(Posting.put);
    if (writes.length > MOST_WRITES) return undefined;
    if (writes.length > 0) await commit(writes, undefined);
    return next;
  });
  if (postings) return;
  const half = Math.ceil(sound.length / 2);
  await fold(companyId, sound.slice(0, half));
  await fold(companyId, sound.slice(half));
}

/** What no verb of ours posts can only have been put there by hand: it rings, and does not count. */
function isSound(journal: Journal.Journal): boolean {
  const reason = Journal.flawOf(journal);
  if (reason === undefined) return true;
  const { companyId, subject, fact } = journal;
  Metric.ring("JournalUnsound", { companyId, subject, fact, reason });
  return false;
}

type Shares = { readonly name: Posting.Name; readonly shares: Posting.Share[]; readonly oldest: string };

async function postingsFor(
  companyId: string,
  journals: readonly Journal.Journal[],
): Promise<Posting.Posting[]> {
  const accounts = await Promise.all(
    sharesOf(companyId, journals).map(async ({ name, shares, oldest }) => {
      const known = await Posting.since(name, oldest);
      const taken = new Set(known.flatMap(({ took }) => took.map(keyOf)));
      return { name, last: known[0], fresh: shares.filter((share) => !taken.has(keyOf(share))) };
    }),
  );
  const moved = accounts.filter(({ fresh }) => fresh.length > 0);
  const at = [Clock.iso(), ...moved.map(({ last }) => last?.at ?? ""), ...journals.map((one) => one.postedAt)]
    .toSorted()
    .at(-1)!;
  return moved.map(({ name, last, fresh }) => Posting.following(name, last, at, fresh));
}

// Pure rules

export const keyOf = ({ subject, fact }: { subject: string; fact: string }): string => `${subject}#${fact}`;

/** What each account of the house has of these journals; a journal that is told twice counts once. */
export function sharesOf(companyId: string, journals: readonly Journal.Journal[]): Shares[] {
  const accounts = new Map<string, Shares>();
  const once = new Map(journals.map((journal) => [keyOf(journal), journal]));
  for (const journal of once.values()) {
    for (const { account, currency, ...turnover } of turnoversOf(journal.lines)) {
      const id = `${account}#${currency}`;
      const { shares = [], oldest = journal.postedAt } = accounts.get(id) ?? {};
      const share = { subject: journal.subject, fact: journal.fact, ...turnover };
      accounts.set(id, {
        name: { companyId, account, currency },
        shares: [...shares, share],
        oldest: oldest < journal.postedAt ? oldest : journal.postedAt,
      });
    }
  }
  return Array.from(accounts.values());
}

type Moved = Posting.Turnover & { readonly account: string; readonly currency: string };

/** The lines of one journal by account of the house. */
export function turnoversOf(lines: readonly Journal.Line[]): Moved[] {
  const moved = new Map<string, Moved>();
  for (const { account: named, amount, currency } of lines) {
    const account = Accounts.inHouse(named);
    const before = moved.get(`${account}#${currency}`) ?? Posting.NO_TURNOVER;
    const turnover = { debits: Math.max(0, amount), credits: Math.max(0, -amount) };
    moved.set(`${account}#${currency}`, { account, currency, ...Posting.plus(before, turnover) });
  }
  return Array.from(moved.values());
}
