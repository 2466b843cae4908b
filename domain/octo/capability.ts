/**
 * What a reseller's program asks for beyond the core of the specification, by the header `Octo-Capabilities`. What we do not
 * have is left out of the answer's header, so that the program knows; no capability is ever needed.
 */
import * as z from "zod";

export const CAPABILITIES = ["octo/content", "octo/pricing"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** As a verb is handed them. */
export const asked = z.array(z.enum(CAPABILITIES)).default([]);
export type Wanted = readonly Capability[];

const MOST_CHARACTERS = 500;

/** Those that a header or a query parameter names and that we have. */
export function initialised(text: string): Capability[] {
  const named = text
    .slice(0, MOST_CHARACTERS)
    .split(",")
    .map((one) => one.trim().toLowerCase());
  return CAPABILITIES.filter((capability) => named.includes(capability));
}

export const Described = z.object({
  id: z.enum(CAPABILITIES),
  revision: z.int(),
  required: z.boolean(),
  dependencies: z.array(z.never()),
  docs: z.string().nullable(),
});

export const described = (): z.infer<typeof Described>[] =>
  CAPABILITIES.map((id) => ({ id, revision: 1, required: false, dependencies: [], docs: null }));
