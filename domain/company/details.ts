/**
 * What a company changes about itself: its name, how far ahead its calendar goes, how long it keeps a seat for who waited,
 * when it reminds people of their sessions, and the sites that may show its booking page in a frame of theirs.
 *
 * A site is an origin as browsers know it: https, a host name and perhaps a port; `*.` stands for any host below a name.
 * It becomes a part of a header, so what is not plainly an origin is refused. The page is never cached, so a change holds
 * from the next time that somebody opens it.
 */
import * as z from "zod";
import * as Sphere from "../catalogue/sphere.ts";
import { change, commit } from "../commit.ts";
import * as Edition from "../edition.ts";
import { missing, stale } from "../error.ts";
import * as Events from "../events.ts";
import { given } from "../given.ts";
import { CompanyId, SphereId } from "../id.ts";
import { verb } from "../verb.ts";
import * as Company from "./company.ts";
import { LeadTimes } from "./lead-times.ts";

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
    sphereId: SphereId.optional().describe("The field of activity; see /v1/spheres."),
    reminderHours: LeadTimes.optional(),
    horizonDays: z
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe("How many days ahead schedules put sessions on the calendar; 60 unless it is said."),
    offerMinutes: z
      .int()
      .min(5)
      .max(2 * 24 * 60)
      .optional()
      .describe(
        "How long a seat that came free is kept for whoever waited for it; 60 unless it is said. Of new sessions.",
      ),
    embedders: z.array(Site).max(MOST_SITES).optional().describe("Sites that may show the booking page."),
  }),
  output: Company.Shown,
  async run({ companyId, name, sphereId, horizonDays, offerMinutes, embedders, reminderHours }) {
    const company = await Company.get(companyId);
    const expected = Edition.expected(company, told);
    const edits = {
      ...given({ name, sphereId, horizonDays, offerMinutes }),
      ...(embedders && { embedders: [...new Set(embedders)] }),
      ...(reminderHours && { reminderHours }),
    };
    if (Object.keys(edits).length === 0) return Company.Shown.parse(company);
    if (sphereId) await Sphere.mustBeThere(sphereId);
    const write = Company.Companies.patch({ companyId })
      .set(edits)
      .where((a, o) => o.eq(a.version, expected));
    const answer = Company.Shown.parse({ ...company, ...edits, version: expected + 1 });
    return commit([change(Events.CompanyChanged(), write, Edition.moved(told))], answer);
  },
});

const told: Edition.Told = {
  gone: () => missing("company"),
  changed: (version) =>
    stale("company.changed_meanwhile", "Somebody changed the company after you read it. Read it again.", {
      version,
    }),
};
