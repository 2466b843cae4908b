/** Finding bookings again: one by its uuid, some by the reference that the reseller or the supplier calls them. */
import * as z from "zod";
import { invalid } from "../error.ts";
import { CompanyId } from "../id.ts";
import { verb } from "../verb.ts";
import * as Booking from "./booking.ts";
import * as Capability from "./capability.ts";
import * as Row from "./resale-row.ts";

const MOST = 100;

export const show = verb({
  name: "octo.booking",
  may: ["key:resale"],
  input: z.object({ companyId: CompanyId, uuid: z.string(), capabilities: Capability.asked }),
  output: Booking.Booking,
  async run({ companyId, uuid, capabilities }) {
    return Booking.shown(await Booking.stateOf(await Row.get(companyId, uuid)), capabilities);
  },
});

export const list = verb({
  name: "octo.bookings",
  may: ["key:resale"],
  input: z.object({
    companyId: CompanyId,
    capabilities: Capability.asked,
    resellerReference: z.string().trim().max(200).optional(),
    supplierReference: z.string().trim().max(200).optional(),
  }),
  output: z.array(Booking.Booking),
  async run({ companyId, capabilities, resellerReference, supplierReference }) {
    if (!resellerReference && !supplierReference)
      throw invalid("octo.reference_missing", "Say a resellerReference or a supplierReference.");
    const called = supplierReference
      ? await ofSupplier(companyId, supplierReference)
      : await ofReseller(companyId, resellerReference!);
    const found = called.filter((row) => !resellerReference || row.resellerReference === resellerReference);
    const states = await Promise.all(found.map(Booking.stateOf));
    return Promise.all(states.map((state) => Booking.shown(state, capabilities)));
  },
});

async function ofSupplier(companyId: string, reference: string): Promise<Row.Resale[]> {
  if (!/^rsl_[0-9A-Z]{16}$/.test(reference)) return [];
  const row = await Row.find(companyId, reference);
  return row ? [row] : [];
}

async function ofReseller(companyId: string, reference: string): Promise<Row.Resale[]> {
  const { data } = await Row.Resales.query
    .ofReference({ calledIn: Row.listOf(companyId, reference) })
    .go({ limit: MOST });
  return data;
}
