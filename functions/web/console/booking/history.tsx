/** Who did what, when and why; the latest first. */
import type { AuditEntry, BookingInFull } from "../../../client/client.ts";
import * as SignIn from "../../client/sign-in.ts";
import { useLoad, useLookAgain } from "../../client/waiting.ts";
import { all, api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { WORDS as COMMON } from "../words.ts";
import { EVENTS } from "./event-words.ts";
import { WORDS } from "./history-words.ts";

export function History({ booking }: { booking: BookingInFull }) {
  const { companyId } = useWork();
  const words = useWords(WORDS);
  const { bookingId, version } = booking;
  const loaded = useLoad(`${bookingId} ${version}`, () => all(api.booking.history, { companyId, bookingId }));
  const behind =
    loaded.state === "ready" &&
    !loaded.value.some((entry) => entry.entityId === bookingId && entry.version >= version);
  // The history is written a moment after what it tells of.
  useLookAgain(behind, loaded.again);
  return (
    <section class="history" aria-labelledby="history" aria-busy={behind}>
      <h2 id="history">{words.title}</h2>
      {loaded.state === "loading" && <Loading />}
      {loaded.state === "failed" && <Failed problem={loaded.problem} again={() => void loaded.again()} />}
      {loaded.state === "ready" && <Entries entries={loaded.value} />}
    </section>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  const { format } = useWork();
  const words = useWords(WORDS);
  const events = useWords(EVENTS);
  return (
    <ol>
      {entries.toReversed().map(({ changeId, entityId, version, type, at, by, reason }) => (
        <li key={`${changeId} ${entityId} ${version}`}>
          <b>{events[type] ?? type}</b>
          <p class="soft">
            <time dateTime={at}>{format.stamp(at)}</time> · <Actor by={by} />
          </p>
          {reason && <p class="reason">{words.reasons[reason] ?? reason}</p>}
        </li>
      ))}
    </ol>
  );
}

function Actor({ by }: { by: AuditEntry["by"] }) {
  const words = useWords(WORDS);
  const { roles } = useWords(COMMON);
  if (by.userId !== undefined && by.userId === SignIn.current()?.id) return <span>{words.you}</span>;
  const role = roles[by.role as keyof typeof roles];
  return <span>{role ? role.toLowerCase() : (words.by[by.kind] ?? by.kind)}</span>;
}
