/** How a place begins, or what stands there instead of it. */
import type { ComponentChildren } from "preact";
import { Mark } from "./mark.tsx";

/** The head of a place: moving there puts the focus on it. */
export const Title = ({ children, back }: { children: ComponentChildren; back?: ComponentChildren }) => (
  <div class="title">
    {back}
    <h1 tabIndex={-1}>{children}</h1>
  </div>
);

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
