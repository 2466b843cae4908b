/**
 * A resale: what a reseller has reserved or sold, as he names it. It says for whom and for which units, and which hold keeps
 * the seats; whether it is held, sold, cancelled or over is not said here, but by the hold and the booking themselves.
 *
 * Its id is made of the company, the reseller and the uuid that he chose, so a second request with that uuid finds the first
 * one's row, and of two at once the store refuses one. The same id is the supplier's reference.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as Actor from "../actor.ts";
import { digest, guestFor, type UserId } from "../id.ts";
import { stamped, store } from "../table.ts";
import type { Contact } from "./contact.ts";
import { invalidBooking } from "./refusal.ts";

export type Item = {
  readonly uuid: string;
  readonly unitId: string;
  readonly resellerReference?: string | undefined;
  readonly contact?: Contact | undefined;
};

export const Resales = new Entity(
  {
    model: { entity: "resale", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      resaleId: { type: "string", required: true },
      resellerId: { type: "string", required: true },
      uuid: { type: "string", required: true },
      /** The fingerprint of what was reserved with this uuid, whatever it was changed to since. */
      askedFor: { type: "string", required: true },
      activityId: { type: "string", required: true },
      optionId: { type: "string", required: true },
      sessionId: { type: "string", required: true },
      holdId: { type: "string", required: true },
      /** Until when the hold was kept, when it was last placed or extended. */
      expiresAt: { type: "string", required: true },
      unitItems: { type: CustomAttributeType<Item[]>("any"), required: true },
      /** What the reseller kept when he reserved it, and keeps of whatever it is changed to. */
      commissionPercent: { type: "number" },
      contact: { type: CustomAttributeType<Contact>("any") },
      notes: { type: "string" },
      resellerReference: { type: "string" },
      /** The reseller's list of those that he calls by this reference. */
      calledIn: { type: "string" },
      calledAt: { type: "string" },
      /** When it was sold, kept here once what was sold has moved. */
      confirmedAt: { type: "string" },
      createdAt: { type: "string", required: true },
      updatedAt: { type: "string", required: true },
      /** Given up before it was sold, or cancelled after. */
      cancelledAt: { type: "string" },
      cancelReason: { type: "string" },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "resaleId"],
          template: "C#${companyId}/OCTO#${resaleId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "RESALE", casing: "none" },
      },
      ofReference: {
        index: "belongsTo",
        pk: { field: "belongsToPk", composite: ["calledIn"], template: "C#${calledIn}", casing: "none" },
        sk: { field: "belongsToSk", composite: ["calledAt"], template: "${calledAt}", casing: "none" },
      },
    },
  },
  store,
);
export type Resale = EntityItem<typeof Resales>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => UUID.test(text);

export const idOf = (companyId: string, uuid: string): string =>
  `rsl_${digest([companyId, Actor.currentKey().resellerId, uuid].join("\n"), 16)}`;

/** References are of any length and alphabet, keys are not. */
export const listOf = (companyId: string, reference: string): string =>
  `${companyId}/RESELLER#${Actor.currentKey().resellerId}/REFERENCE#${digest(reference, 26)}`;

/** Whose the seats are: each resale has a guest of its own, so that one customer's hold never gives way to another's. */
export const holderOf = ({ companyId, resaleId }: Pick<Resale, "companyId" | "resaleId">): UserId =>
  guestFor(`${companyId}/${resaleId}`);

export async function find(companyId: string, resaleId: string): Promise<Resale | undefined> {
  const { data } = await Resales.get({ companyId, resaleId }).go({ consistent: true });
  return data?.resellerId === Actor.currentKey().resellerId ? data : undefined;
}

/** By the uuid in its address, in either case of letters. */
export async function get(companyId: string, given: string): Promise<Resale> {
  const uuid = given.toLowerCase();
  const found = isUuid(uuid) ? await find(companyId, idOf(companyId, uuid)) : undefined;
  if (!found) throw invalidBooking(given);
  return found;
}

export const keyOf = ({ companyId, resaleId }: Pick<Resale, "companyId" | "resaleId">) => ({
  companyId,
  resaleId,
});
