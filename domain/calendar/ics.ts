/**
 * Calendar data as text (RFC 5545): one booking as a file, or all that a feed shows. Times are UTC, so that no zone needs
 * to be described and none can be described wrongly; a program shows them in its own. What makes an entry the same entry is
 * its id, and which of two copies is newer says its sequence. Equal entries are equal text: no line tells when it was asked
 * for, so a digest of the text tells whether anything has changed.
 */
export const STATUSES = ["TENTATIVE", "CONFIRMED", "CANCELLED"] as const;

/** All instants in ISO 8601. */
export type Entry = {
  readonly uid: string;
  /** Grows with every change. */
  readonly sequence: number;
  readonly status: (typeof STATUSES)[number];
  readonly summary: string;
  readonly description: string;
  readonly location?: string | undefined;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdAt?: string;
  readonly changedAt: string;
};

/** A file that people take: whoever takes it again has the same entry, brought up to date. */
export const file = (entry: Entry): string => written([...HEAD, "METHOD:PUBLISH", ...linesOf(entry), END]);

/** What programs fetch again and again. */
export function feed(name: string, entries: readonly Entry[]): string {
  const named = text(name);
  return written([
    ...HEAD,
    `NAME:${named}`,
    `X-WR-CALNAME:${named}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${FETCHED_EVERY}`,
    `X-PUBLISHED-TTL:${FETCHED_EVERY}`,
    ...(entries.length > 0 ? entries.flatMap(linesOf) : NOTHING),
    END,
  ]);
}

const FETCHED_EVERY = "PT1H";
const HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Holdfast//Bookings//EN", "CALSCALE:GREGORIAN"];
const END = "END:VCALENDAR";
/** A calendar has at least one component, and some programs insist on it. */
const NOTHING = [
  "BEGIN:VTIMEZONE",
  "TZID:Etc/UTC",
  "BEGIN:STANDARD",
  "DTSTART:19700101T000000",
  "TZOFFSETFROM:+0000",
  "TZOFFSETTO:+0000",
  "END:STANDARD",
  "END:VTIMEZONE",
];

function linesOf(entry: Entry): string[] {
  const { uid, sequence, status, summary, description, location, startsAt, endsAt, createdAt, changedAt } =
    entry;
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${instant(changedAt)}`,
    ...(createdAt === undefined ? [] : [`CREATED:${instant(createdAt)}`]),
    `LAST-MODIFIED:${instant(changedAt)}`,
    `SEQUENCE:${sequence}`,
    `DTSTART:${instant(startsAt)}`,
    `DTEND:${instant(endsAt)}`,
    `SUMMARY:${text(summary)}`,
    `DESCRIPTION:${text(description)}`,
    ...(location ? [`LOCATION:${text(location)}`] : []),
    `STATUS:${status}`,
    // Who is free is asked of calendars, and what is called off takes nobody's time.
    `TRANSP:${status === "CANCELLED" ? "TRANSPARENT" : "OPAQUE"}`,
    "END:VEVENT",
  ];
}

const instant = (iso: string): string => `${iso.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

const text = (given: string): string =>
  given
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    // Programs lose what stands behind the separators of Unicode, which are ends of lines as well.
    .replaceAll(/\r\n|[\n\r\u2028\u2029]/g, "\\n")
    // No other control character may be in a text.
    .replaceAll(/\p{Cc}/gu, "");

const written = (lines: readonly string[]): string => lines.map((line) => `${folded(line)}\r\n`).join("");

const MOST_OCTETS = 75;

/** A line is at most 75 octets long; the next one begins with a space. A character is never cut in two. */
function folded(line: string): string {
  // Most lines are short, and no character has more than three octets for each of its units.
  if (line.length * 3 <= MOST_OCTETS) return line;
  const parts = [""];
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      parts.push("");
      octets = 1;
    }
    parts[parts.length - 1] += character;
    octets += size;
  }
  return parts.join("\r\n ");
}
