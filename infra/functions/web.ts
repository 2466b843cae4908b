import type { Work } from "./work.ts";

/** Pages for people, by what they are: `functions/web/<page>.ts`. */
export const web: Readonly<Record<string, Work>> = {
  book: {
    // A calendar's link is a guest's token.
    grants: ["table.read", "guest.mac"],
    ifItFails: "The booking page does not open, so businesses lose new customers.",
  },
  console: {
    grants: [],
    ifItFails: "Staff cannot open the console; what they do through the API goes on.",
  },
};
