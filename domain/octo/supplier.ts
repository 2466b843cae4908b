/** The supplier: the company whose key this is; there is never another behind one key. */
import * as z from "zod";
import * as Company from "../company/company.ts";
import { CompanyId } from "../id.ts";
import { verb } from "../verb.ts";
import * as Capability from "./capability.ts";

const Supplier = z.object({
  id: CompanyId,
  name: z.string(),
  endpoint: z.string(),
  contact: z.object({
    website: z.string().nullable(),
    email: z.string().nullable(),
    telephone: z.string().nullable(),
    address: z.string().nullable(),
  }),
  shortDescription: z.string().nullable().optional(),
  media: z.array(z.never()).optional(),
});

export const show = verb({
  name: "octo.supplier",
  may: ["key:resale"],
  input: z.object({ companyId: CompanyId, endpoint: z.string(), capabilities: Capability.asked }),
  output: Supplier,
  async run({ companyId, endpoint, capabilities }) {
    const { name } = await Company.get(companyId);
    return {
      id: companyId,
      name,
      endpoint,
      contact: { website: null, email: null, telephone: null, address: null },
      ...(capabilities.includes("octo/content") && { shortDescription: null, media: [] }),
    };
  },
});

/** What can be asked for beyond the core. */
export const capabilities = verb({
  name: "octo.capabilities",
  may: ["key:resale"],
  input: z.object({ companyId: CompanyId }),
  output: z.array(Capability.Described),
  run: async () => Capability.described(),
});
