/**
 * The dashboard, folded from the stream: no booking writes it and none waits for it (INS-1).
 *
 * A change counts once, however often, late or in whatever order it is told: its id is in the tally that took it, and
 * tally and counts are one transaction. Changes that make no difference are not even remembered.
 */
import * as Image from "../audit/image.ts";
import * as Clock from "../clock.ts";
import { commit, whileMoving } from "../commit.ts";
import * as Company from "../company/company.ts";
import type { Item } from "../send.ts";
import * as Board from "./board.ts";
import * as Counted from "./counted.ts";
import * as Tally from "./tally.ts";

/** Changes of one transaction: as many as an expression has room for. */
const AT_ONCE = 100;

type News = Image.Images & { readonly new: Item };

/** What became of each record, by position: undefined is well. */
export async function take(batch: readonly Image.Images[]): Promise<(Error | undefined)[]> {
  const failed = new Map<Image.Images, Error>();
  const companies = Map.groupBy(batch.filter(isNews), ({ new: item }) => Image.companyOf(item));
  for (const [companyId, all] of companies) {
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = all.slice(from, from + AT_ONCE);
      await fold(companyId, some).catch((error: unknown) => {
        for (const images of some) failed.set(images, error as Error);
      });
    }
  }
  return batch.map((images) => failed.get(images));
}

const fold = (companyId: string, news: readonly News[]): Promise<void> =>
  whileMoving(async () => {
    const known = await Tally.since(companyId, oldestOf(news));
    const [last] = known;
    const timeZone = last?.timeZone ?? (await Company.get(companyId)).timeZone;
    const fresh = await notTaken(companyId, known, news);
    const moved = Array.from(fresh.values(), (images) => ({
      images,
      counts: Counted.difference(Counted.of(images.old, timeZone), Counted.of(images.new, timeZone)),
    })).filter(({ counts }) => counts.size > 0);
    if (moved.length === 0) return;
    const tally = Tally.next(last, {
      companyId,
      at: [Clock.iso(), ...news.map(atOf)].toSorted().at(-1)!,
      timeZone,
      took: moved.map(({ images }) => idOf(images)),
      ...(last?.counting && { beside: moved.map(besideOf) }),
    });
    const counts = Counted.sum(moved.flatMap((one) => [...one.counts]));
    await commit([Tally.put(tally), ...Board.adding(companyId, counts, tally)], undefined);
  });

/** By change: told twice is one. */
async function notTaken(companyId: string, known: readonly Tally.Tally[], news: readonly News[]) {
  const taken = new Set(known.flatMap(({ took }) => took));
  const fresh = new Map(news.map((images) => [idOf(images), images]));
  const recount = known[0]?.recount;
  const inDoubt = recount !== undefined && news.some((images) => atOf(images) <= recount.to);
  const seen = inDoubt ? await Tally.seenBy(companyId, recount) : {};
  for (const [id, images] of fresh) {
    const counted = recount !== undefined && inDoubt && wasCounted(images, recount, seen);
    if (counted || taken.has(id)) fresh.delete(id);
  }
  return fresh;
}

// Pure rules

const wasCounted = ({ new: item }: News, recount: Tally.Recount, seen: Record<string, number>): boolean =>
  Tally.saw(
    { item: Image.idOf(item), version: Image.versionOf(item), at: Image.changeOf(item)!.at },
    recount.from,
    seen,
  );

const besideOf = ({ images, counts }: { images: News; counts: Counted.Counts }): Tally.Beside => ({
  item: Image.idOf(images.new),
  version: Image.versionOf(images.new),
  at: atOf(images),
  counts: [...counts],
});

const isNews = (images: Image.Images): images is News =>
  Counted.counts(images.new) &&
  Image.changeOf(images.new) !== undefined &&
  Image.changeOf(images.new)?.id !== Image.changeOf(images.old)?.id;

const idOf = ({ new: item }: News): string => Image.changeOf(item)!.id;
const atOf = ({ new: item }: News): string => Image.changeOf(item)!.at;
const oldestOf = (news: readonly News[]): string => news.map(atOf).toSorted()[0]!;
