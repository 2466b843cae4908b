/** What can happen to what orders a company's catalogue. Part of the one catalogue of events. */
import * as z from "zod";
import { published } from "../event.ts";

const ofSphere = z.object({ sphereId: z.string() });
/** Without a company, it is of the platform. */
const ofCategory = z.object({ categoryId: z.string(), companyId: z.string().optional() });
const ofLocation = z.object({ companyId: z.string(), locationId: z.string() });

export const SphereAdded = published(
  "sphere.added",
  "The platform knows another field of activity.",
  ofSphere,
);
export const SphereChanged = published("sphere.changed", "A field of activity was changed.", ofSphere);
export const SphereArchived = published(
  "sphere.archived",
  "A field of activity is not chosen any more.",
  ofSphere,
);

export const CategoryAdded = published(
  "category.added",
  "A company, or the platform, has another category.",
  ofCategory,
);
export const CategoryRenamed = published("category.renamed", "A category has another name.", ofCategory);
export const CategoryArchived = published(
  "category.archived",
  "A category is not used any more.",
  ofCategory,
);

export const LocationAdded = published("location.added", "A company has another location.", ofLocation);
export const LocationChanged = published(
  "location.changed",
  "The details of a location changed.",
  ofLocation,
);
export const LocationArchived = published(
  "location.archived",
  "A location is not used any more; its embed key opens nothing.",
  ofLocation,
);
export const EmbedKeyRotated = published(
  "location.embed_key_rotated",
  "A location has another embed key; the one before opens nothing.",
  ofLocation,
);
