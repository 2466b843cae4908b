/** Who the places are for; then the payment. What was typed survives a reload. */
import { useRef, useState } from "preact/hooks";
import * as Api from "./api.ts";
import { useAction, useHere } from "./here.ts";
import { remember, remembered } from "./memory.ts";
import { Refused } from "./parts.tsx";
import { go, home } from "./place.ts";

type Field = keyof Api.Contact;
const FIELDS: readonly Field[] = ["name", "email"];
/** Only what is surely wrong is refused here: the API has the last word. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

type Props = {
  hold: Api.Hold;
  price: { amount: number; currency: string };
  again: () => Promise<void>;
};

export function Details({ hold, price, again }: Props) {
  const { company, words, format, framed } = useHere();
  const form = useRef<HTMLFormElement>(null);
  const [contact, setContact] = useState<Api.Contact>(remembered().contact ?? { name: "", email: "" });
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  const { busy, problem, run } = useAction();

  const type = (field: Field) => (event: { currentTarget: HTMLInputElement }) => {
    const next = { ...contact, [field]: event.currentTarget.value };
    setContact(next);
    if (wrong.includes(field)) setWrong(wrongIn(next).filter((one) => wrong.includes(one)));
    remember((now) => {
      now.contact = next;
    });
  };

  const pay = (event: Event) => {
    event.preventDefault();
    const found = wrongIn(contact);
    setWrong(found);
    if (found[0]) {
      form.current?.querySelector<HTMLInputElement>(`[name=${found[0]}]`)?.focus();
      return;
    }
    const asked = { name: contact.name.trim(), email: contact.email.trim() };
    void run(() => book(asked));
  };

  async function book(asked: Api.Contact): Promise<void> {
    try {
      const returnUrl = new URL(`${home()}/holds/${hold.holdId}?returned`, location.origin).href;
      const booked = await Api.book(company, hold, asked, returnUrl);
      go(`${home()}/bookings/${booked.bookingId}`, { replace: true });
      // A frame stays where it is: payment pages may not be framed, and a tab of their own comes back to it.
      if (!framed && booked.payment.checkoutUrl) location.assign(booked.payment.checkoutUrl);
    } catch (error) {
      const over = error instanceof Api.Problem && error.code.startsWith("hold.");
      if (error instanceof Api.Problem && error.code === "request.invalid") setWrong(["email"]);
      if (!over) throw error;
      await again();
    }
  }

  return (
    <form ref={form} noValidate onSubmit={pay}>
      {wrong.length > 1 && (
        <p class="unseen" role="alert">
          {words.correct}
        </p>
      )}
      <Input
        field="name"
        value={contact.name}
        autoComplete="name"
        wrong={wrong.includes("name") && words.nameWrong}
        onInput={type("name")}
      />
      <Input
        field="email"
        value={contact.email}
        autoComplete="email"
        hint={words.emailHint}
        wrong={wrong.includes("email") && words.emailWrong}
        onInput={type("email")}
      />
      {problem && problem.code !== "request.invalid" && <Refused problem={problem} />}
      <button type="submit" class="go" aria-busy={busy}>
        {words.pay(format.money(price))}
      </button>
      <p class="soft centred">{words.payWhy}</p>
    </form>
  );
}

const wrongIn = ({ name, email }: Api.Contact): Field[] =>
  FIELDS.filter((field) => (field === "name" ? !name.trim() : !EMAIL.test(email.trim())));

type InputProps = {
  field: Field;
  value: string;
  autoComplete: "name" | "email";
  hint?: string;
  wrong: string | false;
  onInput: (event: { currentTarget: HTMLInputElement }) => void;
};

function Input({ field, value, autoComplete, hint, wrong, onInput }: InputProps) {
  const { words } = useHere();
  const described = [hint && `${field}-hint`, wrong && `${field}-wrong`].filter(Boolean).join(" ");
  return (
    <div class={wrong ? "field wrong" : "field"}>
      <label for={field}>{words[field]}</label>
      <input
        id={field}
        name={field}
        type="text"
        inputMode={field === "email" ? "email" : "text"}
        autoCapitalize={field === "email" ? "none" : "words"}
        spellcheck={false}
        value={value}
        autoComplete={autoComplete}
        maxLength={field === "email" ? 254 : 120}
        required
        aria-invalid={wrong !== false}
        {...(described && { "aria-describedby": described })}
        onInput={onInput}
      />
      {wrong && (
        <p class="why" id={`${field}-wrong`}>
          {wrong}
        </p>
      )}
      {hint && (
        <p class="soft" id={`${field}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
