/**
 * A sphere: a field of activity that the platform knows (CAT-2), as sport, beauty or travel. It says which types of
 * activity companies of it have, and which is the usual one.
 *
 * Platform admins write spheres and everybody reads them. A company that names its sphere gets the usual type for its
 * activities, and no type that the sphere does not allow. What becomes of the sphere later changes nothing that is there.
 */
import { Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Clock from "../clock.ts";
import { again, change, commit } from "../commit.ts";
import * as Edition from "../edition.ts";
import { conflict, missing, stale, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { fresh, SphereId } from "../id.ts";
import * as Page from "../page.ts";
import { stamped, store } from "../table.ts";
import * as Text from "../text.ts";
import { verb } from "../verb.ts";

export const ACTIVITY_TYPES = ["CLASS", "APPOINTMENT", "TOUR", "EVENT", "RENTAL", "OTHER"] as const;
export const ActivityType = z.enum(ACTIVITY_TYPES);
export type ActivityType = z.output<typeof ActivityType>;

const fields = {
  name: Text.line({ most: 60 }),
  defaultActivityType: ActivityType,
  allowedActivityTypes: z
    .array(ActivityType)
    .min(1)
    .max(ACTIVITY_TYPES.length)
    .refine((types) => new Set(types).size === types.length, "must differ from each other"),
};

const Shown = z.object({
  sphereId: SphereId,
  ...fields,
  archivedAt: z.string().optional(),
  version: z.int(),
});

const Spheres = new Entity(
  {
    model: { entity: "sphere", version: "1", service: "holdfast" },
    attributes: {
      sphereId: { type: "string", required: true },
      name: { type: "string", required: true },
      defaultActivityType: { type: ACTIVITY_TYPES, required: true },
      allowedActivityTypes: { type: "list", items: { type: "string" }, required: true },
      createdAt: { type: "string", required: true },
      archivedAt: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: [], template: "SPHERES", casing: "none" },
        sk: { field: "sk", composite: ["sphereId"], template: "${sphereId}", casing: "none" },
      },
    },
  },
  store,
);
type Sphere = EntityItem<typeof Spheres>;

export const add = verb({
  name: "sphere.add",
  may: ["platform"],
  idempotency: "accepted",
  status: 201,
  input: z.strictObject(fields),
  output: Shown,
  async run(asked) {
    mustAllowItsDefault(asked);
    const sphere = { ...asked, sphereId: fresh("sph") as SphereId, createdAt: Clock.iso() };
    return commit([change(Events.SphereAdded(), Spheres.create(sphere), again)], { ...sphere, version: 1 });
  },
});

/** A field that is not given stays as it is. */
export const edit = verb({
  name: "sphere.edit",
  may: ["platform"],
  idempotency: "accepted",
  input: z.strictObject({ sphereId: SphereId, ...z.object(fields).partial().shape }),
  output: Shown,
  async run({ sphereId, ...asked }) {
    const sphere = await get(sphereId);
    const version = Edition.expected(sphere, told);
    if (sphere.archivedAt) throw archived();
    const { name = sphere.name, defaultActivityType = sphere.defaultActivityType } = asked;
    const edits = {
      name,
      defaultActivityType,
      allowedActivityTypes: asked.allowedActivityTypes ?? sphere.allowedActivityTypes,
    };
    mustAllowItsDefault(edits);
    const write = Spheres.patch({ sphereId })
      .set(edits)
      .where((a, o) => o.eq(a.version, version));
    const answer = Shown.parse({ ...sphere, ...edits, version: version + 1 });
    return commit([change(Events.SphereChanged(), write, Edition.moved(told))], answer);
  },
});

export const archive = verb({
  name: "sphere.archive",
  may: ["platform"],
  idempotency: "accepted",
  input: z.strictObject({ sphereId: SphereId }),
  output: Shown,
  async run({ sphereId }) {
    const sphere = await get(sphereId);
    const version = Edition.expected(sphere, told);
    if (sphere.archivedAt) throw archived();
    const gone = { archivedAt: Clock.iso() };
    const write = Spheres.patch({ sphereId })
      .set(gone)
      .where((a, o) => o.eq(a.version, version));
    const answer = Shown.parse({ ...sphere, ...gone, version: version + 1 });
    return commit([change(Events.SphereArchived(), write, Edition.moved(told))], answer);
  },
});

/** Those that a company can choose. */
export const list = verb({
  name: "sphere.list",
  may: ["public"],
  input: z.strictObject(Page.asked),
  output: Page.of(Shown),
  async run(asked) {
    const live = Spheres.query.primary({}).where((a, o) => o.notExists(a.archivedAt));
    return Page.of(Shown).parse(await Page.read(live, asked, "spheres", { filtered: true }));
  },
});

/** A sphere that a company may choose now. */
export async function mustBeThere(sphereId: string): Promise<void> {
  const { data } = await Spheres.get({ sphereId }).go();
  if (!data || data.archivedAt) throw unknown(sphereId);
}

/** The type of an activity: the one that is asked for, if the company's sphere allows it, else the sphere's usual one. */
export async function typeIn(
  sphereId: string | undefined,
  asked: ActivityType | undefined,
): Promise<ActivityType | undefined> {
  if (sphereId === undefined) return asked;
  const { defaultActivityType, allowedActivityTypes } = await get(sphereId);
  if (asked === undefined) return defaultActivityType;
  if (!allowedActivityTypes.includes(asked)) {
    throw unprocessable("activity.type_not_allowed", "The company's sphere has no activities of this type.", {
      activityType: asked,
      allowed: allowedActivityTypes,
    });
  }
  return asked;
}

async function get(sphereId: string): Promise<Sphere> {
  const { data } = await Spheres.get({ sphereId }).go({ consistent: true });
  if (!data) throw missing("sphere");
  return data;
}

// Pure rules

type Types = { defaultActivityType: string; allowedActivityTypes: readonly string[] };

function mustAllowItsDefault({ defaultActivityType, allowedActivityTypes }: Types): void {
  if (allowedActivityTypes.includes(defaultActivityType)) return;
  throw unprocessable("sphere.default_not_allowed", "The usual type must be one of the allowed ones.", {
    defaultActivityType,
    allowedActivityTypes,
  });
}

const told: Edition.Told = {
  gone: () => missing("sphere"),
  changed: (version) =>
    stale("sphere.changed_meanwhile", "Somebody changed this sphere after you read it. Read it again.", {
      version,
    }),
};

const archived = () => conflict("sphere.archived", "This sphere is archived.");
const unknown = (sphereId: string) =>
  unprocessable("sphere.unknown", "There is no such sphere to choose.", { sphereId });
