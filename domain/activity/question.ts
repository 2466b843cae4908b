/** A question that is asked of whoever books: once for the booking, or for each attendee (BKG-13). */
import * as z from "zod";
import * as Text from "../text.ts";
import { EntryId } from "./listed.ts";

const Choice = Text.line({ most: 60 });

export const Question = z
  .strictObject({
    questionId: EntryId,
    label: Text.line({ most: 200 }),
    kind: z.enum(["text", "choice", "yes_no", "number"]),
    choices: z
      .array(Choice)
      .min(1)
      .max(20)
      .refine((choices) => new Set(choices).size === choices.length, "must differ from each other")
      .optional(),
    required: z.boolean(),
    per: z.enum(["booking", "attendee"]),
  })
  .refine(({ kind, choices }) => (kind === "choice") === (choices !== undefined), {
    message: "are there for questions of the kind choice, and for no others",
    path: ["choices"],
  })
  .meta({
    examples: [
      {
        questionId: "level",
        label: "How long have you climbed?",
        kind: "text",
        required: false,
        per: "booking",
      },
    ],
  });
export type Question = z.output<typeof Question>;
