/**
 * A location: where activities take place (CAT-4).
 *
 * Its embed key is public: a site shows the location's catalogue with it, and a lookup row finds the location by it. A key
 * that has got where it is not wanted is rotated in one transaction, and from then on the old one opens nothing.
 *
 * References to it have a policy each (TEN-8). From a published activity: restrict, so it counts those that it has, in the
 * commits that publish, move and archive them, and is archived at none only. From its embed key: goes with it. From drafts
 * and sessions: free, they keep it; but a draft can not be published at an archived location.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit, type Refusal, when, type Write } from "../commit.ts";
import * as Edition from "../edition.ts";
import { conflict, missing, stale, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { CompanyId, fresh, LocationId } from "../id.ts";
import * as Page from "../page.ts";
import type { Item } from "../send.ts";
import { stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";
import { OpeningHours } from "./opening-hours.ts";

const EDITORS = ["owner", "admin", "manager"] as const;
const ofOne = { companyId: CompanyId, locationId: LocationId };
const fields = {
  name: Text.line({ most: 120 }),
  address: Text.lines({ least: 0, most: 300 }),
  openingHours: OpeningHours,
  coordinates: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional()
    .describe("In degrees, north and east of zero: for maps."),
};

export const Shown = z.object({
  ...ofOne,
  ...fields,
  embedKey: z.string().describe("Public: what a site shows the location's catalogue with."),
  createdAt: z.string(),
  archivedAt: z.string().optional(),
  version: z.int(),
});

export const Locations = new Entity(
  {
    model: { entity: "location", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      locationId: { type: "string", required: true },
      name: { type: "string", required: true },
      address: { type: "string", required: true },
      openingHours: { type: CustomAttributeType<OpeningHours>("any"), required: true },
      coordinates: { type: CustomAttributeType<{ latitude: number; longitude: number }>("any") },
      embedKey: { type: "string", required: true },
      /** How many published activities take place here. */
      activities: { type: "number", required: true },
      createdAt: { type: "string", required: true },
      archivedAt: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/LOCATIONS", casing: "none" },
        sk: { field: "sk", composite: ["locationId"], template: "${locationId}", casing: "none" },
      },
    },
  },
  store,
);
export type Location = EntityItem<typeof Locations>;

const EmbedKeys = new Entity(
  {
    model: { entity: "embedKey", version: "1", service: "holdfast" },
    attributes: {
      embedKey: { type: "string", required: true },
      companyId: { type: "string", required: true },
      locationId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["embedKey"], template: "EMBED#${embedKey}", casing: "none" },
        sk: { field: "sk", composite: [], template: "EMBED", casing: "none" },
      },
    },
  },
  store,
);

export const add = verb({
  name: "location.add",
  may: EDITORS,
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    ...fields,
    address: fields.address.default(""),
    openingHours: fields.openingHours.default([]),
  }),
  output: Shown,
  async run(asked) {
    const location = {
      ...given(asked),
      locationId: fresh("loc") as LocationId,
      embedKey: fresh("emb"),
      activities: 0,
      createdAt: Clock.iso(),
    };
    return commit(
      [change(Events.LocationAdded(), Locations.create(location), again), open(location, location.embedKey)],
      { ...location, version: 1 },
    );
  },
});

/** A field that is not given stays as it is. */
export const edit = verb({
  name: "location.edit",
  may: EDITORS,
  idempotency: "accepted",
  input: z.strictObject({ ...ofOne, ...z.object(fields).partial().shape }),
  output: Shown,
  async run({ companyId, locationId, ...asked }) {
    const { location, version } = await look(companyId, locationId);
    const edits = given(asked);
    if (Object.keys(edits).length === 0) return Shown.parse(location);
    const write = patched(location, edits, version);
    const answer = Shown.parse({ ...location, ...edits, version: version + 1 });
    return commit([change(Events.LocationChanged(), write, Edition.moved(told))], answer);
  },
});

/** Gives it another embed key. The one before opens nothing from this commit on. */
export const rotate = verb({
  name: "location.rotate_embed_key",
  may: EDITORS,
  idempotency: "accepted",
  input: z.strictObject(ofOne),
  output: Shown,
  async run({ companyId, locationId }) {
    const { location, version } = await look(companyId, locationId);
    const embedKey = fresh("emb");
    return commit(
      [
        change(Events.EmbedKeyRotated(), patched(location, { embedKey }, version), Edition.moved(told)),
        shut(location),
        open(location, embedKey),
      ],
      Shown.parse({ ...location, embedKey, version: version + 1 }),
    );
  },
});

