/**
 * What people write and others read: names, reasons, answers. Without the characters that no reader sees, which break
 * lists, files and mails or show a name backwards: controls (C0 and C1), halves of a character, and what turns the
 * direction of the text around it (U+202A to U+202E, U+2066 to U+2069). Letters of every script, marks and joiners stay.
 */
import * as z from "zod";

const pattern = (hidden: string) => new RegExp(`^[^${hidden}]*$`);
const AROUND = "\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069";
const LINE = pattern(`\\u0000-\\u001f\\u2028\\u2029${AROUND}`);
const LINES = pattern(`\\u0000-\\u0009\\u000b\\u000c\\u000e-\\u001f${AROUND}`);

/** Spaces, joiners, marks of direction, fillers and the blank of Braille are welcome beside something that is seen. */
const SEEN = /[^\p{Default_Ignorable_Code_Point}\p{Separator}\p{Control}\u2800]/u;

type Length = { readonly least?: number; readonly most: number };

const text = ({ least = 1, most }: Length, seen: RegExp, said: string) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .regex(seen, said)
    .refine((one) => one.isWellFormed(), "must not have a half of a character")
    .refine((one) => one === "" || SEEN.test(one), "must have something that is seen");

/** One line; not empty, unless `least` is 0. */
export const line = (length: Length) => text(length, LINE, "must be one line, without control characters");

/** Lines, as a description or an address has. */
export const lines = (length: Length) => text(length, LINES, "must be without control characters");

/** Why something was done. */
export const Reason = line({ most: 500 });
