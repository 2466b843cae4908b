/** Calendar data as programs of others read it. */
import ICAL from "ical.js";
import * as nodeIcal from "node-ical";

export const componentsOf = (text: string) => new ICAL.Component(ICAL.parse(text) as unknown[]);

/** What each of two parsers, which know nothing of each other, finds in it. */
export function readByTwo(text: string) {
  const root = componentsOf(text);
  const one = root.getAllSubcomponents("vevent").map((component) => {
    const { uid, summary, description, sequence, startDate, endDate } = new ICAL.Event(component);
    const [starts, ends] = [startDate.toJSDate().toISOString(), endDate.toJSDate().toISOString()];
    const status = component.getFirstPropertyValue("status") as string;
    const location = component.getFirstPropertyValue("location") ?? undefined;
    return { uid, summary, description, location, sequence, status, starts, ends };
  });
  const other = Object.values(nodeIcal.sync.parseICS(text)).flatMap((found) => {
    if (found?.type !== "VEVENT") return [];
    const { uid, summary, description, location, sequence, status, start, end } = found;
    const [starts, ends] = [start.toISOString(), end!.toISOString()];
    return [{ uid, summary, description, location, sequence: Number(sequence), status, starts, ends }];
  });
  // A property of nobody's standard stays as it is written.
  const name = String(root.getFirstPropertyValue("x-wr-calname"));
  return { name: name.replaceAll(/\\(.)/g, (_, what) => (what === "n" ? "\n" : String(what))), one, other };
}
