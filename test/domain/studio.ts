/** A yoga studio with its staff, for tests of the catalogue: Olena owns it, Anna is admin, Maks manager, Iryna coach. */
import * as Activity from "../../domain/activity/activity.ts";
import * as Clock from "../../domain/clock.ts";
import * as Company from "../../domain/company/company.ts";
import * as Member from "../../domain/company/member.ts";
import { newUlid } from "../../domain/id.ts";
import * as Session from "../../domain/session/session.ts";
import { as, codes, HOUR, person } from "../world.ts";

export const [olena, anna, maks, iryna] = ["olena", "anna", "maks", "iryna"].map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
];

export const unused = (): string => newUlid().toLowerCase();
export const inDays = (days: number): string => Clock.isoAfter(days * 24 * HOUR);

export const companyTerms = (more: object = {}) => ({
  name: "Yoga on Podil",
  slug: unused(),
  timeZone: "Europe/Kyiv",
  currency: "UAH",
  locale: "uk-UA",
  ...more,
});

export const activityTerms = {
  name: "Hatha",
  price: { amount: 35_000, currency: "UAH" },
  durationMinutes: 90,
  capacity: 12,
};

export async function studio() {
  const company = await as(olena, () => Company.open(companyTerms()));
  const { companyId } = company;
  await as(olena, () => Member.add({ companyId, userId: anna.userId, role: "admin" }));
  await as(olena, () => Member.add({ companyId, userId: maks.userId, role: "manager" }));
  await as(anna, () => Member.add({ companyId, userId: iryna.userId, role: "coach" }));

  const draft = (more: object = {}) =>
    as(olena, () => Activity.draft({ companyId, ...activityTerms, ...more }));
  const publish = async (more: object = {}) => {
    const { activityId } = await draft(more);
    return as(olena, () => Activity.publish({ companyId, activityId }));
  };
  const schedule = async (more: Partial<Parameters<typeof Session.schedule>[0]> = {}) => {
    const activityId = more.activityId ?? (await publish()).activityId;
    return as(maks, () => Session.schedule({ companyId, startsAt: inDays(3), ...more, activityId }));
  };
  return { company, companyId, draft, publish, schedule };
}

/** What several attempts at once came to. */
export const outcomes = async (attempts: readonly Promise<unknown>[]) =>
  codes(await Promise.allSettled(attempts));
