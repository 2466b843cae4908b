/** Whoever stands at the desk, or is on the phone: booked by staff in one step, for cash or to be paid at the door. */
import { useState } from "preact/hooks";
import type { Activity, Session } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { useKey } from "../sending.ts";
import { Sure } from "../sure.tsx";
import { costs, places, usual } from "./party.ts";
import { answersTo, type Said } from "./answers.ts";
import { PartyFields } from "./party-fields.tsx";
import { Questions } from "./questions.tsx";
import { WORDS } from "./walk-in-words.ts";

const METHODS = ["cash", "on_arrival"] as const;
const nobody = { name: "", email: "" };
type Props = { session: Session; activity: Activity; again: () => Promise<void> };

export function WalkIn({ session, activity, again }: Props) {
  const { companyId, format, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const [contact, setContact] = useState(nobody);
  const [counts, count] = useState(() => usual(activity));
  const [said, tell] = useState<Said>({});
  const [method, pay] = useState<(typeof METHODS)[number]>("cash");
  const once = useKey();
  const { sessionId, status, endsAt, seatsLeft } = session;
  if (status !== "OPEN" || Date.parse(endsAt) <= Date.now() || !may("booking.book_for")) return null;
  const { seats, price } = costs(session, activity, counts);
  const book = async () => {
    const { name, email } = contact;
    const who = { contact: { name, ...(email && { email }) } };
    const party = { ...places(activity, counts), ...answersTo(activity, counts, said) };
    const wish = { companyId, sessionId, ...who, ...party, payment: { method } };
    await once(wish, (idempotencyKey) => asked(api.booking.bookFor(wish, { idempotencyKey })));
    say(words.booked(name));
    setContact(nobody);
    tell({});
    count(usual(activity));
    await again();
  };
  const fields = [
    ["name", words.name, { required: true, maxLength: 100 }],
    ["email", words.email, { type: "email", placeholder: words.optional }],
  ] as const;
  return (
    <Sure
      open={words.open}
      title={words.title}
      yes={method === "cash" ? words.bookForCash(format.money(price)) : words.book}
      tone="go"
      unready={seats < 1 || seats > seatsLeft}
      again={() => void again()}
      act={book}
    >
      <div class="fields">
        {fields.map(([field, label, rules]) => (
          <label key={field} class="field">
            {label}
            <input
              {...rules}
              autoComplete="off"
              value={contact[field]}
              onInput={({ currentTarget }) => setContact({ ...contact, [field]: currentTarget.value })}
            />
          </label>
        ))}
        <PartyFields activity={activity} most={seatsLeft} counts={counts} count={count} />
      </div>
      <Questions activity={activity} counts={counts} said={said} tell={tell} />
      <fieldset class="choices">
        <legend>{words.payment}</legend>
        {METHODS.map((one) => (
          <label key={one}>
            <input type="radio" name="method" checked={one === method} onChange={() => pay(one)} />
            {words.methods[one]}
          </label>
        ))}
      </fieldset>
    </Sure>
  );
}
