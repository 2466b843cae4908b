/**
 * Who comes along, and what they say to the company's questions (BKG-13): names and answers, kept on the booking alone.
 * They are personal: the booking's owner and the company's staff see them, and no event, log or history holds them.
 */
import * as z from "zod";
import { EntryId } from "../activity/listed.ts";
import type { Question } from "../activity/question.ts";
import type { Terms } from "../activity/terms.ts";
import type { Units } from "../activity/units.ts";
import { unprocessable } from "../error.ts";
import { given } from "../given.ts";
import * as Text from "../text.ts";

const MOST_ATTENDEES = 40;
const MOST_QUESTIONS = 20;
/** Names and answers of one booking together; its row is written by the kilobyte. */
const MOST_BYTES = 8_000;

export const Answer = z.strictObject({
  questionId: EntryId,
  value: z.union([Text.line({ most: 500 }), z.boolean(), z.number()]),
});
export type Answer = z.output<typeof Answer>;
const Answers = z.array(Answer).max(MOST_QUESTIONS);

export const Attendee = z.strictObject({
  name: Text.line({ most: 120 }),
  unitKindId: EntryId.optional().describe("As what unit kind this person comes, where there are some."),
  answers: Answers.optional(),
});
export type Attendee = z.output<typeof Attendee>;

export const asked = {
  attendees: z.array(Attendee).min(1).max(MOST_ATTENDEES).optional().describe("At most one for each place."),
  answers: Answers.min(1).optional().describe("To the questions that are asked once for a booking."),
};
export type Said = { readonly attendees?: Attendee[] | undefined; readonly answers?: Answer[] | undefined };

type Party = { readonly spots: number; readonly units?: Units | undefined };

/** What is kept of it, after it was found to be what the terms ask for. */
export function agreed(terms: Pick<Terms, "questions">, party: Party, said: Said) {
  const { attendees = [], answers = [] } = said;
  const ofBooking = terms.questions.filter(({ per }) => per === "booking");
  const ofAttendee = terms.questions.filter(({ per }) => per === "attendee");
  mustBeAnswered(ofBooking, answers, {});
  mustHavePlaces(party, attendees);
  if (attendees.length < placesOf(party) && ofAttendee.some(({ required }) => required)) {
    throw unprocessable(
      "booking.attendees_missing",
      "Everybody who comes is asked something: name them all.",
      {
        places: placesOf(party),
      },
    );
  }
  for (const [index, attendee] of attendees.entries())
    mustBeAnswered(ofAttendee, attendee.answers ?? [], { attendee: index });
  if (Buffer.byteLength(JSON.stringify(said)) > MOST_BYTES)
    throw unprocessable("booking.answers_too_long", "Names and answers are too long together.", {
      mostBytes: MOST_BYTES,
    });
  return given({ attendees: said.attendees, answers: said.answers });
}

/** The people there is room for: one for each unit, or for each spot. */
const placesOf = ({ spots, units }: Party): number =>
  units ? Object.values(units).reduce((sum, quantity) => sum + quantity, 0) : spots;

function mustHavePlaces(party: Party, attendees: readonly Attendee[]): void {
  const places = placesOf(party);
  if (attendees.length > places)
    throw unprocessable("booking.too_many_attendees", `The booking has places for ${places}.`, { places });
  const left = new Map(Object.entries(party.units ?? {}));
  for (const { unitKindId } of attendees) {
    if (unitKindId === undefined) continue;
    const free = left.get(unitKindId) ?? 0;
    if (free === 0)
      throw unprocessable("booking.attendee_unit_differs", "Not so many come as this unit kind.", {
        unitKindId,
        units: party.units,
      });
    left.set(unitKindId, free - 1);
  }
}

type Of = { readonly attendee?: number };

/** `of` says whose answers they are: an attendee's, by number, or the booking's. */
function mustBeAnswered(questions: readonly Question[], answers: readonly Answer[], of: Of): void {
  const known = new Map(questions.map((question) => [question.questionId, question]));
  const said = new Set<string>();
  for (const { questionId, value } of answers) {
    const question = known.get(questionId);
    if (!question)
      throw unprocessable("booking.question_unknown", "Nothing like this is asked here.", {
        questionId,
        ...of,
      });
    if (said.has(questionId))
      throw unprocessable("booking.answered_twice", "A question has one answer.", { questionId, ...of });
    said.add(questionId);
    if (!FITS[question.kind](value, question))
      throw unprocessable("booking.answer_invalid", `This is no answer to “${question.label}”.`, {
        questionId,
        kind: question.kind,
        ...(question.choices && { choices: question.choices }),
        ...of,
      });
  }
  const open = questions.find(({ required, questionId }) => required && !said.has(questionId));
  if (open)
    throw unprocessable("booking.answer_missing", `“${open.label}” needs an answer.`, {
      questionId: open.questionId,
      ...of,
    });
}

const FITS: Readonly<Record<Question["kind"], (value: Answer["value"], question: Question) => boolean>> = {
  text: (value) => typeof value === "string",
  choice: (value, { choices = [] }) => choices.some((choice) => choice === value),
  yes_no: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number",
};
