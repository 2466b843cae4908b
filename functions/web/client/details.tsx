/** Who the places are for; then the payment. What was typed survives a reload. */
import { useRef, useState } from "preact/hooks";
import * as Api from "./api.ts";
import { useHere } from "./here.ts";
import { remember, remembered } from "./memory.ts";
import { go } from "./move.tsx";
import { Refused } from "./parts.tsx";
import { home } from "./place.ts";
import { Problem } from "./problem.ts";
import * as SignIn from "./sign-in.ts";
import { useAction } from "./waiting.ts";

type Field = keyof Api.Contact;
const FIELDS: readonly Field[] = ["name", "email"];
/** Only what is surely wrong is refused here: the API has the last word. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

type Props = {
  hold: Api.Hold;
  price: { amount: number; currency: string };
  gateways: readonly string[];
  again: () => Promise<void>;
};

export function Details({ hold, price, gateways, again }: Props) {
  const { company, words, format, framed } = useHere();
  const form = useRef<HTMLFormElement>(null);
  const [contact, setContact] = useState<Api.Contact>(remembered().contact ?? { name: "", email: "" });
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  const [chosen, setChosen] = useState(gateways[0]);
  const { busy, problem, run } = useAction();
  const person = Api.isKnown(hold.holdId) ? SignIn.current() : undefined;

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
    const found = person ? [] : wrongIn(contact);
    setWrong(found);
    if (found[0]) {
      form.current?.querySelector<HTMLInputElement>(`[name=${found[0]}]`)?.focus();
      return;
    }
    void run(() => book(person ? undefined : { name: contact.name.trim(), email: contact.email.trim() }));
  };

  async function book(asked: Api.Contact | undefined): Promise<void> {
    try {
      const returnUrl = new URL(`${home()}/holds/${hold.holdId}?returned`, location.origin).href;
      const booked = await Api.book(company, hold, { contact: asked, gateway: chosen ?? "", returnUrl });
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

  if (chosen === undefined) return <Unpayable />;
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
        </>
      )}
      {gateways.length > 1 && <Ways {...{ gateways, chosen, choose: setChosen }} />}
      {problem && problem.code !== "request.invalid" && <Refused problem={problem} />}
      <button type="submit" class="go" aria-busy={busy}>
        {words.pay(format.money(price))}
      </button>
      <p class="soft centred">{words.payWhy}</p>
    </form>
  );
}

function Unpayable() {
  const { words } = useHere();
  const [title, why] = words.noGateway;
  return (
    <div class="refused" role="alert">
      <div>
        <strong>{title}</strong>
        <p>{why}</p>
      </div>
    </div>
  );
}

type WaysProps = { gateways: readonly string[]; chosen: string; choose: (gateway: string) => void };

/** A gateway that the page has no words for is offered by its own name. */
function Ways({ gateways, chosen, choose }: WaysProps) {
  const { words } = useHere();
  return (
    <fieldset class="ways-to-pay">
      <legend>{words.howToPay}</legend>
      {gateways.map((gateway) => {
        const [name, about] = (words.gateways[gateway] ?? gateway).split(": ");
        return (
          <label key={gateway}>
            <input
              type="radio"
              name="gateway"
              value={gateway}
              checked={gateway === chosen}
              onChange={() => choose(gateway)}
            />
            <span>
              <b>{name}</b>
              {about && <span class="soft">{about}</span>}
            </span>
          </label>
        );
      })}
    </fieldset>
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
