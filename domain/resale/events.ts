/** What can happen between a company and its resellers. Part of the one catalogue. */
import * as z from "zod";
import { published, recorded } from "../event.ts";

const companyId = z.string();
const resellerId = z.string();
const ofReseller = z.object({ companyId, resellerId });
const ofKey = ofReseller.extend({ keyId: z.string(), prefix: z.string() });
const ofResale = ofReseller.extend({ resaleId: z.string(), holdId: z.string(), activityId: z.string() });

export const ResellerOpened = published(
  "reseller.opened",
  "Somebody may sell a company's sessions from now on.",
  ofReseller,
);
export const ResellerChanged = published(
  "reseller.changed",
  "A reseller is called otherwise, or keeps another part of what he sells from now on.",
  ofReseller,
);
export const ApiKeyIssued = published(
  "api_key.issued",
  "A program was given a key to a company's data.",
  ofKey,
);
export const ApiKeyRevoked = published("api_key.revoked", "A key opens nothing any more.", ofKey);

export const ResaleReserved = recorded(
  "resale.reserved",
  "A reseller keeps places for somebody while he sells them.",
  ofResale,
);
export const ResaleChanged = recorded(
  "resale.changed",
  "A reseller changed for whom, when or how many places he keeps or has sold.",
  ofResale,
);
export const ResaleGivenUp = recorded(
  "resale.given_up",
  "A reseller gave back places that he had not sold.",
  ofResale,
);
