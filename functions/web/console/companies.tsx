/** The companies that somebody works for; with one only, the choice is made. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Notice, Title } from "../client/head.tsx";
import { go, To } from "../client/move.tsx";
import * as SignIn from "../client/sign-in.ts";
import { useLoad } from "../client/waiting.ts";
import { all, api } from "./api.ts";
import { Frame } from "./frame.tsx";
import { useWords } from "./here.ts";
import { Failed, Loading } from "./parts.tsx";
import { WORDS } from "./words.ts";

export function Companies({ ways }: { ways: ComponentChildren }) {
  const words = useWords(WORDS);
  return (
    <Frame name={words.console} home="/console" ways={ways}>
      <Choice />
    </Frame>
  );
}

function Choice() {
  const words = useWords(WORDS);
  const loaded = useLoad("companies", () => all(api.member.companiesOfMe, {}));
  const only = loaded.state === "ready" && loaded.value.length === 1 ? loaded.value[0] : undefined;
  useEffect(() => {
    if (only) go(`/console/${only.slug}`, { replace: true });
  }, [only]);
  if (loaded.state === "loading" || only) return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  if (loaded.value.length === 0) {
    return (
      <Notice kind="empty" title={words.noCompany} why={words.noCompanyWhy}>
        <code class="number">{SignIn.current()?.id}</code>
      </Notice>
    );
  }
  return (
    <>
      <Title>{words.chooseCompany}</Title>
      <ul class="rows">
        {loaded.value.map(({ companyId, name, slug, role }) => (
          <li key={companyId}>
            <To to={`/console/${slug}`} class="row">
              <b>{name}</b>
              <span class="soft">{words.roles[role]}</span>
            </To>
          </li>
        ))}
      </ul>
    </>
  );
}
