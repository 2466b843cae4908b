/**
 * The audit log: who changed what, when, by which command, from what to what (AUD-1). The relay writes one row for each
 * change that the stream tells, so no verb can forget it. A row is put once under the change's own id: telling it twice
 * is the same row, and nothing ever changes or deletes one (AUD-2). A subject's rows are beside each other; those of a
 * day are listed in the register.
 */
import * as z from "zod";
import { commit, replay, Replay, when } from "../commit.ts";
import { assert } from "../error.ts";
import { CompanyId, UserId } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import * as Image from "./image.ts";
import * as Register from "./register.ts";
import * as Row from "./row.ts";

/** The staff who may see everything that was done in the company; a thing's own history is for managers too. */
const WHOLE = ["owner", "admin"] as const;
const OF_ONE = ["owner", "admin", "manager"] as const;

const Author = z.object({
  kind: z.string(),
  userId: z.string().optional(),
  role: z.string().optional(),
  keyId: z.string().optional().describe("Of a program: the API key that it has shown."),
});

export const Entry = z.object({
  at: z.string(),
  type: z.string(),
  by: Author,
  command: z.string().optional(),
  reason: z.string().optional(),
  requestId: z.string(),
  entity: z.string(),
  entityId: z.string(),
  version: z.int(),
  changes: z.record(z.string(), z.object({ before: z.unknown().optional(), after: z.unknown().optional() })),
  changeId: z.string(),
});
export type Entry = z.infer<typeof Entry>;

export const Subject = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be an id");

/**
 * Writes the rows of these changes, each day's after the page of the register that lists them. A repeat changes nothing.
 * Says what became of each, by position: undefined is well.
 */
export async function record(batch: readonly Row.Images[]): Promise<(Error | undefined)[]> {
  const failures = new Map<Row.Images, Error | undefined>();
  const days = new Map<string, Listed[]>();
  for (const images of batch) {
    try {
      const [day, listed] = listedOf(images);
      days.set(day, [...(days.get(day) ?? []), listed]);
    } catch (error) {
      failures.set(images, error as Error);
    }
  }
  await Promise.all(
    Array.from(days.values(), async (listed) => {
      const page = Register.list(
        listed[0]!,
        listed.map(({ entry }) => entry),
      );
      const write = async ({ row }: Listed) => put({ ...row, pageId: await page });
      await Promise.all(listed.map(async (one) => failures.set(one.images, await failureOf(write(one)))));
    }),
  );
  return batch.map((images) => failures.get(images));
}

/** What was done to a subject and its parts, oldest first. */
export async function historyOf(
  companyId: string,
  subject: string,
  asked: Page.Asked,
): Promise<Page.Page<Entry>> {
  const page = await Page.read(
    Row.Audits.query.primary({ companyId, subject }),
    asked,
    `${companyId}/audit/${subject}`,
  );
  return { ...page, items: page.items.map(entryOf) };
}

/** Every row of a subject, for verification. */
export async function rowsOf(companyId: string, subject: string): Promise<Row.Row[]> {
  const rows: Row.Row[] = [];
  for await (const row of Page.each(Row.Audits.query.primary({ companyId, subject }))) rows.push(row);
  return rows;
}

export const history = verb({
  name: "audit.history",
  may: OF_ONE,
  input: z.strictObject({ companyId: CompanyId, subject: Subject, ...Page.asked }),
  output: Page.of(Entry),
  run: ({ companyId, subject, ...asked }) => historyOf(companyId, subject, asked),
});

export const ofDay = verb({
  name: "audit.of_day",
  may: WHOLE,
  input: z.strictObject({
    companyId: CompanyId,
    day: z.iso.date(),
    entity: z.string().max(64).optional(),
    userId: UserId.optional(),
    ...Page.asked,
  }),
  output: Page.of(Entry),
  async run({ companyId, day, entity, userId, ...asked }) {
    const query = Register.rowsOf({ companyId, day }, { entity, userId });
    const scope = [companyId, "audit", day, entity, userId].join("/");
    const page = await Page.read(query, asked, scope);
    return { ...page, items: page.items.map(entryOf) };
  },
});

async function put(row: Row.Row): Promise<void> {
  await commit([when(Row.Audits.create(row), () => replay(undefined))], undefined).catch((known: unknown) => {
    if (!(known instanceof Replay)) throw known;
  });
}

const failureOf = (done: Promise<unknown>): Promise<Error | undefined> =>
  done.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

// Pure rules

type Listed = {
  readonly images: Row.Images;
  readonly companyId: string;
  readonly day: string;
  readonly entry: Register.Entry;
  readonly row: Omit<Row.Row, "pageId">;
};

function listedOf(images: Row.Images): [day: string, listed: Listed] {
  const row = Row.of(images);
  const { at, by } = Image.changeOf(images.new)!;
  const { companyId, subject, changeId, entity } = row;
  const day = at.slice(0, 10);
  const entry = { subject, changeId, entity, userId: by.userId };
  return [`${companyId} ${day}`, { images, companyId, day, entry, row }];
}

function entryOf(row: Row.Row): Entry {
  const link = Row.linkOf(row);
  assert(link, `the audit row ${row.changeId} can be read`);
  const { change, diff, ...rest } = link;
  return { ...rest, ...change, changeId: change.id, changes: diff };
}
