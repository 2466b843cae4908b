/** What every part of the page knows: the company, the language and how it writes things. */
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Given } from "../page/document.ts";
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
