/**
 * A member: a person who works for a company in one role (TEN-2). The owner became one as the company was opened;
 * nobody can be made an owner beside him.
 */
import * as z from "zod";
import { Members } from "../access.ts";
import * as Actor from "../actor.ts";
import * as Clock from "../clock.ts";
import { change, commit } from "../commit.ts";
import { conflict, unprocessable } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, Subject, UserId } from "../id.ts";
import * as Page from "../page.ts";
import { verb } from "../verb.ts";
import { Companies } from "./company.ts";

const Shown = z.object({
  companyId: CompanyId,
  userId: UserId,
  role: z.enum(Actor.ROLES),
  createdAt: z.string(),
  version: z.int(),
});

export const add = verb({
  name: "member.add",
  may: ["owner", "admin"],
  idempotency: "accepted",
  status: 201,
  input: z.strictObject({
    companyId: CompanyId,
    userId: Subject.describe("The `sub` of his token; the answer says how he is called here."),
    role: z.enum(["admin", "manager", "coach"]),
  }),
  output: Shown,
  async run(asked) {
    const member = { ...asked, createdAt: Clock.iso() };
    return commit(
      [
        change(Events.MemberJoined(), Members.create(member), (old) =>
          conflict("member.already", "This person already works for the company.", { role: old?.role }),
        ),
      ],
      { ...member, version: 1 },
    );
  },
});

export const list = verb({
  name: "member.list",
  may: ["owner", "admin"],
  input: z.strictObject({ companyId: CompanyId, ...Page.asked }),
  output: Page.of(Shown),
  async run({ companyId, ...asked }) {
    const page = await Page.read(Members.query.primary({ companyId }), asked, `${companyId}/members`);
    return Page.of(Shown).parse(page);
  },
});

/** The companies that the signed-in person works for. */
export const companiesOfMe = verb({
  name: "member.companies_of_me",
  may: ["user"],
  input: z.strictObject(Page.asked),
  output: Page.of(
    z.object({ companyId: z.string(), name: z.string(), slug: z.string(), role: z.enum(Actor.ROLES) }),
  ),
  async run(asked) {
    const userId = Actor.currentUser();
    const mine = await Page.read(Members.query.companiesOfUser({ userId }), asked, `${userId}/companies`);
    const companies = await Promise.all(mine.items.map(({ companyId }) => Companies.get({ companyId }).go()));
    const items = companies.flatMap(({ data }, position) =>
      data
        ? [{ companyId: data.companyId, name: data.name, slug: data.slug, role: mine.items[position]!.role }]
        : [],
    );
    return { ...mine, items };
  },
});

/** Who leads activities and sessions works for their company. He may leave it later: what names him stays as it is. */
export async function mustWorkHere(companyId: string, instructorId: string | undefined): Promise<void> {
  if (instructorId !== undefined && !(await worksHere(companyId, instructorId))) {
    throw unprocessable("instructor.unknown", "An instructor is somebody who works for the company.", {
      instructorId,
    });
  }
}

export async function worksHere(companyId: string, userId: string): Promise<boolean> {
  const { data } = await Members.get({ companyId, userId }).go();
  return data !== null;
}
