import type { Session } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { useAction } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Refused } from "../parts.tsx";
import { WORDS } from "./words.ts";

/** Whether it can be booked; apart from how many places are free. */
export function Sale({ session, again }: { session: Session; again: () => Promise<void> }) {
  const { companyId } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const { busy, problem, run } = useAction();
  const { sessionId, sale, closesAt } = session;
  // After its own time it stays closed, whoever opens it.
  if (Date.parse(closesAt) <= Date.now()) return null;
  const open = sale === "OPEN";
  const turn = () =>
    run(async () => {
      const one = { companyId, sessionId };
      await asked(open ? api.session.closeSale(one) : api.session.reopenSale(one));
      say(open ? words.saleClosed : words.saleOpened);
      await again();
    });
  return (
    <>
      <button type="button" aria-busy={busy} onClick={() => void turn()}>
        {open ? words.closeSale : words.openSale}
      </button>
      {problem && <Refused problem={problem} again={() => void again()} />}
    </>
  );
}
