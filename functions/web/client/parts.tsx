/** Small parts that all places of the page use. */
import type { ComponentChildren } from "preact";
import type { Problem } from "./api.ts";
import { useHere } from "./here.ts";
import { go } from "./place.ts";

export const Mark = ({ kind }: { kind: "tick" | "clock" | "cross" | "empty" }) => (
  <svg class={`mark ${kind}`} viewBox="0 0 24 24" aria-hidden="true">
    {kind !== "empty" && <circle cx="12" cy="12" r="10" />}
    {kind === "tick" && <path d="m7.5 12.5 3 3 6-6.5" />}
    {kind === "clock" && <path d="M12 7v5.2l3.2 2" />}
    {kind === "cross" && <path d="m8.8 8.8 6.4 6.4m0-6.4-6.4 6.4" />}
    {kind === "empty" && (
      <path d="M4 8h16M7 4v3m10-3v3M5.5 5.5h13A1.5 1.5 0 0 1 20 7v11.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5V7a1.5 1.5 0 0 1 1.5-1.5ZM9.5 14h5" />
    )}
  </svg>
);

/** A link within the page: an ordinary one, for new tabs and copying, that moves without loading. */
export function To(props: { to: string; class?: string; replace?: boolean; children: ComponentChildren }) {
  const { to, replace = false, children } = props;
  const move = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to, { replace });
  };
  return (
    <a href={to} class={props.class} onClick={move}>
      {children}
    </a>
  );
}

/** The head of a place: moving there puts the focus on it. */
export const Title = ({ children, back }: { children: ComponentChildren; back?: ComponentChildren }) => (
  <div class="title">
    {back}
    <h1 tabIndex={-1}>{children}</h1>
  </div>
);

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

export function Notice(props: {
  kind: "tick" | "clock" | "cross" | "empty";
  title: string;
  why?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class={`notice ${props.kind}`}>
      <Mark kind={props.kind} />
      <h1 tabIndex={-1}>{props.title}</h1>
      {props.why && <p>{props.why}</p>}
      {props.children && <div class="actions">{props.children}</div>}
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

type Occasion = { activityName: string; startsAt: string; endsAt: string };

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
            {format.date(startsAt)}, {format.span(startsAt, endsAt)}
          </time>
        </p>
        <p class="soft">{company.name}</p>
      </div>
      {children && <div class="rest">{children}</div>}
    </section>
  );
}
