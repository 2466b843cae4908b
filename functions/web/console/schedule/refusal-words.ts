/** Refusals of a schedule in people's words; those that are not here are said in the API's own. */
const en: Readonly<Record<string, string>> = {
  "schedule.in_the_past": "This day is over. A schedule changes from today on, or later.",
  "schedule.ends_before_start": "The last day is before the first.",
  "slot.capacity_out_of_range": "A session of this activity cannot have so many places, or so few.",
  "slot.overlaps_itself": "One session would still go on when the next one starts.",
  "slot.never_occurs": "There is no such date in the next two years.",
  "slot.rule_count_too_high": "COUNT is too high.",
  "slot.rule_ends_before_start": "The rule ends before it starts.",
  "slot.rule_too_frequent": "This is too often for one slot.",
  "slot.rule_too_long_to_follow": "This rule takes too long to follow.",
  "slot.rule_until_out_of_range": "UNTIL is no date that a rule can end at.",
  "slot.rule_starts_out_of_range": "This is too far away.",
};
const uk: typeof en = {
  "schedule.in_the_past": "Цей день минув. Розклад змінюється від сьогодні або пізніше.",
  "schedule.ends_before_start": "Останній день раніше за перший.",
  "slot.capacity_out_of_range": "Заняття не може мати стільки місць.",
  "slot.overlaps_itself": "Одне заняття ще триватиме, коли почнеться наступне.",
  "slot.never_occurs": "У найближчі два роки такої дати немає.",
  "slot.rule_count_too_high": "COUNT завеликий.",
  "slot.rule_ends_before_start": "Правило закінчується раніше, ніж починається.",
  "slot.rule_too_frequent": "Це занадто часто для одного часу.",
  "slot.rule_too_long_to_follow": "Це правило надто довго обчислювати.",
  "slot.rule_until_out_of_range": "UNTIL не є датою, якою правило може закінчитися.",
  "slot.rule_starts_out_of_range": "Це занадто далеко.",
  "slot.rule_invalid": "За таким правилом розклад не скласти.",
};
export const REFUSALS = { en, uk };
