/** Who comes with a booking: so many of each kind, by name where names were asked, with what they have answered. */
import type { Activity, Booking } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { WORDS } from "./party-words.ts";

type Party = Pick<Booking, "spots" | "units" | "attendees" | "answers">;
/** An activity's words for its kinds and questions; without it they go by their ids. */
export type Named = Pick<Activity, "unitKinds" | "questions">;
type Props = { party: Party; named: Named | undefined };

const kindOf = (named: Named | undefined, id: string): string =>
  named?.unitKinds.find(({ unitKindId }) => unitKindId === id)?.name ?? id;

export function Count({ party: { spots, units }, named }: Props) {
  const words = useWords(WORDS);
  if (!units) return <>{words.places(spots)}</>;
  const order = named?.unitKinds.map(({ unitKindId }) => unitKindId) ?? [];
  const counted = Object.entries(units)
    .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([kind, count]) => `${count} × ${kindOf(named, kind)}`);
  return <>{counted.join(", ")}</>;
}

export function Attendees({ party: { attendees = [] }, named }: Props) {
  if (attendees.length === 0) return null;
  return (
    <ul class="attendees">
      {attendees.map(({ name, unitKindId, answers = [] }, index) => (
        <li key={index}>
          {name}
          {unitKindId && <span class="soft"> {kindOf(named, unitKindId)}</span>}
          {answers.length > 0 && <Answers answers={answers} named={named} />}
        </li>
      ))}
    </ul>
  );
}

type AnswersProps = { answers: NonNullable<Booking["answers"]>; named: Named | undefined };

export function Answers({ answers, named }: AnswersProps) {
  const words = useWords(WORDS);
  const label = (id: string) => named?.questions.find(({ questionId }) => questionId === id)?.label ?? id;
  return (
    <dl class="answers">
      {answers.map(({ questionId, value }) => (
        <div key={questionId}>
          <dt>{label(questionId)}</dt>
          <dd>{typeof value === "boolean" ? (value ? words.yes : words.no) : value}</dd>
        </div>
      ))}
    </dl>
  );
}
