import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Where somebody has moved to, the reading goes on from its head, not from where the last place was left. Here and wherever
 * else the focus moves: together with what is drawn, before the next key can be pressed.
 */
export function useArrival(name: string) {
  const main = useRef<HTMLElement>(null);
  const arrived = useRef(name);
  useLayoutEffect(() => {
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
