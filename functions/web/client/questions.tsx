/** What the company asks of whoever books, and of everybody who comes. */
import { Field } from "./field.tsx";
import { useHere } from "./here.ts";
import * as Party from "./party.ts";
import * as Said from "./said.ts";

type Form = {
  typed: Said.Typed;
  wrong: readonly string[];
  set: (field: string, value: string) => void;
};
type Props = Form & { session: Parameters<typeof Said.ofBooking>[0]; party: Party.Party };

export function Questions({ session, party, ...form }: Props) {
  const { words } = useHere();
  const each = Said.ofAttendee(session);
  const people = each.length === 0 ? [] : Party.placesOf(session.unitKinds, party);
  return (
    <>
      {Said.ofBooking(session).map((question) => (
        <Asked key={question.questionId} question={question} field={Said.fieldOf(question)} {...form} />
      ))}
      {people.map((kind, index) => (
        <fieldset class="person" key={Said.nameFieldOf(index)}>
          <legend>{[words.person(index + 1), kind?.name].filter(Boolean).join(" · ")}</legend>
          <Field
            name={Said.nameFieldOf(index)}
            label={words.name}
            value={form.typed[Said.nameFieldOf(index)] ?? ""}
            wrong={form.wrong.includes(Said.nameFieldOf(index)) && words.theirNameWrong}
            most={120}
            set={(value) => form.set(Said.nameFieldOf(index), value)}
          />
          {each.map((question) => (
            <Asked
              key={question.questionId}
              question={question}
              field={Said.fieldOf(question, index)}
              {...form}
            />
          ))}
        </fieldset>
      ))}
    </>
  );
}

function Asked({ question, field, typed, wrong, set }: Form & { question: Said.Question; field: string }) {
  const { words } = useHere();
  const { kind, label, required, choices = [] } = question;
  const why = wrong.includes(field) && (kind === "number" ? words.numberWrong : words.answerWrong);
  if (kind === "text" || kind === "number") {
    return (
      <Field
        name={field}
        label={label}
        value={typed[field] ?? ""}
        wrong={why}
        optional={!required}
        {...(kind === "number" && { kind })}
        set={(value) => set(field, value)}
      />
    );
  }
  const ways =
    kind === "yes_no"
      ? [["yes", words.yes] as const, ["no", words.no] as const]
      : choices.map((one) => [one, one] as const);
  return (
    <fieldset class={why ? "picks wrong" : "picks"} {...(why && { "aria-describedby": `${field}-wrong` })}>
      <legend>
        {label} {!required && <span class="soft">{words.optional}</span>}
      </legend>
      {ways.map(([value, text]) => (
        <label key={value}>
          <input
            type="radio"
            name={field}
            value={value}
            checked={typed[field] === value}
            onChange={() => set(field, value)}
          />
          <span>{text}</span>
        </label>
      ))}
      {why && (
        <p class="why" id={`${field}-wrong`}>
          {why}
        </p>
      )}
    </fieldset>
  );
}
