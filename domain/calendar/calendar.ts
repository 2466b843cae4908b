/**
 * A calendar: an address at which a person's program finds what he is part of, for as long as he wants it (BKG-14).
 *
 *   issued ──revoked──▶ gone: its address is as one that never was
 *
 * Programs that fetch calendars can not sign in, so the address itself is the secret. It is told once, to whoever asks for
 * it, and kept as its hash, in a lookup row that says what it opens. All that a person has in a company are one row: so
 * there are never more than a few, however many are asked for at once.
 */
import { CustomAttributeType, Entity, type EntityItem } from "electrodb";
import * as z from "zod";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { again, change, commit, when, type Write } from "../commit.ts";
import * as Company from "../company/company.ts";
import * as Member from "../company/member.ts";
import { missing, unprocessable } from "../error.ts";
import type { Occurrence } from "../event.ts";
import * as Events from "../events.ts";
import { CalendarId, CompanyId, fresh } from "../id.ts";
import * as Secret from "../secret.ts";
import { stamped, store } from "../table.ts";
import { verb } from "../verb.ts";

/** The caller's bookings; the sessions that he leads; all of the company's. */
export const CONTENTS = ["my_bookings", "my_sessions", "all_sessions"] as const;
const MOST_CALENDARS = 10;
export const Token = z
  .string()
  .regex(/^hfc_[A-Za-z0-9_-]{43}$/)
  .meta({ examples: ["hfc_eyUq3jW0bVb4m1dQxS8nT7kRzL2pYcA9gHiJ5oMfNwE"] });

type Kept = { calendarId: string; shows: (typeof CONTENTS)[number]; hash: string; createdAt: string };

const Calendars = new Entity(
  {
    model: { entity: "calendars", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      userId: { type: "string", required: true },
      issued: { type: CustomAttributeType<readonly Kept[]>("any"), required: true },
      ...stamped,
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "userId"],
          template: "C#${companyId}/USER#${userId}",
          casing: "none",
        },
        sk: { field: "sk", composite: [], template: "CALENDARS", casing: "none" },
      },
    },
  },
  store,
);

const Addresses = new Entity(
  {
    model: { entity: "calendarOfHash", version: "1", service: "holdfast" },
    attributes: {
      hash: { type: "string", required: true },
      companyId: { type: "string", required: true },
      userId: { type: "string", required: true },
      shows: { type: CONTENTS, required: true },
    },
    indexes: {
      primary: {
        pk: { field: "pk", composite: ["hash"], template: "CALENDAR#${hash}", casing: "none" },
        sk: { field: "sk", composite: [], template: "CALENDAR", casing: "none" },
      },
    },
  },
  store,
);
export type Address = EntityItem<typeof Addresses>;

export const Shown = z.object({
  calendarId: CalendarId,
  shows: z.enum(CONTENTS),
  createdAt: z.string(),
});

/** A repeat makes another one: to answer with this one, its address would have to be kept. */
export const issue = verb({
  name: "calendar.issue",
  may: ["user"],
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    shows: z
      .enum(CONTENTS)
      .default("my_bookings")
      .describe("The caller's bookings; or, for staff, the sessions that they lead, or all sessions."),
  }),
  output: Shown.extend({ url: z.string().describe("For programs to subscribe to. Shown this once.") }),
  async run({ companyId, shows }) {
    const userId = Actor.currentUser();
    const [calendars, mayLook] = await Promise.all([
      find(companyId, userId),
      shows === "my_bookings" || Member.worksHere(companyId, userId),
      Company.get(companyId),
    ]);
    if (!mayLook) throw missing("company");
    const issued = calendars?.issued ?? [];
    if (issued.length >= MOST_CALENDARS)
      throw unprocessable("calendar.too_many", "Revoke a calendar first.", { most: MOST_CALENDARS });
    const token = `hfc_${Secret.draw()}`;
    const hash = Secret.hashOf(token);
    const calendar = { calendarId: fresh("cal") as CalendarId, shows, hash, createdAt: Clock.iso() };
    const occurrence = Events.CalendarIssued({ data: { calendarId: calendar.calendarId, shows } });
    return commit(
      [
        become({ companyId, userId }, calendars, [...issued, calendar], occurrence),
        when(Addresses.create({ hash, companyId, userId, shows }), again),
      ],
      { ...calendar, url: `${process.env.API_URL}/v1/calendars/${token}` },
    );
  },
});

/** The caller's own in a company, without their addresses. */
export const list = verb({
  name: "calendar.list",
  may: ["user"],
  input: z.strictObject({ companyId: CompanyId }),
  output: z.object({ items: z.array(Shown) }),
  async run({ companyId }) {
    const calendars = await find(companyId, Actor.currentUser());
    return { items: (calendars?.issued ?? []).map((one) => Shown.parse(one)) };
  },
});

/** From now on there is nothing at its address. */
export const revoke = verb({
  name: "calendar.revoke",
  may: ["user"],
  status: 204,
  input: z.strictObject({ companyId: CompanyId, calendarId: CalendarId }),
  output: z.void(),
  async run({ companyId, calendarId }) {
    const userId = Actor.currentUser();
    const calendars = await find(companyId, userId);
    const calendar = calendars?.issued.find((one) => one.calendarId === calendarId);
    if (!calendar) throw missing("calendar");
    const rest = calendars!.issued.filter((one) => one !== calendar);
    const { shows, hash } = calendar;
    const occurrence = Events.CalendarRevoked({ data: { calendarId, shows } });
    await commit(
      [become({ companyId, userId }, calendars, rest, occurrence), when(Addresses.delete({ hash }), again)],
      undefined,
    );
  },
});

/** What is at an address. Staff's are empty from the moment that they work there no more. */
export async function at(token: string): Promise<Address> {
  const { data } = await Addresses.get({ hash: Secret.hashOf(token) }).go({ consistent: true });
  if (!data) throw missing("calendar");
  const { companyId, userId, shows } = data;
  if (shows !== "my_bookings" && !(await Member.worksHere(companyId, userId))) throw missing("calendar");
  return data;
}

type Owner = { companyId: string; userId: string };
type Calendars = EntityItem<typeof Calendars>;

async function find(companyId: string, userId: string): Promise<Calendars | undefined> {
  const { data } = await Calendars.get({ companyId, userId }).go({ consistent: true });
  return data ?? undefined;
}

function become(
  owner: Owner,
  before: Calendars | undefined,
  issued: readonly Kept[],
  occurrence: Occurrence,
): Write {
  const operation = before
    ? Calendars.patch(owner)
        .set({ issued })
        .where((a, o) => o.eq(a.version, before.version!))
    : Calendars.create({ ...owner, issued });
  return change(occurrence, operation, again);
}
