/**
 * Finds the sessions that somebody leads: a small row for each, beside the others of his. It is written when the session is
 * put on the calendar or changes hands, and says nothing else: on the session itself it would make dearer what bookings
 * change there all day.
 */
import { Entity } from "electrodb";
import { again, when, type Write } from "../commit.ts";
import { store } from "../table.ts";

export const Led = new Entity(
  {
    model: { entity: "sessionOfInstructor", version: "1", service: "holdfast" },
    attributes: {
      companyId: { type: "string", required: true },
      instructorId: { type: "string", required: true },
      startsAt: { type: "string", required: true },
      sessionId: { type: "string", required: true },
    },
    indexes: {
      primary: {
        pk: {
          field: "pk",
          composite: ["companyId", "instructorId"],
          template: "C#${companyId}/INSTRUCTOR#${instructorId}",
          casing: "none",
        },
        sk: {
          field: "sk",
          composite: ["startsAt", "sessionId"],
          template: "${startsAt}#${sessionId}",
          casing: "none",
        },
      },
    },
  },
  store,
);

type Session = {
  companyId: string;
  sessionId: string;
  startsAt: string;
  instructorId?: string | null | undefined;
};

/** What else is written with a new session. */
export const listed = (session: Session): Write[] => rows(session, (row) => Led.put(row));

/** What else is written when it changes hands. */
export const handed = (before: Session, instructorId: string | null): Write[] => [
  ...rows(before, (row) => Led.delete(row)),
  ...listed({ ...before, instructorId }),
];

type Row = Required<Session> & { instructorId: string };
function rows(
  { companyId, sessionId, startsAt, instructorId }: Session,
  write: (row: Row) => Write["operation"],
) {
  if (!instructorId) return [];
  return [when(write({ companyId, sessionId, startsAt, instructorId }), again)];
}
