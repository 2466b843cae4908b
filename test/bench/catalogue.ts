/** What anybody may know of a company: asked for anew, and by whoever still has the last answer (304). */
import * as Public from "../../functions/api/public.ts";
import { openCompany } from "./house.ts";
import { eventOf, person } from "./lambda.ts";
import type { Scene } from "./verbs.ts";

type Told = { statusCode: number; headers: Record<string, string> };
const ACTIVITIES = 20;
const SESSIONS = 100;

/** A company of its own, so that what other scenes leave is not in it. */
async function shop() {
  const { slug, activity, session } = await openCompany(person("owner"));
  let activityId = "";
  for (let more = 0; more < ACTIVITIES; more++) activityId = await activity(12);
  const begin = Date.now() + 86_400_000;
  for (let hour = 0; hour < SESSIONS; hour++)
    await session({ activityId, startsAt: new Date(begin + hour * 3_600_000).toISOString() });
  return async (what: string, headers: Record<string, string> = {}): Promise<Told> => {
    const asked = { route: `GET /v1/public/companies/{slug}/${what}`, path: { slug }, headers };
    return (await Public.handler(eventOf(asked) as never, {} as never)) as Told;
  };
}

export function catalogues(): Scene[] {
  let opened: ReturnType<typeof shop> | undefined;
  const open = () => (opened ??= shop());
  return ["catalogue", "availability"].flatMap((what): Scene[] => [
    {
      name: what,
      repeatable: true,
      async prepare() {
        const ask = await open();
        return () => ask(what);
      },
    },
    {
      name: `${what}, not changed`,
      repeatable: true,
      async prepare() {
        const ask = await open();
        const { headers } = await ask(what);
        return async () => {
          const { statusCode } = await ask(what, { "if-none-match": headers["etag"]! });
          if (statusCode !== 304) throw new Error(`${what} was answered ${statusCode}`);
        };
      },
    },
  ]);
}
