/** Small parts that all places of the page use. */
import type { ComponentChildren } from "preact";
import { Notice } from "./head.tsx";
import { useHere } from "./here.ts";
import { Mark } from "./mark.tsx";
import type { Problem } from "./problem.ts";

export function Loading({ rows = 3 }: { rows?: number }) {
  const { words } = useHere();
  return (
    <div class="loading" role="status">
      <span class="unseen">{words.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div class="ghost" key={row} aria-hidden="true" />
      ))}
    </div>
  );
}

export function useProblemWords(problem: Problem): { title: string; why: string } {
  const { words } = useHere();
  const { code, detail } = problem;
  const [title, why] = words.problems[code] ?? words.problem;
  if (code !== "session.sold_out") return { title, why };
  const { seatsLeft = 0, retryAfter } = detail as { seatsLeft?: number; retryAfter?: number };
  const left = seatsLeft > 0 ? words.onlyLeft(seatsLeft) : why;
  const soon = retryAfter === undefined ? "" : ` ${words.maybeSoon(Math.ceil(retryAfter / 60))}`;
  return { title, why: `${left}${soon}` };
}

/** A place that could not be shown. */
export function Failed({ problem, again, children }: FailedProps) {
  const { words } = useHere();
  const { title, why } = useProblemWords(problem);
  return (
    <Notice kind="cross" title={title} why={why}>
      {again && (
        <button type="button" class="go" onClick={again}>
          {words.again}
        </button>
      )}
      {children}
    </Notice>
  );
}
type FailedProps = { problem: Problem; again?: () => void; children?: ComponentChildren };

/** An action that did not work, beside its button. */
export function Refused({ problem }: { problem: Problem }) {
  const { title, why } = useProblemWords(problem);
  return (
    <div class="refused" role="alert">
      <Mark kind="cross" />
      <div>
        <strong>{title}</strong>
        <p>{why}</p>
      </div>
    </div>
  );
}

type Occasion = { activityName: string; startsAt: string; endsAt?: string };

/** What it is about: the activity and its time. */
export function Occasion({
  activityName,
  startsAt,
  endsAt,
  children,
}: Occasion & { children?: ComponentChildren }) {
  const { format, company } = useHere();
  return (
    <section class="occasion" aria-label={activityName}>
      <p class="tear" aria-hidden="true">
        <b>{Number(format.dayOf(startsAt).slice(8))}</b>
        <span>{format.monthShort(startsAt)}</span>
      </p>
      <div class="what">
        <h2>{activityName}</h2>
        <p>
          <time dateTime={startsAt}>
            {format.date(startsAt)}, {endsAt ? format.span(startsAt, endsAt) : format.time(startsAt)}
          </time>
        </p>
        <p class="soft">{company.name}</p>
      </div>
      {children && <div class="rest">{children}</div>}
    </section>
  );
}
