import { useRef } from "preact/hooks";
import { Problem } from "../client/problem.ts";

/** One key for one request until it is answered: whoever presses again after a silence has done it once. */
export function useKey() {
  const open = useRef<{ readonly wish: string; readonly key: string } | undefined>(undefined);
  return async <T>(wish: object, send: (idempotencyKey: string) => Promise<T>): Promise<T> => {
    const text = JSON.stringify(wish);
    if (open.current?.wish !== text) open.current = { wish: text, key: crypto.randomUUID() };
    try {
      const answer = await send(open.current.key);
      open.current = undefined;
      return answer;
    } catch (error) {
      const answered = error instanceof Problem && error.status !== 0;
      if (answered) open.current = undefined;
      throw error;
    }
  };
}
