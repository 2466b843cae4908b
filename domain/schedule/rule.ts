/**
 * A recurrence rule of RFC 5545, as far as a calendar of sessions needs one: FREQ from HOURLY to YEARLY with every BY part
 * but BYSECOND, INTERVAL, COUNT, UNTIL and WKST. It is followed in wall time, which knows no zones, so the same rule means
 * the same clock times all year round.
 *
 * A rule may go on for ever; it is only ever asked about some days. What would take long to follow is refused: more than
 * 48 a day, a count or a start out of all proportion.
 */
import { RRuleTemporal } from "rrule-temporal";
import { unprocessable } from "../error.ts";
import * as Wall from "../time/wall.ts";

export type Rule = {
  readonly text: string;
  /** What it counts from; it is part of the rule only if it fits it. */
  readonly dtstart: Wall.Wall;
};

const MOST_A_DAY = 48;
const MOST_COUNT = 1000;
/** DTSTART, and an UNTIL, are years that people plan in. */
const YEARS = /^(19[89]\d|20\d\d)-/;
/** Far above what a rule of this kind needs for the days it is asked about. */
const EFFORT = { maxIterations: 2000, maxCandidateEvaluations: 5000 };

const MOST_LISTED = 48;
const list = (item: string): RegExp => new RegExp(`^${item}(,${item}){0,${MOST_LISTED - 1}}$`);
const upTo = (most: RegExp): RegExp => list(`[+-]?(?:${most.source})`);
const PARTS: Readonly<Record<string, RegExp>> = {
  FREQ: /^(HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,8}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
  BYMINUTE: list("[0-5]?\\d"),
  BYHOUR: list("(?:[01]?\\d|2[0-3])"),
  BYDAY: list("(?:[+-]?(?:[1-9]|[1-4]\\d|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)"),
  BYMONTHDAY: upTo(/[1-9]|[12]\d|3[01]/),
  BYYEARDAY: upTo(/[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6]/),
  BYWEEKNO: upTo(/[1-9]|[1-4]\d|5[0-3]/),
  BYMONTH: list("(?:[1-9]|1[0-2])"),
  BYSETPOS: upTo(/[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6]/),
};

/** The rule in one spelling, its end in wall time; or why it can not be followed. */
export function parse(text: string, dtstart: Wall.Wall, timeZone: string): Rule {
  const parts = partsOf(text);
  mustBeRare(parts, text);
  const count = Number(parts.get("COUNT") ?? 1);
  if (count > MOST_COUNT) {
    throw unprocessable("slot.rule_count_too_high", `COUNT may be ${MOST_COUNT} at most.`, { count });
  }
  if (!YEARS.test(dtstart))
    throw unprocessable("slot.rule_starts_out_of_range", "DTSTART is too far away.", { dtstart });
  const until = parts.get("UNTIL");
  if (until !== undefined) parts.set("UNTIL", endOf(until, dtstart, timeZone));
  const rule = { text: [...parts].map(([name, value]) => `${name}=${value}`).join(";"), dtstart };
  follow(rule);
  return rule;
}

/** The wall times of the rule from one to another, both included. */
export function between(rule: Rule, from: Wall.Wall, to: Wall.Wall): Wall.Wall[] {
  const followed = follow(rule);
  if (!/COUNT=/.test(rule.text)) return walk(followed, rule.text, from, to);
  // What is counted is counted from the first, so it is done once for the years to come.
  if (to > followed.through) {
    followed.through = `${Wall.dayAfter(Wall.dateOf(to), AHEAD_DAYS)}T23:59`;
    followed.counted = walk(followed, rule.text, rule.dtstart, followed.through);
  }
  return followed.counted.filter((wall) => from <= wall && wall <= to);
}

function walk({ rule }: Followed, rrule: string, from: Wall.Wall, to: Wall.Wall): Wall.Wall[] {
  try {
    return rule
      .between(new Date(Wall.utcOf(from)), new Date(Wall.utcOf(to)), true)
      .map(({ epochMilliseconds }) => Wall.wallAt(epochMilliseconds));
  } catch {
    throw tooLong(rrule);
  }
}

