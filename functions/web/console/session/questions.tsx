import type { Activity } from "../../../client/client.ts";
import { useWords } from "../here.ts";
import { fieldOf, mustAsk, peopleOf, type Question, type Said } from "./answers.ts";
import type { Counts } from "./party.ts";
import { WORDS } from "./walk-in-words.ts";

type Props = { activity: Activity; counts: Counts; said: Said; tell: (said: Said) => void };

/** What cannot be left open: of the booking, and of each person. */
export function Questions({ activity, counts, said, tell }: Props) {
  const words = useWords(WORDS);
  const asking = (about: string, questions: readonly Question[]) =>
    questions.map((question) => {
      const field = fieldOf(about, question.questionId);
      const put = (value: string) => tell({ ...said, [field]: value });
      return <Answer key={field} question={question} value={said[field] ?? ""} put={put} />;
    });
  const ofBooking = mustAsk(activity, "booking");
  return (
    <>
      {ofBooking.length > 0 && <div class="fields">{asking("booking", ofBooking)}</div>}
      {peopleOf(activity, counts).map(({ about, kind }, index) => (
        <fieldset key={about} class="person">
          <legend>{words.person(index + 1, kind)}</legend>
          <div class="fields">
            <label class="field">
              {words.name}
              <input
                required
                maxLength={120}
                autoComplete="off"
                value={said[fieldOf(about, "name")] ?? ""}
                onInput={({ currentTarget }) =>
                  tell({ ...said, [fieldOf(about, "name")]: currentTarget.value })
                }
              />
            </label>
            {asking(about, mustAsk(activity, "attendee"))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

type AnswerProps = { question: Question; value: string; put: (value: string) => void };

function Answer({ question: { label, kind, choices = [] }, value, put }: AnswerProps) {
  const { yes, no } = useWords(WORDS);
  const options = kind === "yes_no" ? { yes, no } : Object.fromEntries(choices.map((one) => [one, one]));
  const isPicked = kind === "yes_no" || kind === "choice";
  return (
    <label class="field">
      {label}
      {isPicked ? (
        <select required value={value} onChange={({ currentTarget }) => put(currentTarget.value)}>
          <option value="" />
          {Object.entries(options).map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input
          required
          {...(kind === "number" ? ({ type: "number", step: "any" } as const) : { maxLength: 500 })}
          value={value}
          onInput={({ currentTarget }) => put(currentTarget.value)}
        />
      )}
    </label>
  );
}
