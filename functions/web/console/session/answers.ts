/** What an activity must be told by whoever comes, once for the booking or by each person; and what was said. */
import type { Activity } from "../../../client/client.ts";
import type { Counts } from "./party.ts";

export type Question = Activity["questions"][number];
/** What stands in the fields: by person, or `booking`, and question. */
export type Said = Readonly<Record<string, string>>;

export const mustAsk = ({ questions }: Activity, per: Question["per"]): Question[] =>
  questions.filter((question) => question.required && question.per === per);

export const fieldOf = (about: string, what: string): string => `${about}.${what}`;

export interface Person {
  readonly about: string;
  readonly unitKindId?: string;
  readonly kind?: string;
}

/** One for each place; for nobody else are names needed. */
export function peopleOf(activity: Activity, counts: Counts): Person[] {
  if (mustAsk(activity, "attendee").length === 0) return [];
  const { unitKinds } = activity;
  const places =
    unitKinds.length === 0
      ? Array.from({ length: counts["spots"] ?? 0 }, () => ({}))
      : unitKinds.flatMap(({ unitKindId, name }) =>
          Array.from({ length: counts[unitKindId] ?? 0 }, () => ({ unitKindId, kind: name })),
        );
  return places.map((place, index) => ({ ...place, about: String(index) }));
}

const valueOf = ({ kind }: Question, text: string): string | boolean | number => {
  if (kind === "yes_no") return text === "yes";
  return kind === "number" ? Number(text) : text;
};

export function answersTo(activity: Activity, counts: Counts, said: Said) {
  const answered = (about: string, per: Question["per"]) =>
    mustAsk(activity, per).map((question) => ({
      questionId: question.questionId,
      value: valueOf(question, said[fieldOf(about, question.questionId)] ?? ""),
    }));
  const answers = answered("booking", "booking");
  const attendees = peopleOf(activity, counts).map(({ about, unitKindId }) => ({
    name: said[fieldOf(about, "name")] ?? "",
    ...(unitKindId && { unitKindId }),
    answers: answered(about, "attendee"),
  }));
  return { ...(answers.length > 0 && { answers }), ...(attendees.length > 0 && { attendees }) };
}
