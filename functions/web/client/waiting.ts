/** How the parts of a page wait for answers. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "./problem.ts";

export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly problem: Problem }
  | { readonly state: "ready"; readonly value: T };

const problemOf = (error: unknown): Problem => (error instanceof Problem ? error : new Problem("internal"));

/** Asks when `name` changes, and again when told so; what comes too late for its question is left out. */
export function useLoad<T>(name: string, load: () => Promise<T>): Loaded<T> & { again: () => Promise<void> } {
  const [loaded, setLoaded] = useState<{ name: string; answer: Loaded<T> }>();
  const latest = useRef({ name, load });
  latest.current = { name, load };
  const again = useCallback(async () => {
    const asked = latest.current;
    const answer = await asked.load().then(
      (value): Loaded<T> => ({ state: "ready", value }),
      (error: unknown): Loaded<T> => ({ state: "failed", problem: problemOf(error) }),
    );
    if (latest.current.name === asked.name) setLoaded({ name: asked.name, answer });
  }, []);
  useEffect(() => void again(), [name]);
  const answer: Loaded<T> = loaded?.name === name ? loaded.answer : { state: "loading" };
  return { ...answer, again };
}

/** One action at a time: whether it runs, and what came of the last one. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (action: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    await action().catch((error: unknown) => setProblem(problemOf(error)));
    setBusy(false);
  };
  return { busy, problem, run };
}

/** Devices that slept have not counted: look again when somebody looks again. */
export function useReturn(action: () => void): void {
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === "visible") action();
    };
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  });
}

const MINUTE_MS = 60_000;

/** What depends on the time is drawn anew as it passes: a page may lie open at a door for hours. */
export function useMinutes(): void {
  const [, pass] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => pass((minutes) => minutes + 1), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
}

const LOOK_AGAIN_MS = 1000;
const LOOKS = 10;

/** What is not there yet comes in a moment, or not while somebody waits for it. */
export function useLookAgain(behind: boolean, again: () => Promise<void>): void {
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    if (!behind || looks >= LOOKS) return undefined;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      void again();
    }, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [behind, looks]);
}
