/**
 * What a company changes about itself: its name, and the sites that may show its booking page in a frame of theirs.
 *
 * A site is an origin as browsers know it: https, a host name and perhaps a port; `*.` stands for any host below a name.
 * It becomes a part of a header, so what is not plainly an origin is refused. The page is never cached, so a change holds
 * from the next time that somebody opens it.
 */
import * as z from "zod";
import * as Actor from "../actor.ts";
import { again, change, commit, type Refusal } from "../commit.ts";
import { missing, stale } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId } from "../id.ts";
import type { Item } from "../send.ts";
import { verb } from "../verb.ts";
import * as Company from "./company.ts";

const MOST_SITES = 20;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const ORIGIN = new RegExp(
  `^https://(?:\\*\\.)?(?:${LABEL}\\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\\d{1,5})?$`,
);

export const Site = z
  .string()
  .max(260)
  .regex(
    ORIGIN,
    "must be an origin: https://shop.example, https://*.shop.example or https://shop.example:8443",
  )
  .describe("An origin, in lower case; names in other alphabets in their xn-- form.");

/** A field that is not given stays as it is. */
export const edit = verb({
  name: "company.edit",
  may: ["owner", "admin"],
  idempotency: "accepted",
  input: z.strictObject({
    companyId: CompanyId,
    name: Company.Name.optional(),
    embedders: z.array(Site).max(MOST_SITES).optional().describe("Sites that may show the booking page."),
  }),
  output: Company.Shown,
  async run({ companyId, name, embedders }) {
    const company = await Company.get(companyId);
    const expected = mustBeFresh(company);
    const edits = {
      ...(name !== undefined && { name }),
      ...(embedders && { embedders: [...new Set(embedders)] }),
    };
    if (Object.keys(edits).length === 0) return Company.Shown.parse(company);
    const write = Company.Companies.patch({ companyId })
      .set(edits)
      .where((a, o) => o.eq(a.version, expected));
    const answer = Company.Shown.parse({ ...company, ...edits, version: expected + 1 });
    return commit([change(Events.CompanyChanged(), write, moved)], answer);
  },
});

/** The version that the write must still find: the one of `If-Match`, if it was sent, else the one that was read. */
function mustBeFresh(company: Company.Company): number {
  const { ifMatch } = Actor.current();
  const version = company.version ?? 0;
  if (ifMatch !== undefined && ifMatch !== version) throw changedMeanwhile(version);
  return version;
}

function moved(old: Item | undefined): Refusal {
  if (!old) return missing("company");
  return Actor.current().ifMatch === undefined ? again() : changedMeanwhile(Number(old.version));
}

const changedMeanwhile = (version: number) =>
  stale("company.changed_meanwhile", "Somebody changed the company after you read it. Read it again.", {
    version,
  });
