/** What every part of the console knows: the language; and, once a company is chosen, for whom somebody works. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Company, Workplace } from "../../client/client.ts";
import type { Language } from "../page/language.ts";
import type { Given } from "../page/console.ts";
import type { Format } from "./format.ts";
import { mayDo, type Deed } from "./may.ts";

export interface Here {
  readonly language: Language;
  /** Where people sign in, if they can. */
  readonly signIn: Given["signIn"];
  /** Says something to whoever listens instead of looking. */
  readonly say: (text: string) => void;
}

export interface Work {
  readonly company: Company;
  readonly role: Workplace["role"];
  readonly format: Format;
}

export const HereContext = createContext<Here | undefined>(undefined);
export const WorkContext = createContext<Work | undefined>(undefined);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error("A part of the console is outside of it.");
  return here;
}

export function useWork() {
  const work = useContext(WorkContext);
  if (!work) throw new Error("No company is chosen here.");
  const { companyId, slug } = work.company;
  return { ...work, companyId, home: `/console/${slug}`, may: (deed: Deed) => mayDo(work.role, deed) };
}

/** A part's own words, in each language. */
export type InBoth<Words> = Readonly<Record<Language, Words>>;
export const useWords = <Words>(words: InBoth<Words>): Words => words[useHere().language];