/** What was found of a rule with a count, and until when. */
type Followed = { readonly rule: RRuleTemporal; counted: Wall.Wall[]; through: Wall.Wall };
const AHEAD_DAYS = 800;
/** A schedule asks for the same few rules day after day. */
const known = new Map<string, Followed>();
const MOST_KNOWN = 200;

/** Wall time is calculated with as if it were UTC, where no clock is ever changed. */
function follow({ text, dtstart }: Rule): Followed {
  const compact = `${dtstart.replaceAll(/[-:]/g, "")}00Z`;
  const asUtc = text.replace(/(?<=UNTIL=\d{8}T\d{4})00/, "59Z");
  const rruleString = `DTSTART:${compact}\nRRULE:${asUtc}`;
  const before = known.get(rruleString);
  if (before) return before;
  try {
    const rule = new RRuleTemporal({ rruleString, strict: true, ...EFFORT });
    const followed = { rule, counted: [], through: "" };
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(rruleString, followed);
    return followed;
  } catch (error) {
    throw unprocessable("slot.rule_invalid", `This is no rule: ${(error as Error).message}`, { rrule: text });
  }
}

function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";")) {
    const [name = "", value = ""] = part.split("=", 2);
    if (/^(SECONDLY|MINUTELY)$/.test(value) && name === "FREQ") throw tooFrequent(text);
    if (!Object.hasOwn(PARTS, name) || !PARTS[name]!.test(value) || parts.has(name)) {
      throw unprocessable(
        "slot.rule_invalid",
        `This is no part of a rule that can be followed: ${part.slice(0, 60)}`,
        {
          rrule: text,
        },
      );
    }
    parts.set(name, value);
  }
  if (parts.has("COUNT") && parts.has("UNTIL")) {
    throw unprocessable("slot.rule_invalid", "A rule ends by COUNT or by UNTIL, not by both.", {
      rrule: text,
    });
  }
  // Each day of each year would be looked up in each of the weeks.
  if (parts.has("BYYEARDAY") && parts.has("BYWEEKNO")) throw tooLong(text);
  return parts;
}

function mustBeRare(parts: ReadonlyMap<string, string>, text: string): void {
  const many = (name: string, otherwise: number): number =>
    parts.has(name) ? new Set(parts.get(name)!.split(",")).size : otherwise;
  const hours = parts.get("FREQ") === "HOURLY" ? Math.ceil(24 / Number(parts.get("INTERVAL") ?? 1)) : 1;
  if (many("BYHOUR", hours) * many("BYMINUTE", 1) > MOST_A_DAY) throw tooFrequent(text);
}

/** UNTIL as a wall time: a date counts to its end, an instant is read off the wall of the zone. */
function endOf(until: string, dtstart: Wall.Wall, timeZone: string): string {
  const digits = until.replaceAll(/\D/g, "").padEnd(14, "9");
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  const time = until.length === 8 ? "23:59" : `${digits.slice(8, 10)}:${digits.slice(10, 12)}`;
  const said = `${date}T${time}`;
  if (!Wall.isWall(said) || !YEARS.test(said)) {
    throw unprocessable("slot.rule_until_out_of_range", "UNTIL is no date that a rule can end at.", {
      until,
    });
  }
  const wall = until.endsWith("Z") ? Wall.wallOf(Date.parse(`${said}:00.000Z`), timeZone) : said;
  if (wall < dtstart) {
    throw unprocessable("slot.rule_ends_before_start", "UNTIL is before DTSTART.", { until, dtstart });
  }
  return `${wall.replaceAll(/[-:]/g, "")}00`;
}

const tooLong = (rrule: string) =>
  unprocessable("slot.rule_too_long_to_follow", "This rule takes too long to follow.", { rrule });
const tooFrequent = (rrule: string) =>
  unprocessable("slot.rule_too_frequent", `A slot may come ${MOST_A_DAY} times a day at most.`, { rrule });
