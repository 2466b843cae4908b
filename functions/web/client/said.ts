/** What the company asks: of the booking, and of everybody who comes; as it is typed, and as the API takes it. */
import type { SessionInFull } from "../../client/client.ts";
import type { Said } from "./api.ts";
import * as Party from "./party.ts";

export type Question = SessionInFull["questions"][number];
/** By the name of the field. */
export type Typed = Readonly<Record<string, string>>;
type Asked = Pick<SessionInFull, "questions" | "unitKinds">;

export const fieldOf = (question: Question, attendee?: number): string =>
  attendee === undefined ? `q-${question.questionId}` : `a${attendee}-${question.questionId}`;
export const nameFieldOf = (attendee: number): string => `a${attendee}-name`;

const of = (questions: readonly Question[], per: Question["per"]) =>
  questions.filter((one) => one.per === per);
export const ofBooking = ({ questions }: Asked) => of(questions, "booking");
/** Everybody is named where everybody is asked something. */
export const ofAttendee = ({ questions }: Asked) => of(questions, "attendee");

/** The fields without which there is no booking, as long as they are empty or are no number where one is asked for. */
export function wrongIn(asked: Asked, party: Party.Party, typed: Typed): string[] {
  const bad = (question: Question, field: string) => {
    const text = typed[field]?.trim() ?? "";
    if (text === "") return question.required;
    return question.kind === "number" && !Number.isFinite(numberOf(text));
  };
  const wrong = (questions: readonly Question[], attendee?: number) =>
    questions.filter((one) => bad(one, fieldOf(one, attendee))).map((one) => fieldOf(one, attendee));
  const each = ofAttendee(asked);
  const people = each.length === 0 ? [] : Party.placesOf(asked.unitKinds, party);
  return [
    ...wrong(ofBooking(asked)),
    ...people.flatMap((_, index) => [
      ...(typed[nameFieldOf(index)]?.trim() ? [] : [nameFieldOf(index)]),
      ...wrong(each, index),
    ]),
  ];
}

export function said(asked: Asked, party: Party.Party, typed: Typed): Said {
  const answers = (questions: readonly Question[], attendee?: number) =>
    questions.flatMap((question) => {
      const text = typed[fieldOf(question, attendee)]?.trim() ?? "";
      return text === "" ? [] : [{ questionId: question.questionId, value: valueOf(question, text) }];
    });
  const ours = answers(ofBooking(asked));
  const each = ofAttendee(asked);
  if (each.length === 0) return ours.length > 0 ? { answers: ours } : {};
  const attendees = Party.placesOf(asked.unitKinds, party).map((kind, index) => {
    const theirs = answers(each, index);
    return {
      name: typed[nameFieldOf(index)]!.trim(),
      ...(kind && { unitKindId: kind.unitKindId }),
      ...(theirs.length > 0 && { answers: theirs }),
    };
  });
  return { attendees, ...(ours.length > 0 && { answers: ours }) };
}

const numberOf = (text: string): number => Number(text.replace(",", "."));

function valueOf({ kind }: Question, text: string): string | boolean | number {
  if (kind === "yes_no") return text === "yes";
  return kind === "number" ? numberOf(text) : text;
}
