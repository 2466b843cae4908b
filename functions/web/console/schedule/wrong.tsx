/** What is wrong with a form is said at the field that it is about, and that field is the next to be changed. */
import { createContext, type ComponentChildren } from "preact";
import { useContext, useLayoutEffect, useId, useRef, useState } from "preact/hooks";
import { Problem } from "../../client/problem.ts";
import { useWords } from "../here.ts";
import { wrongsOf, type Wrongs } from "./refusal.ts";
import { REFUSALS } from "./refusal-words.ts";

/** Does something that may be refused; what is about a field is shown there, the rest is thrown on. */
export type Heed = (work: () => Promise<void>, slot?: number) => Promise<void>;

const WrongContext = createContext<Wrongs>({});
export const WrongFields = WrongContext.Provider;

export function useWrongs() {
  const sentences = useWords(REFUSALS);
  const [wrongs, setWrongs] = useState<Wrongs>({});
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(), [wrongs]);
  const heed: Heed = async (work, slot) => {
    setWrongs({});
    try {
      await work();
    } catch (error) {
      const found = error instanceof Problem ? wrongsOf(error, { sentences, slot }) : {};
      setWrongs(found);
      // What no field is there for is said in another place.
      const told = Object.keys(found).some((name) => form.current?.querySelector(`[data-field="${name}"]`));
      if (!told) throw error;
    }
  };
  return { wrongs, form, heed, forget: () => setWrongs({}) };
}

type Attributes = { "aria-invalid"?: true; "aria-describedby"?: string };
type Props = {
  /** As the API calls it. */
  name: string;
  label: string;
  hint?: string;
  wide?: boolean;
  children: (attributes: Attributes) => ComponentChildren;
};

export function Field({ name, label, hint, wide = false, children }: Props) {
  const wrong = useContext(WrongContext)[name];
  const id = useId();
  const kind = ["field", wide && "wide", wrong && "wrong"].filter(Boolean).join(" ");
  return (
    <div class={kind} data-field={name}>
      <label>
        {label}
        {children({
          ...(wrong && { "aria-invalid": true as const }),
          ...((wrong ?? hint) && { "aria-describedby": id }),
        })}
      </label>
      <p id={id} class={wrong ? "why" : "soft"}>
        {wrong ?? hint}
      </p>
    </div>
  );
}
