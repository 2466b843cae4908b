import { To } from "../client/move.tsx";
import { useWords } from "./here.ts";
import type { Place } from "./place.ts";
import { WORDS } from "./words.ts";

/** The parts of the console, each with the places that it leads to. */
const SECTIONS = [
  { path: "", name: "week", within: ["session", "booking"] },
  { path: "/dashboard", name: "dashboard", within: [] },
  { path: "/schedules", name: "schedules", within: ["schedule"] },
] as const satisfies readonly { path: string; name: Place["at"]; within: readonly Place["at"][] }[];

type Props = { home: string; place: Place; several: boolean };

export function Sections({ home, place: { at }, several }: Props) {
  const words = useWords(WORDS);
  const currentOf = ({ name, within }: (typeof SECTIONS)[number]) => {
    if (name === at) return { current: "page" as const };
    return within.some((one) => one === at) ? { current: "true" as const } : {};
  };
  return (
    <>
      {SECTIONS.map((section) => (
        <To key={section.name} to={`${home}${section.path}`} class="section" {...currentOf(section)}>
          {words[section.name]}
        </To>
      ))}
      {several && (
        <To to="/console" class="section others">
          {words.companies}
        </To>
      )}
    </>
  );
}