/** Not while there are published activities at it: archive them first, or let them take place elsewhere. */
export const archive = verb({
  name: "location.archive",
  may: EDITORS,
  idempotency: "accepted",
  input: z.strictObject(ofOne),
  output: Shown,
  async run({ companyId, locationId }) {
    const { location, version } = await look(companyId, locationId);
    const gone = { archivedAt: Clock.iso() };
    const write = Locations.patch({ companyId, locationId })
      .set(gone)
      .where((a, o) => `${o.eq(a.version, version)} AND ${o.eq(a.activities, 0)}`);
    const answer = Shown.parse({ ...location, ...gone, version: version + 1 });
    return commit([change(Events.LocationArchived(), write, stillUsed), shut(location)], answer);
  },
});

export const show = verb({
  name: "location.show",
  may: ["customer"],
  input: z.strictObject(ofOne),
  output: Shown,
  run: async ({ companyId, locationId }) => Shown.parse(await get(companyId, locationId)),
});

export const list = verb({
  name: "location.list",
  may: ["customer"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(Shown),
  async run({ companyId, ...asked }) {
    return Page.of(Shown).parse(
      await Page.read(live(companyId), asked, `${companyId}/locations`, { filtered: true }),
    );
  },
});

/** The query of a company's locations that are not archived. */
export const live = (companyId: string) =>
  Locations.query.primary({ companyId }).where((a, o) => o.notExists(a.archivedAt));

export async function get(companyId: string, locationId: string): Promise<Location> {
  const { data } = await Locations.get({ companyId, locationId }).go({ consistent: true });
  if (!data) throw missing("location");
  return data;
}

/** Where these are, for people to find them. */
export async function placesOf(companyId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const keys = [...new Set(ids)].map((locationId) => ({ companyId, locationId }));
  const there = keys.length > 0 ? Page.whole(await Locations.get(keys).go()) : [];
  return new Map(
    there.map(({ locationId, name, address }) => [locationId, [name, address].filter(Boolean).join(", ")]),
  );
}

/** Whose catalogue this key opens. */
export async function ofEmbedKey(embedKey: string): Promise<{ companyId: string; locationId: string }> {
  const { data } = await EmbedKeys.get({ embedKey }).go({ consistent: true });
  if (!data) throw missing("embed_key");
  return data;
}

/** A location of the company at which something may take place from now on. */
export async function mustBeThere(companyId: string, locationId: string | undefined): Promise<void> {
  if (locationId === undefined) return;
  const { data } = await Locations.get({ companyId, locationId }).go();
  if (!data) throw unknown(locationId);
  if (data.archivedAt) throw archived(locationId);
}

type Linked = { companyId: string; locationId?: string | undefined; status: string };

/** What becomes of the count where an activity is published, is moved elsewhere or is over. */
export function counts(before: Linked, after: Linked): Write[] {
  const [from, to] = [before, after].map(({ status, locationId }) =>
    status === "PUBLISHED" ? locationId : undefined,
  );
  if (from === to) return [];
  const { companyId } = after;
  return [
    ...(from === undefined
      ? []
      : [when(Locations.patch({ companyId, locationId: from }).subtract({ activities: 1 }), again)]),
    ...(to === undefined
      ? []
      : [
          when(
            Locations.patch({ companyId, locationId: to })
              .add({ activities: 1 })
              .where((a, o) => o.notExists(a.archivedAt)),
            (old) => (old ? archived(to) : unknown(to)),
          ),
        ]),
  ];
}

async function look(companyId: string, locationId: string) {
  const location = await get(companyId, locationId);
  const version = Edition.expected(location, told);
  if (location.archivedAt) throw archived(locationId);
  return { location, version };
}

const patched = ({ companyId, locationId }: Location, edits: Partial<Location>, version: number) =>
  Locations.patch({ companyId, locationId })
    .set(edits)
    .where((a, o) => o.eq(a.version, version));

type Key = { companyId: string; locationId: string };
const open = ({ companyId, locationId }: Key, embedKey: string): Write =>
  when(EmbedKeys.create({ embedKey, companyId, locationId }), again);
const shut = ({ embedKey, locationId }: Location): Write =>
  when(
    EmbedKeys.delete({ embedKey }).where((a, o) => o.eq(a.locationId, locationId)),
    again,
  );

// Pure rules

function stillUsed(old: Item | undefined): Refusal {
  const { activities = 0 } = (old ?? {}) as Partial<Location>;
  return activities > 0 ? inUse(activities) : Edition.moved(told)(old);
}

const told: Edition.Told = {
  gone: () => missing("location"),
  changed: (version) =>
    stale("location.changed_meanwhile", "Somebody changed this location after you read it. Read it again.", {
      version,
    }),
};

const inUse = (activities: number) =>
  conflict("location.in_use", "There are published activities at this location.", { activities });
const archived = (locationId: string) =>
  conflict("location.archived", "This location is archived.", { locationId });
const unknown = (locationId: string) =>
  unprocessable("location.unknown", "The company has no such location.", { locationId });
