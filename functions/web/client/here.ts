/** What every part of the page knows: the company, the language and how it writes things; and how parts wait. */
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Given } from "../page/document.ts";
import { Problem } from "./api.ts";
import type { Format } from "./format.ts";
import type { Language, Words } from "./words.ts";

export interface Here {
  readonly company: Given["company"];
  readonly language: Language;
  readonly words: Words;
  readonly format: Format;
  /** Where people sign in, if they can. */
  readonly signIn: Given["signIn"];
  /** In a frame of another site. */
  readonly framed: boolean;
  /** Says something to whoever listens instead of looking. */
  readonly say: (text: string) => void;
}

export const HereContext = createContext<Here | undefined>(undefined);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error("A part of the page is outside of it.");
  return here;
}

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

/** Seconds left, counted from the moment of the answer, whatever the device's clock says. */
export function useCountdown(seconds: number, answeredAt: number): number {
  const left = () => Math.max(0, Math.ceil(seconds - (performance.now() - answeredAt) / 1000));
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      tick((ticks) => ticks + 1);
      if (left() === 0) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [seconds, answeredAt]);
  return left();
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
