/** Who the places are for, and what the company asks; then the payment. What was typed survives a reload. */
import { useRef, useState } from "preact/hooks";
import * as Api from "./api.ts";
import { Field } from "./field.tsx";
import { useHere } from "./here.ts";
import { remember, remembered } from "./memory.ts";
import { go } from "./move.tsx";
import { Refused } from "./parts.tsx";
import { home } from "./place.ts";
import { Problem } from "./problem.ts";
import { Questions } from "./questions.tsx";
import * as Said from "./said.ts";
import * as SignIn from "./sign-in.ts";
import { useAction } from "./waiting.ts";
import { Unpayable, Ways, waysOf } from "./ways.tsx";

const FIELDS = ["name", "email"] as const;
/** Only what is surely wrong is refused here: the API has the last word. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

type Props = {
  hold: Api.Hold;
  session: Api.Session;
  price: { amount: number; currency: string };
  gateways: readonly string[];
  again: () => Promise<void>;
};

export function Details({ hold, session, price, gateways, again }: Props) {
  const { company, words, format, framed } = useHere();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(() => recalled(hold.holdId));
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const ways = waysOf(session, gateways);
  const [way, choose] = useState(ways[0]);
  const { busy, problem, run } = useAction();
  const person = Api.isKnown(hold.holdId) ? SignIn.current() : undefined;

  const wrongIn = (now: Said.Typed) => [
    ...(person ? [] : FIELDS.filter((field) => !isRight(field, now[field] ?? ""))),
    ...Said.wrongIn(session, hold, now),
  ];
  const set = (field: string, value: string) => {
    const next = { ...typed, [field]: value };
    setTyped(next);
    if (wrong.includes(field)) setWrong(wrongIn(next).filter((one) => wrong.includes(one)));
    keep(hold.holdId, next);
  };
  const contact = () => ({ name: typed["name"]!.trim(), email: typed["email"]!.trim() });

  const pay = (event: Event) => {
    event.preventDefault();
    const found = wrongIn(typed);
    setWrong(found);
    if (found[0]) {
      form.current?.querySelector<HTMLInputElement>(`[name="${found[0]}"]`)?.focus();
      return;
    }
    void run(book);
  };

  async function book(): Promise<void> {
    try {
      const returnUrl = new URL(`${home()}/holds/${hold.holdId}?returned`, location.origin).href;
      const wish = { contact: person ? undefined : contact(), way: way ?? "", returnUrl };
      const booked = await Api.book(company, hold, { ...wish, ...Said.said(session, hold, typed) });
      go(`${home()}/bookings/${booked.bookingId}`, { replace: true });
      // A frame stays where it is: payment pages may not be framed, and a tab of their own comes back to it.
      if (!framed && booked.payment.checkoutUrl) location.assign(booked.payment.checkoutUrl);
    } catch (error) {
      const over = error instanceof Problem && /^(hold|token)\./.test(error.code);
      if (error instanceof Problem && error.code === "request.invalid") setWrong(["email"]);
      if (!over) throw error;
      await again();
    }
  }

  if (way === undefined) return <Unpayable />;
  const later = way === "on_arrival" || way === "post_paid";
  const field = (name: (typeof FIELDS)[number]) => ({
    name,
    kind: name,
    label: words[name],
    value: typed[name] ?? "",
    set: (value: string) => set(name, value),
  });
  return (
    <form ref={form} noValidate onSubmit={pay}>
      {wrong.length > 1 && (
        <p class="unseen" role="alert">
          {words.correct}
        </p>
      )}
      {person ? (
        <p class="known">
          <span class="soft">{words.bookingAs}</span> <b>{person.name ?? person.email}</b>
          {person.name && person.email && <span class="soft">{person.email}</span>}
        </p>
      ) : (
        <>
          <Field {...field("name")} most={120} wrong={wrong.includes("name") && words.nameWrong} />
          <Field
            {...field("email")}
            most={254}
            hint={words.emailHint}
            wrong={wrong.includes("email") && words.emailWrong}
          />
        </>
      )}
      <Questions {...{ session, party: hold, typed, wrong, set }} />
      {ways.length > 1 && <Ways {...{ ways, chosen: way, choose }} />}
      {problem && problem.code !== "request.invalid" && <Refused problem={problem} />}
      <button type="submit" class="go" aria-busy={busy}>
        {(later ? words.bookNow : words.pay)(format.money(price))}
      </button>
      <p class="soft centred">{later ? words.payLaterWhy[way] : words.payWhy}</p>
    </form>
  );
}

const isRight = (field: (typeof FIELDS)[number], text: string): boolean =>
  field === "name" ? text.trim() !== "" : EMAIL.test(text.trim());

/** A contact is the same for every booking of a tab; answers are those of one. */
const recalled = (holdId: string): Said.Typed => {
  const { contact, said } = remembered();
  return { ...contact, ...(said?.holdId === holdId && said.typed) };
};

function keep(holdId: string, { name = "", email = "", ...typed }: Said.Typed): void {
  remember((now) => {
    now.contact = { name, email };
    now.said = { holdId, typed };
  });
}
