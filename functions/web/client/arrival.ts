import { useEffect, useRef } from "preact/hooks";

/** Where somebody has moved to, the reading goes on from its head, not from where the last place was left. */
export function useArrival(name: string) {
  const main = useRef<HTMLElement>(null);
  const arrived = useRef(name);
  useEffect(() => {
    const element = main.current;
    if (!element || arrived.current === name) return undefined;
    arrived.current = name;
    scrollTo({ top: 0 });
    const reach = () => {
      const head = element.querySelector<HTMLElement>("h1");
      head?.focus({ preventScroll: true });
      return head !== null;
    };
    if (reach()) return undefined;
    const waiting = new MutationObserver(() => {
      if (reach()) waiting.disconnect();
    });
    waiting.observe(element, { childList: true, subtree: true });
    return () => waiting.disconnect();
  }, [name]);
  return main;
}
