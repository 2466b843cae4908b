/** What is said about an operation: its own comment in the source, and a title made of its name. */

/** Names whose order of words is not that of a sentence. */
const TITLES: Readonly<Record<string, string>> = {
  "audit.history": "Show who did what to one thing",
  "audit.of_day": "List what was done on one day",
  "audit.verify": "Verify the history of one thing",
  "availability.list": "List free seats by a company's slug",
  "availability.list_embedded": "List free seats by a location's embed key",
  "booking.book": "Book a hold",
  "booking.history": "Show who did what to a booking",
  "booking.list_day": "List the bookings of one day",
  "booking.list_mine": "List my bookings",
  "booking.list_of_customer": "List what a customer has booked",
  "booking.list_roster": "List who comes to a session",
  "catalogue.show": "Show all that a company offers",
  "catalogue.show_embedded": "Show all that a location offers",
  "calendar.fetch": "Fetch a calendar",
  "calendar.issue": "Get an address for a calendar",
  "calendar.list": "List my calendars",
  "calendar.revoke": "Take the address of a calendar away",
  "callback.list_quarantined": "List quarantined callbacks",
  "customer.list": "List customers",
  "health.check": "Check the system's health",
  "ledger.statement": "List the entries of an account",
  "ledger.statement_file": "Download the entries of an account",
  "ledger.trial_balance": "Show the trial balance of a day",
  "ledger.verify": "Verify a part of the books",
  "member.companies_of_me": "List the companies I work for",
  "member.list": "List members",
  "notification.list": "List my notifications",
  "notification.read": "Mark a notification as read",
  "notification.read_all": "Mark all notifications as read",
  "notification.unread_count": "Count my unread notifications",
  "session.close_sale": "Close a session for sale",
  "session.reopen_sale": "Open a session for sale again",
  "storefront.activities": "List what a company offers",
  "storefront.company": "Show a company to anyone",
  "storefront.sessions": "List sessions that can be booked",
  "wallet.credit": "Give a customer credit by hand",
  "wallet.debit": "Take credit from a customer by hand",
  "wallet.list": "List a customer's wallets",
  "wallet.list_mine": "List my wallets",
  "wallet.statement": "List the entries of a wallet",
  "wallet.statement_file": "Download the entries of a wallet",
  "wallet.transfer": "Move credit from one customer to another",
};

export function summaryOf(verb: string): string {
  const title = TITLES[verb];
  if (title !== undefined) return title;
  const [noun = "", action = ""] = verb.split(".");
  const thing = noun.replaceAll("_", " ");
  if (action === "list") return `List ${plural(thing)}`;
  const words = (action === "get" ? "show" : action).replaceAll("_", " ");
  return `${capital(words)} ${article(thing)} ${thing}`;
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
export const plural = (word: string): string =>
  /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
const article = (word: string): string => (/^[aeio]/.test(word) ? "an" : "a");

/** A comment as prose: the drawing in it and the numbers of the rules are for those who read the source. */
export function sentenceOf(comment: string | undefined): string | undefined {
  if (comment === undefined || !comment.startsWith("*")) return undefined;
  const lines = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .filter((line) => !line.startsWith("  "));
  const prose = lines.join("\n").trim().split("\n\n")[0] ?? "";
  const plain = prose
    .replaceAll("\n", " ")
    .replaceAll(/ \([A-Z]{3,4}-\d+\)/g, "")
    .trim();
  return plain === "" ? undefined : plain;
}

/** `hold.place` → `HoldPlace` */
export const pascal = (name: string): string => name.split(/[._]/).map(capital).join("");
