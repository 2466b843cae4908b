/** Something that is asked twice before it is done, with its consequences in between. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
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
  children?: ComponentChildren;
  /** Reads anew what it is about. */
  again: () => void;
  act: (reason: string) => Promise<void>;
};

export function Sure(props: Props) {
  const [asking, setAsking] = useState(false);
  return asking ? (
    <Question {...props} leave={() => setAsking(false)} />
  ) : (
    <button type="button" class="danger-plain" onClick={() => setAsking(true)}>
      {props.open}
    </button>
  );
}

function Question({ title, yes, reason: asked, children, again, act, leave }: Props & { leave: () => void }) {
  const words = useWords(WORDS);
  const [reason, setReason] = useState("");
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("h2")?.focus(), []);
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
    <form class="sure" ref={form} onSubmit={decide}>
      <h2 tabIndex={-1}>{title}</h2>
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
        <button type="submit" class="danger" aria-busy={busy}>
          {yes}
        </button>
      </div>
    </form>
  );
}
