/** Moving within a page: its address says where somebody is, and the browser's own buttons work. */
import type { ComponentChildren } from "preact";

const MOVED = "holdfast:moved";

/** The chosen language travels along, so that it survives a reload where nothing can be remembered. */
export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  const address = new URL(path, location.origin);
  const language = new URLSearchParams(location.search).get("lang");
  if (language) address.searchParams.set("lang", language);
  history[replace ? "replaceState" : "pushState"](null, "", address);
  dispatchEvent(new Event(MOVED));
}

export function onMove(listener: () => void): () => void {
  addEventListener("popstate", listener);
  addEventListener(MOVED, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(MOVED, listener);
  };
}

/** A link within the page: an ordinary one, for new tabs and copying, that moves without loading. */
export function To(props: {
  to: string;
  class?: string;
  replace?: boolean;
  current?: "page" | "true";
  children: ComponentChildren;
}) {
  const { to, replace = false, current, children } = props;
  const move = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to, { replace });
  };
  return (
    <a href={to} class={props.class} aria-current={current} onClick={move}>
      {children}
    </a>
  );
}
