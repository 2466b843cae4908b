import * as z from "zod";

/** Words shared by the shapes below. CloudFormation writes numbers and booleans as text where it likes. */
export const text = z.string();
export const count = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")]);
export const maybe = <T extends z.ZodType>(type: T) => type.optional();
export const list = <T extends z.ZodType>(type: T) => z.array(type).default([]);
export const json = z.record(z.string(), z.unknown());

/**
 * A strict shape: `read` is acted on, `inert` is a space-separated list of properties that change nothing
 * on one machine (encryption at rest, tags, backups). Any other property is refused.
 */
export function shape<T extends z.ZodRawShape>(read: T, inert = "") {
  const names = inert.split(/\s+/).filter(Boolean);
  const ignored = Object.fromEntries(names.map((name) => [name, z.unknown().optional()]));
  const properties: T = Object.assign(ignored, read);
  return z.strictObject(properties);
}

/** A shape of which nothing is read. */
export const inert = (names: string) => shape({}, names);
