/**
 * The published types of the specification, and that our answers fit them: what `tsc` says of the declarations, beside what
 * their schemas say of every answer at run time. Enumerations are the words that they stand for, since an answer is JSON.
 */
import type * as z from "zod";
// The package's main module has schemas beside the types, whose declarations are two megabytes.
import type * as Published from "@octocloud/types/dist/models/types.gen.js";
import type * as Availability from "../../domain/octo/availability.ts";
import type * as Booking from "../../domain/octo/booking.ts";
import type * as Product from "../../domain/octo/product.ts";
import type * as Supplier from "../../domain/octo/supplier.ts";

/** As it is written; what may be left out may be undefined before that. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer U)[]
    ? Plain<U>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> | (object extends Pick<T, K> ? undefined : never) }
      : T;

type Answer<V extends { output: z.ZodType }> = z.output<V["output"]>;

/** What we tell that the types do not know, where they are fitted. */
type Beyond<Ours extends Plain<Theirs>, Theirs> = Exclude<keyof Ours, keyof Theirs>;

/** The validator wants to be told whether taxes are in the prices, and the types have forgotten it. */
export type Told = {
  supplier: Beyond<Answer<typeof Supplier.show>, Published.Supplier>;
  capability: Beyond<Answer<typeof Supplier.capabilities>[number], Published.Capability>;
  product: Exclude<Beyond<Answer<typeof Product.show>, Published.Product>, "includeTax">;
  availability: Beyond<Answer<typeof Availability.check>[number], Published.Availability>;
  day: Beyond<Answer<typeof Availability.calendar>[number], Published.AvailabilityCalendar>;
  booking: Beyond<z.output<typeof Booking.Booking>, Published.Booking>;
};
