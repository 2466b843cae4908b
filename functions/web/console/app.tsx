/** The staff console: one place at a time, as its address says. */
import { render, type ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Notice } from "../client/head.tsx";
import { onMove } from "../client/move.tsx";
import * as SignIn from "../client/sign-in.ts";
import type { Given } from "../page/console.ts";
import type { Language } from "../page/language.ts";
import { Companies } from "./companies.tsx";
import { Frame } from "./frame.tsx";
import { HereContext, useWords, type Here } from "./here.ts";
import { SignInButton } from "./parts.tsx";
import { placeOf, slugOf } from "./place.ts";
import { Workplace } from "./workplace.tsx";
import { WORDS } from "./words.ts";

function App({ signIn, language: first }: Given) {
  const [language, setLanguage] = useState<Language>(first);
  const [at, setAt] = useState(() => ({ slug: slugOf(location), place: placeOf(location) }));
  const [said, say] = useState("");
  useEffect(() => onMove(() => setAt({ slug: slugOf(location), place: placeOf(location) })), []);
  const here = useMemo<Here>(() => ({ language, signIn, say }), [language]);
  const words = WORDS[language];

  const change = () => {
    const next = language === "en" ? "uk" : "en";
    const address = new URL(location.href);
    address.searchParams.set("lang", next);
    history.replaceState(null, "", address);
    document.documentElement.lang = next;
    setLanguage(next);
  };
  const ways = (
    <div class="ways">
      <button type="button" class="plain" lang={language === "en" ? "uk" : "en"} onClick={change}>
        {words.otherLanguage}
      </button>
      {SignIn.current() && signIn && (
        <button type="button" class="plain" onClick={() => SignIn.leave(signIn, "/console")}>
          {words.signOut}
        </button>
      )}
    </div>
  );
  return (
    <HereContext.Provider value={here}>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      {!SignIn.current() ? (
        <Stranger ways={ways} />
      ) : at.slug ? (
        <Workplace key={at.slug} slug={at.slug} place={at.place} ways={ways} />
      ) : (
        <Companies ways={ways} />
      )}
      <p class="unseen" role="status">
        {said}
      </p>
    </HereContext.Provider>
  );
}

function Stranger({ ways }: { ways: ComponentChildren }) {
  const words = useWords(WORDS);
  return (
    <Frame name={words.console} home="/console" ways={ways}>
      <Notice kind="empty" title={words.console} why={words.signInWhy}>
        <SignInButton />
      </Notice>
    </Frame>
  );
}

const given = JSON.parse(document.getElementById("given")?.textContent ?? "{}") as Given;
const root = document.getElementById("app");
if (root) render(<App {...given} />, root);
