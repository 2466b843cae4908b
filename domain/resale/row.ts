/** A reseller as he is stored: somebody who sells a company's sessions to his own customers, and pays for them by invoice. */
import { Entity, type EntityItem } from "electrodb";
import { missing } from "../error.ts";
import { stamped, store } from "../table.ts";

export const Resellers = new Entity(
  {
    model: { entity: "reseller", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      resellerId: { type: "string", required: true },
      name: { type: "string", required: true },
      commissionPercent: { type: "number" },
      createdAt: { type: "string", required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["companyId"], template: "C#${companyId}/RESELLERS", casing: "none" },
        sk: { field: "sk", composite: ["resellerId"], template: "${resellerId}", casing: "none" },
      },
    },
  },
  store,
);
export type Reseller = EntityItem<typeof Resellers>;

export async function get(companyId: string, resellerId: string): Promise<Reseller> {
  const { data } = await Resellers.get({ companyId, resellerId }).go({ consistent: true });
  if (!data) throw missing("reseller");
  return data;
}

export const commissionOf = async ({ companyId, resellerId }: Pick<Reseller, "companyId" | "resellerId">) =>
  (await get(companyId, resellerId)).commissionPercent ?? 0;
