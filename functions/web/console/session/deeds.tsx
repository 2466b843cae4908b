/** What staff do about a session as a whole. */
import type { RosterEntry, Session } from "../../../client/client.ts";
import { asked } from "../../client/problem.ts";
import { api } from "../api.ts";
import { useHere, useWork, useWords } from "../here.ts";
import { Sure } from "../sure.tsx";
import { isComing } from "./people.ts";
import { Sale } from "./sale.tsx";
import { WORDS } from "./words.ts";

type Props = { session: Session; roster: readonly RosterEntry[]; again: () => Promise<void> };

export function Deeds({ session, roster, again }: Props) {
  const { companyId, may } = useWork();
  const { say } = useHere();
  const words = useWords(WORDS);
  const { sessionId, status, startsAt } = session;
  if (status === "CANCELLED" || Date.parse(startsAt) <= Date.now()) return null;
  const cancel = async (reason: string) => {
    await asked(api.session.cancel({ companyId, sessionId, reason }));
    say(words.cancelled);
    await again();
  };
  return (
    <div class="deeds">
      {may("session.close_sale") && <Sale session={session} again={again} />}
      {may("session.cancel") && (
        <Sure
          open={words.cancel}
          title={words.cancelSure}
          yes={words.cancelYes}
          reason="required"
          again={() => void again()}
          act={cancel}
        >
          <p>{words.cancelWhy(roster.filter(isComing).length)}</p>
        </Sure>
      )}
    </div>
  );
}
