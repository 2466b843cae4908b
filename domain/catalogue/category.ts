/**
 * A category: what activities are sorted by, platform-wide or of one company (CAT-3).
 *
 * Among what is not archived, names are unique in their scope, whatever their case and spaces. A lookup row claims the
 * name in the transaction that adds or renames; archiving lets it go. The reference from an activity is free: an archived
 * category is chosen by no other activity, and those that have it keep it (TEN-8).
 */
import { Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit, when, type Write } from "../commit.ts";
import * as Edition from "../edition.ts";
import { conflict, missing, stale, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { CategoryId, CompanyId, digest, fresh } from "../id.ts";
import * as Page from "../page.ts";
import { stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";

const PLATFORM = "PLATFORM";
const Name = Text.line({ most: 60 });

export const Shown = z.object({
  categoryId: CategoryId,
  companyId: CompanyId.optional().describe("Whose it is; the platform's without one."),
  name: z.string(),
  archivedAt: z.string().optional(),
  version: z.int(),
});

const Categories = new Entity(
  {
    model: { entity: "category", version: "1", service: "holdfast" },
    attributes: {
      scope: { type: "string", required: true },
      categoryId: { type: "string", required: true },
      companyId: { type: "string" },
      name: { type: "string", required: true },
      createdAt: { type: "string", required: true },
      archivedAt: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["scope"], template: "${scope}/CATEGORIES", casing: "none" },
        sk: { field: "sk", composite: ["categoryId"], template: "${categoryId}", casing: "none" },
      },
    },
  },
  store,
);
type Category = EntityItem<typeof Categories>;

const Names = new Entity(
  {
    model: { entity: "categoryName", version: "1", service: "holdfast" },
    attributes: {
      scope: { type: "string", required: true },
      spelling: { type: "string", required: true },
      categoryId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["scope"], template: "${scope}/CATEGORY-NAMES", casing: "none" },
        sk: { field: "sk", composite: ["spelling"], template: "${spelling}", casing: "none" },
      },
    },
  },
  store,
);

/** Whoever runs the calendar, for the company's own; platform admins for everybody's. */
const OWN = { may: ["owner", "admin", "manager"], input: { companyId: CompanyId } } as const;
const WIDE = { may: ["platform"], input: {} } as const;
type Whose = typeof OWN | typeof WIDE;
type Owner = { scope: string; companyId?: CompanyId };

export const add = adding("category.add", OWN);
export const rename = renaming("category.rename", OWN);
export const archive = archiving("category.archive", OWN);
export const addPlatformWide = adding("platform_category.add", WIDE);
export const renamePlatformWide = renaming("platform_category.rename", WIDE);
export const archivePlatformWide = archiving("platform_category.archive", WIDE);

/** The company's own, without what is archived. */
export const list = verb({
  name: "category.list",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(Shown),
  run: ({ companyId, ...asked }) => liveIn(`C#${companyId}`, asked),
});

/** The platform's, which every company may use. */
export const listPlatformWide = verb({
  name: "platform_category.list",
  may: ["public"],
  input: z.strictObject(Page.asked),
  output: Page.of(Shown),
  run: (asked) => liveIn(PLATFORM, asked),
});

function adding(name: string, { may, input }: Whose) {
  return verb({
    name,
    may,
    idempotency: "accepted",
    status: 201,
    input: z.strictObject({ ...input, name: Name }),
    output: Shown,
    async run(asked) {
      const categoryId = fresh("cat") as CategoryId;
      const category = { ...ownerOf(asked), name: asked.name, categoryId, createdAt: Clock.iso() };
      return commit(
        [change(Events.CategoryAdded(), Categories.create(category), again), claim(category, category.name)],
        { ...category, version: 1 },
      );
    },
  });
}

function renaming(name: string, { may, input }: Whose) {
  return verb({
    name,
    may,
    idempotency: "accepted",
    input: z.strictObject({ ...input, categoryId: CategoryId, name: Name }),
    output: Shown,
    async run(asked) {
      const category = await get(ownerOf(asked).scope, asked.categoryId);
      const version = Edition.expected(category, told);
      if (category.archivedAt) throw archived(category.categoryId);
      const write = Categories.patch(keyOf(category))
        .set({ name: asked.name })
        .where((a, o) => o.eq(a.version, version));
      const same = spellingOf(category.name) === spellingOf(asked.name);
      const names = same ? [] : [letGo(category), claim(category, asked.name)];
      const answer = Shown.parse({ ...category, name: asked.name, version: version + 1 });
      return commit([change(Events.CategoryRenamed(), write, Edition.moved(told)), ...names], answer);
    },
  });
}

