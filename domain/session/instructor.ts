/**
 * Finds the sessions that somebody leads. A sparse index of keys: only a session with an instructor is in it, and only a
 * change of who that is touches it, so bookings, which change what is shown of a session's seats all day, pay nothing.
 */
export const attributes = { minePk: { type: "string" }, mineSk: { type: "string" } } as const;

/** The keys are attributes, because a session without an instructor has neither. */
export const index = {
  index: "mine",
  pk: { field: "minePk", composite: ["minePk"], template: "${minePk}", casing: "none" },
  sk: { field: "mineSk", composite: ["mineSk"], template: "${mineSk}", casing: "none" },
} as const;

type Led = { companyId: string; startsAt: string; instructorId?: string | undefined };

export const entryOf = ({ companyId, instructorId, startsAt }: Led) =>
  instructorId === undefined ? {} : { ...all({ companyId, instructorId }), mineSk: startsAt };

export const all = ({ companyId, instructorId }: { companyId: string; instructorId: string }) => ({
  minePk: `C#${companyId}/INSTRUCTOR#${instructorId}`,
});
