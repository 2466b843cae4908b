import { useState } from "preact/hooks";
import { Mark } from "../../client/mark.tsx";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { nameOf } from "../booking/name.ts";
import { useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./attendance-words.ts";

type Props = { sessionId: string; again: () => Promise<void> };

/** By the code that a customer shows or reads aloud; a scanner types it and presses Enter. */
export function Door({ sessionId, again }: Props) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const [code, setCode] = useState("");
  const [came, setCame] = useState("");
  const { busy, problem, run } = useAction();
  const enter = (event: Event) => {
    event.preventDefault();
    setCame("");
    void run(async () => {
      const { customer } = await asked(
        api.booking.checkInByCode({ companyId, sessionId, code: code.trim() }),
      );
      setCode("");
      setCame(nameOf(customer) ?? words.somebody);
      await again();
    });
  };
  return (
    <form class="door" onSubmit={enter}>
      <label>
        <span class="unseen">{words.code}</span>
        <input
          value={code}
          required
          maxLength={60}
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          placeholder={words.code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <button type="submit" aria-busy={busy}>
        {words.byCode}
      </button>
      <p class="done" role="status">
        {came && (
          <>
            <Mark kind="tick" />
            {words.isHere(came)}
          </>
        )}
      </p>
      {problem &&
        (problem.status === 404 ? (
          <p class="why" role="alert">
            {words.noSuchCode}
          </p>
        ) : (
          <Refused problem={problem} />
        ))}
    </form>
  );
}
