/** Something that is asked twice before it is done, with its consequences in between. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useId, useRef, useState } from "preact/hooks";
import { useAction } from "../client/waiting.ts";
import { useWords } from "./here.ts";
import { Refused } from "./parts.tsx";
import { WORDS } from "./words.ts";

type Props = {
  open: string;
  title: string;
  yes: string;
  /** Asks for the reason, which `act` is given. */
  reason?: "required" | "optional";
  /** What can be put right again is asked in another tone. */
  tone?: "danger" | "go";
  /** Where many of them stand below each other. */
  quiet?: boolean;
  /** Nothing can be decided yet. */
  unready?: boolean;
  children?: ComponentChildren;
  /** Reads anew what it is about. */
  again: () => void;
  act: (reason: string) => Promise<void>;
};

export function Sure(props: Props) {
  const [asking, setAsking] = useState<boolean>();
  const opener = useRef<HTMLButtonElement>(null);
  // Whoever has left the question is where he was before it.
  useLayoutEffect(() => {
    if (asking === false) opener.current?.focus();
  }, [asking]);
  const { quiet = false, tone = "danger" } = props;
  return asking ? (
    <Question {...props} leave={() => setAsking(false)} />
  ) : (
    <button
      type="button"
      ref={opener}
      class={quiet ? "small quiet" : `${tone}-plain`}
      onClick={() => setAsking(true)}
    >
      {props.open}
    </button>
  );
}

function Question({ leave, ...props }: Props & { leave: () => void }) {
  const { title, yes, reason: asked, tone = "danger", unready = false, children, again, act } = props;
  const words = useWords(WORDS);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  // What does harm is read first; what is only filled in begins at its first field.
  const first = tone === "danger" ? "h2" : "input, select";
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>(first)?.focus(), []);
  const decide = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await act(reason.trim());
      leave();
    });
  };
  const lookAgain = () => {
    leave();
    again();
  };
  return (
    <form class={`sure ${tone}`} ref={form} aria-labelledby={id} onSubmit={decide}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
      {asked && (
        <label class="field">
          {words.reason}
          <input
            value={reason}
            required={asked === "required"}
            maxLength={500}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <span class="soft">{words.reasonWhy}</span>
        </label>
      )}
      {problem && <Refused problem={problem} again={lookAgain} />}
      <div class="pair">
        <button type="button" onClick={leave}>
          {words.back}
        </button>
        <button type="submit" class={tone} disabled={unready} aria-busy={busy}>
          {yes}
        </button>
      </div>
    </form>
  );
}
