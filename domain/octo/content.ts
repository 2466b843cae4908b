/**
 * What the capability octo/content adds to a product and its options: words and places for a shop window. We have no pictures
 * and no commentary, and the specification's labels are not a company's categories; so those lists are empty.
 */
import * as z from "zod";
import * as Locations from "../catalogue/location.ts";
import type { Policy } from "../booking/policy.ts";
import { feature } from "./cutoff.ts";

const nothing = z.null();

const Place = z.object({
  latitude: z.number(),
  longitude: z.number(),
  postalAddress: z.object({
    streetAddress: z.string().nullable(),
    addressLocality: nothing,
    addressRegion: nothing,
    postalCode: nothing,
    addressCountry: nothing,
    postOfficeBoxNumber: nothing,
  }),
  identifiers: z.object({
    googlePlaceId: nothing,
    applePlaceId: nothing,
    tripadvisorLocationId: nothing,
    yelpPlaceId: nothing,
    facebookPlaceId: nothing,
    foursquarePlaceId: nothing,
    baiduPlaceId: nothing,
    amapPlaceId: nothing,
  }),
  sameAs: z.array(z.never()),
});

const Location = z.object({
  title: z.string(),
  shortDescription: nothing,
  types: z.array(z.enum(["START"])),
  minutesTo: nothing,
  minutesAt: nothing,
  place: Place,
});

export const fields = {
  title: z.string().optional(),
  shortDescription: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  features: z
    .array(z.object({ type: z.enum(["CANCELLATION_TERM"]), shortDescription: z.string() }))
    .optional(),
  faqs: z.array(z.never()).optional(),
  media: z.array(z.never()).optional(),
  locations: z.array(Location).optional(),
  categoryLabels: z.array(z.never()).optional(),
  durationMinutesFrom: z.int().optional(),
  durationMinutesTo: z.int().nullable().optional(),
  commentary: z.array(z.never()).optional(),
};

type Offered = { readonly name: string; readonly durationMinutes: number };

export const ofOption = ({ name, durationMinutes }: Offered) => ({
  title: name,
  shortDescription: null,
  description: null,
  features: [],
  faqs: [],
  media: [],
  locations: [],
  categoryLabels: [],
  durationMinutesFrom: durationMinutes,
  durationMinutesTo: null,
  commentary: [],
});

type Described = Offered & {
  readonly companyId: string;
  readonly description: string;
  readonly locationId?: string | undefined;
};

export async function ofProduct(
  { companyId, description, locationId, ...offered }: Described,
  policy: Policy,
) {
  return {
    ...ofOption(offered),
    description: description || null,
    features: [feature(policy)],
    locations: locationId === undefined ? [] : placed(await Locations.get(companyId, locationId)),
  };
}

/** The specification knows no place without coordinates; what we do not know is not made up. */
function placed({ name, address, coordinates }: Locations.Location): z.infer<typeof Location>[] {
  if (!coordinates) return [];
  const place = {
    ...coordinates,
    postalAddress: {
      streetAddress: address || null,
      addressLocality: null,
      addressRegion: null,
      postalCode: null,
      addressCountry: null,
      postOfficeBoxNumber: null,
    },
    identifiers: {
      googlePlaceId: null,
      applePlaceId: null,
      tripadvisorLocationId: null,
      yelpPlaceId: null,
      facebookPlaceId: null,
      foursquarePlaceId: null,
      baiduPlaceId: null,
      amapPlaceId: null,
    },
    sameAs: [],
  };
  return [{ title: name, shortDescription: null, types: ["START"], minutesTo: null, minutesAt: null, place }];
}
