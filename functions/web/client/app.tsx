/** The booking page: one place at a time, as its address says. */
import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Given } from "../page/document.ts";
import { Account, SignInButton } from "./account.tsx";
import { Activities } from "./activities.tsx";
import { useArrival } from "./arrival.ts";
import { Booking } from "./booking.tsx";
import { Calendar } from "./calendar.tsx";
import { Choice } from "./choice.tsx";
import { formatIn } from "./format.ts";
import { Notice } from "./head.tsx";
import { HereContext, type Here } from "./here.ts";
import { Holding } from "./holding.tsx";
import { InLine } from "./in-line.tsx";
import { Mine } from "./mine.tsx";
import { To, onMove } from "./move.tsx";
import { home, placeOf, type Place } from "./place.ts";
import { words as inLanguage, type Language } from "./words.ts";

const framed = window.parent !== window;

function App({ company, signIn, language: first }: Given) {
  const [language, setLanguage] = useState<Language>(first);
  const [place, setPlace] = useState(() => placeOf(location));
  const [said, say] = useState("");
  useEffect(() => {
    const look = () => setPlace(placeOf(location));
    // A part of the page may have moved on before anybody listened.
    look();
    return onMove(look);
  }, []);
  const here = useMemo<Here>(() => {
    const format = formatIn(language, company.timeZone);
    return { company, language, words: inLanguage[language], format, signIn, framed, say };
  }, [company, language]);
  const main = useArrival(`${place.at} ${Object.values(place)[1]}`);
  const { words } = here;

  const change = () => {
    const next = language === "en" ? "uk" : "en";
    const address = new URL(location.href);
    address.searchParams.set("lang", next);
    history.replaceState(null, "", address);
    document.documentElement.lang = next;
    setLanguage(next);
  };

  return (
    <HereContext.Provider value={here}>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header>
        <To to={home()} class="brand">
          <span class="sign" aria-hidden="true">
            {Array.from(company.name)[0]}
          </span>
          {company.name}
        </To>
        <div class="ways">
          {place.at !== "hold" && place.at !== "mine" && <SignInButton />}
          <button type="button" class="plain" lang={language === "en" ? "uk" : "en"} onClick={change}>
            {words.otherLanguage}
          </button>
        </div>
      </header>
      <Account />
      <main id="main" ref={main}>
        <At place={place} />
      </main>
      <p class="unseen" role="status">
        {said}
      </p>
    </HereContext.Provider>
  );
}

function At({ place }: { place: Place }) {
  switch (place.at) {
    case "activities":
      return <Activities />;
    case "calendar":
      return <Calendar key={place.activityId} {...place} />;
    case "session":
      return <Choice key={place.sessionId} {...place} />;
    case "hold":
      return <Holding key={place.holdId} {...place} />;
    case "booking":
      return <Booking key={place.bookingId} {...place} />;
    case "line":
      return <InLine key={place.entryId} {...place} />;
    case "mine":
      return <Mine />;
    case "nowhere":
      return <Notice kind="empty" title="404" />;
  }
}

/** The frame around the page is as high as the page. */
function tellHeight(): void {
  const height = document.getElementById("app")?.offsetHeight ?? 0;
  // The height alone, which is no secret from whoever shows the page.
  parent.postMessage({ holdfastHeight: height }, "*");
}

const given = JSON.parse(document.getElementById("given")?.textContent ?? "{}") as Given;
const root = document.getElementById("app");
if (root) {
  document.documentElement.classList.toggle("framed", framed);
  render(<App {...given} />, root);
  if (framed) new ResizeObserver(tellHeight).observe(root);
}
