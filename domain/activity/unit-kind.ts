/**
 * A unit kind: who comes (an adult, a child, a family), at which price, and how many seats one of them takes.
 * The types are those that resellers know.
 */
import * as z from "zod";
import { Charge, Money } from "../money.ts";
import * as Text from "../text.ts";
import { EntryId } from "./listed.ts";

export const TYPES = [
  "ADULT",
  "YOUTH",
  "CHILD",
  "INFANT",
  "FAMILY",
  "SENIOR",
  "STUDENT",
  "MILITARY",
  "OTHER",
] as const;

const Age = z.int().min(0).max(150);
const Quantity = z.int().min(0).max(40);

const example = {
  unitKindId: "adult",
  name: "Adult",
  type: "ADULT",
  price: { amount: 45_000, currency: "UAH" },
  weight: 1,
} as const;

export const UnitKind = z
  .strictObject({
    unitKindId: EntryId,
    name: Text.line({ most: 60 }),
    type: z.enum(TYPES),
    price: Charge,
    weight: z.int().min(1).max(40).describe("The seats that one of them takes."),
    minAge: Age.optional(),
    maxAge: Age.optional(),
    min: Quantity.optional().describe("The least of them in one booking."),
    max: Quantity.min(1).optional().describe("The most of them in one booking."),
    accompaniedBy: z.array(EntryId).min(1).max(20).optional().describe("They come only with one of these."),
  })
  .refine(({ min = 0, max = Infinity }) => min <= max, { message: "may not exceed max", path: ["min"] })
  .refine(({ minAge = 0, maxAge = Infinity }) => minAge <= maxAge, {
    message: "may not exceed maxAge",
    path: ["minAge"],
  })
  .meta({ examples: [example] });
export const Shown = UnitKind.safeExtend({ price: Money }).meta({ examples: [example] });
export type UnitKind = z.output<typeof UnitKind>;