function archiving(name: string, { may, input }: Whose) {
  return verb({
    name,
    may,
    idempotency: "accepted",
    input: z.strictObject({ ...input, categoryId: CategoryId }),
    output: Shown,
    async run(asked) {
      const category = await get(ownerOf(asked).scope, asked.categoryId);
      const version = Edition.expected(category, told);
      if (category.archivedAt) throw archived(category.categoryId);
      const gone = { archivedAt: Clock.iso() };
      const write = Categories.patch(keyOf(category))
        .set(gone)
        .where((a, o) => o.eq(a.version, version));
      const answer = Shown.parse({ ...category, ...gone, version: version + 1 });
      return commit([change(Events.CategoryArchived(), write, Edition.moved(told)), letGo(category)], answer);
    },
  });
}

/** A category that an activity of the company may be given: the company's own or the platform's, and not archived. */
export async function mustBeLinkable(companyId: string, categoryId: string | undefined): Promise<void> {
  if (categoryId === undefined) return;
  const found = await Promise.all(
    [`C#${companyId}`, PLATFORM].map((scope) => Categories.get({ scope, categoryId }).go()),
  );
  const category = found.map(({ data }) => data).find((data) => data !== null);
  if (!category) throw unknown(categoryId);
  if (category.archivedAt) throw archived(categoryId);
}

/** Of these, what the company may show: its own and the platform's, without what is archived. */
export async function among(companyId: string, categoryIds: readonly string[]): Promise<Category[]> {
  const wanted = [...new Set(categoryIds)];
  const keys = [`C#${companyId}`, PLATFORM].flatMap((scope) =>
    wanted.map((categoryId) => ({ scope, categoryId })),
  );
  if (keys.length === 0) return [];
  const { data } = await Categories.get(keys).go({ preserveBatchOrder: false });
  return data
    .filter(({ archivedAt }) => archivedAt === undefined)
    .toSorted((one, other) => (one.categoryId < other.categoryId ? -1 : 1));
}

async function get(scope: string, categoryId: string): Promise<Category> {
  const { data } = await Categories.get({ scope, categoryId }).go({ consistent: true });
  if (!data) throw missing("category");
  return data;
}

async function liveIn(scope: string, asked: Page.Asked) {
  const live = Categories.query.primary({ scope }).where((a, o) => o.notExists(a.archivedAt));
  return Page.of(Shown).parse(await Page.read(live, asked, `${scope}/categories`, { filtered: true }));
}

const claim = ({ scope, categoryId }: { scope: string; categoryId: string }, name: string): Write =>
  when(Names.create({ scope, spelling: spellingOf(name), categoryId }), (old) =>
    conflict("category.name_taken", "Another category has this name.", { categoryId: old?.categoryId }),
  );

const letGo = ({ scope, name, categoryId }: Category): Write =>
  when(
    Names.delete({ scope, spelling: spellingOf(name) }).where((a, o) => o.eq(a.categoryId, categoryId)),
    again,
  );

// Pure rules

const ownerOf = ({ companyId }: { companyId?: unknown }): Owner => {
  const own = CompanyId.safeParse(companyId).data;
  return own === undefined ? { scope: PLATFORM } : { scope: `C#${own}`, companyId: own };
};

const keyOf = ({ scope, categoryId }: Category) => ({ scope, categoryId });

/** One for names that people would call the same; digested, because one character can spell out as eighteen. */
const spellingOf = (name: string): string =>
  digest(name.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim(), 32);

const told: Edition.Told = {
  gone: () => missing("category"),
  changed: (version) =>
    stale("category.changed_meanwhile", "Somebody changed this category after you read it. Read it again.", {
      version,
    }),
};

const archived = (categoryId: string) =>
  conflict("category.archived", "This category is archived.", { categoryId });
const unknown = (categoryId: string) =>
  unprocessable("category.unknown", "There is no such category for this company.", { categoryId });
