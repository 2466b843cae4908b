/**
 * The outbox is the table's own stream: what was committed is told, because it was committed. Each change becomes an
 * audit row and, if it is for the bus, an event, both under the change's own id, so that telling it again changes nothing.
 * A row that changed without saying so rings.
 *
 * Records of a batch are independent: audit rows need no order (see `chain.ts`), events go out in the stream's order, and
 * of a pool only the newest matters. A record that fails is named, and the stream brings it and its followers again.
 */
import * as Audit from "../audit/audit.ts";
import * as Image from "../audit/image.ts";
import { canonical } from "../once.ts";
import * as Event from "../event.ts";
import * as Events from "../events.ts";
import * as Metric from "../metric.ts";
import * as Fold from "../seat/fold.ts";
import type { Item } from "../send.ts";
import * as Bus from "./bus.ts";

const CATALOGUE = Event.catalogue(Events);

/** What became of each record, by position: undefined is well. */
export async function relay(batch: readonly Image.Images[]): Promise<(Error | undefined)[]> {
  for (const images of batch) watch(images);
  const recorded = await record(batch);
  const told = await tell(batch);
  const folded = await fold(batch);
  return batch.map((images) => recorded.get(images) ?? told.get(images) ?? folded.get(images));
}

async function record(batch: readonly Image.Images[]): Promise<Map<Image.Images, Error | undefined>> {
  const news = batch.filter(isNews);
  const failures = await Audit.record(news);
  return new Map(news.map((images, position) => [images, failures[position]]));
}

async function tell(batch: readonly Image.Images[]): Promise<Map<Image.Images, Error>> {
  const failed = new Map<Image.Images, Error>();
  const letters = new Map<string, Image.Images>();
  const envelopes: Event.Envelope[] = [];
  for (const images of batch.filter(isNews)) {
    try {
      const envelope = envelopeOf(images.new);
      if (!envelope) continue;
      envelopes.push(envelope);
      letters.set(envelope.id, images);
    } catch (error) {
      failed.set(images, error as Error);
    }
  }
  for (const id of await Bus.put(envelopes))
    failed.set(letters.get(id)!, new Error("The bus did not take it."));
  return failed;
}

/** Only the newest news of each pool is taken to its session. */
async function fold(batch: readonly Image.Images[]): Promise<Map<Image.Images, Error>> {
  const newest = new Map<unknown, { images: Image.Images; pool: Item }>();
  for (const images of batch) {
    const { old, new: pool } = images;
    if (Fold.isPool(pool) && Fold.isNews(pool, old)) newest.set(pool.pk, { images, pool });
  }
  const failed = new Map<Image.Images, Error>();
  await Promise.all(
    Array.from(newest.values(), async ({ images, pool }) => {
      const failure = await failureOf(async () => Fold.isPool(pool) && Fold.fold(pool));
      if (failure) failed.set(images, failure);
    }),
  );
  return failed;
}

const failureOf = (run: () => Promise<unknown>): Promise<Error | undefined> =>
  run().then(
    () => undefined,
    (error: unknown) => error as Error,
  );

// Pure rules

const isNews = (images: Image.Images): images is Image.Images & { new: Item } =>
  Image.isStateful(images.new) &&
  Image.changeOf(images.new) !== undefined &&
  Image.changeOf(images.new)?.id !== Image.changeOf(images.old)?.id;

/** The event of a change, if it is one for the bus. */
export function envelopeOf(item: Item): Event.Envelope | undefined {
  const change = Image.changeOf(item)!;
  const type = CATALOGUE.get(change.type);
  if (!type) throw new Error(`There is no event ${change.type} in the catalogue.`);
  if (type.told === "history") return undefined;
  const { id, at, by, reason, requestId } = change;
  return {
    id,
    type: change.type,
    at,
    ...(typeof item.companyId === "string" && { companyId: item.companyId }),
    entity: Image.entityOf(item),
    entityId: Image.idOf(item),
    version: Image.versionOf(item),
    by,
    ...(reason !== undefined && { reason }),
    requestId,
    data: type.data.parse({ ...item, ...change.data }),
  };
}

/** What must never happen, and cannot be undone by failing: it rings, and the stream goes on. */
function watch(images: Image.Images): void {
  const { old, new: item } = images;
  if (Fold.isPool(item)) Fold.check(item);
  const how = unstamped(images);
  if (!how) return;
  const row = (item ?? old)!;
  Metric.ring("UnstampedChange", { how, entity: Image.entityOf(row), companyId: Image.companyOf(row) });
}

/** What the log and the books are made of; nobody changes or removes it. */
const LASTING = new Set(["audit", "auditPage", "posting", "account", "walletEntry", "terms"]);

export function unstamped(images: Image.Images): "removed" | "changed" | undefined {
  const { old, new: item, expired } = images;
  const lasts = old !== undefined && LASTING.has(Image.entityOf(old));
  if (!item) return !expired && (lasts || Image.isStateful(old)) ? "removed" : undefined;
  if (isNews(images) || !(lasts || Image.isStateful(item) || Image.isStateful(old))) return undefined;
  const same = old && canonical(Image.historic(old)) === canonical(Image.historic(item));
  return same ? undefined : "changed";
}
