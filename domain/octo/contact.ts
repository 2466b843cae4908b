/** Whom a booking or a ticket is for, as far as a reseller says so; kept as he says it but for blanks around it, and told again. */
import * as z from "zod";
import * as Text from "../text.ts";

const text = Text.line({ least: 0, most: 200 }).nullish();

/** An empty address is none. */
const Email = z.union([z.email().max(254), z.literal("").transform(() => null)]).nullish();

export const Contact = z.object({
  fullName: text,
  firstName: text,
  lastName: text,
  emailAddress: Email,
  phoneNumber: text,
  locales: z
    .array(Text.line({ least: 0, most: 35 }))
    .max(20)
    .nullish(),
  postalCode: text,
  country: text,
  notes: Text.lines({ least: 0, most: 2000 }).nullish(),
});
export type Contact = z.output<typeof Contact>;

export const Shown = z.object({
  fullName: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  emailAddress: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  locales: z.array(z.string()),
  postalCode: z.string().nullable(),
  country: z.string().nullable(),
  notes: z.string().nullable(),
});

export const shown = (contact: Contact = {}): z.infer<typeof Shown> => ({
  fullName: nameOf(contact) ?? null,
  firstName: contact.firstName ?? null,
  lastName: contact.lastName ?? null,
  emailAddress: contact.emailAddress ?? null,
  phoneNumber: contact.phoneNumber ?? null,
  locales: contact.locales ?? [],
  postalCode: contact.postalCode ?? null,
  country: contact.country ?? null,
  notes: contact.notes ?? null,
});

/** What the company's staff see at the door. */
export const known = (contact: Contact = {}) => ({
  name: nameOf(contact)?.trim().slice(0, 120) || undefined,
  email: contact.emailAddress ?? undefined,
});

function nameOf({ fullName, firstName, lastName }: Contact): string | undefined {
  const parts = [firstName, lastName].filter((part) => part);
  return fullName ?? (parts.length > 0 ? parts.join(" ") : undefined);
}
