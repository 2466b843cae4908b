/** The console of one company: what its address names there. */
import type { ComponentChildren } from "preact";
import { Notice } from "../client/head.tsx";
import { asked, Problem } from "../client/problem.ts";
import { useLoad } from "../client/waiting.ts";
import { all, api } from "./api.ts";
import { Booking } from "./booking/booking.tsx";
import { Dashboard } from "./dashboard/dashboard.tsx";
import { formatIn } from "./format.ts";
import { Frame } from "./frame.tsx";
import { useHere, useWords, WorkContext } from "./here.ts";
import { Failed, Loading } from "./parts.tsx";
import type { Place } from "./place.ts";
import { Activities } from "./schedule/activities.tsx";
import { Schedule } from "./schedule/schedule.tsx";
import { Session } from "./session/session.tsx";
import { Sections } from "./sections.tsx";
import { Week } from "./week/week.tsx";
import { WORDS } from "./words.ts";

type Props = { slug: string; place: Place; ways: ComponentChildren };

export function Workplace({ slug, place, ways }: Props) {
  const { language } = useHere();
  const words = useWords(WORDS);
  const loaded = useLoad(slug, async () => {
    const mine = await all(api.member.companiesOfMe, {});
    const found = mine.find((one) => one.slug === slug);
    if (!found) throw new Problem("company.not_found", {}, 404);
    const { companyId, role } = found;
    return { company: await asked(api.company.show({ companyId })), role, several: mine.length > 1 };
  });
  const home = `/console/${slug}`;
  if (loaded.state !== "ready") {
    return (
      <Frame name={words.console} home="/console" ways={ways}>
        {loaded.state === "loading" ? (
          <Loading />
        ) : (
          <Failed problem={loaded.problem} again={() => void loaded.again()} />
        )}
      </Frame>
    );
  }
  const { company, role, several } = loaded.value;
  const work = { company, role, format: formatIn(language, company.timeZone) };
  return (
    <WorkContext.Provider value={work}>
      <Frame
        name={company.name}
        role={words.roles[role]}
        home={home}
        ways={ways}
        sections={<Sections home={home} place={place} several={several} />}
      >
        <At place={place} />
      </Frame>
    </WorkContext.Provider>
  );
}

function At({ place }: { place: Place }) {
  const words = useWords(WORDS);
  switch (place.at) {
    case "week":
      return <Week {...place} />;
    case "dashboard":
      return <Dashboard />;
    case "schedules":
      return <Activities />;
    case "schedule":
      return <Schedule key={place.activityId} {...place} />;
    case "session":
      return <Session key={place.sessionId} {...place} />;
    case "booking":
      return <Booking key={place.bookingId} {...place} />;
    default:
      return <Notice kind="empty" title={words.notHere} why={words.notHereWhy} />;
  }
}
