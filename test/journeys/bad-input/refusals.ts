/** A house full of things to be asked for wrongly, and what every refusal has in common. */
import { openCompany, request, signIn, type Answer, type Person } from "../people.ts";

export type Row = readonly [what: string, asks: () => Promise<Answer>, status: number, code: string];

export const inHours = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString();
export const checkout = { gateway: "sandbox", returnUrl: "https://app.example.test/back" };

const somebody = () => signIn("ann");

export async function furnish() {
  const [house, other] = await Promise.all([openCompany(), openCompany()]);
  const { home, ada, owner, activityId } = house;
  const sessionId = await house.session(40);
  const holds = `${home}/sessions/${sessionId}/holds`;
  return {
    ...house,
    other,
    sessionId,
    somebody,
    plan: (more: object) => owner.post(`${home}/sessions`, { activityId, startsAt: inHours(30), ...more }),
    draft: (more: object) =>
      owner.post(`${home}/activities`, {
        name: "Sup",
        durationMinutes: 60,
        capacity: 8,
        price: { amount: 100, currency: "UAH" },
        ...more,
      }),
    /** Holds with a body as it is. */
    raw: (body: string, headers: Record<string, string> = {}) =>
      request("POST", holds, ada.token, { body, headers }),
    heldBy: async (who: Person): Promise<{ holdId: string; sessionId: string }> =>
      (await house.hold(who, sessionId)).body,
    bookedBy: async (who: Person) => house.booked(who, sessionId),
  };
}

/** Status and code, and whatever is wrong with the answer's manners. */
export function seen({ status, headers, body }: Answer) {
  const faults = Object.entries({
    "no problem+json": headers.get("content-type") !== "application/problem+json",
    "another status": body.status !== status,
    "another type": body.type !== `urn:holdfast:problem:${body.code}`,
    "no title": typeof body.title !== "string",
    "no sentence": !/^[A-Z].*\.$/.test(body.detail),
    "another request": !body.requestId || body.requestId !== headers.get("x-request-id"),
    "a stack": /\bat .*\.(ts|js|mjs):\d|node_modules|ConditionalCheck/.test(JSON.stringify(body)),
  }).flatMap(([fault, is]) => (is ? [fault] : []));
  return { status, code: body.code as string, ...(faults.length > 0 && { faults }) };
}
