/**
 * The one table. Every pk starts with the company, but for the globals: slugs, API keys, addresses
 * of calendars, gateway references, a user's own rows.
 *
 * question                                   where                                               cost
 * a company, by id / by slug                 C#c / COMPANY · SLUG#s                              1 get · 2 gets
 * what is this user's role here              C#c/MEMBERS / user                                  1 get
 * which companies does this user work for    belongsTo USER#u/COMPANIES                          1 query
 * a user's customer record                   C#c/USER#u → C#c/CUSTOMER#c · C#c/EMAIL#e           1 get each
 * a company's customers                      byTime C#c/CUSTOMERS / createdAt                    1 query
 * a company's activities                     C#c/ACTIVITIES / activity                           1 query
 * the platform's spheres                     SPHERES / sphere                                    1 query
 * categories, of a company or everybody's    C#c/CATEGORIES · PLATFORM/CATEGORIES / category     1 query
 * is this name of a category free            C#c/CATEGORY-NAMES / digest of its spelling             a condition
 * a company's locations · by embed key       C#c/LOCATIONS / location · EMBED#key                1 query · 2 gets
 * what was agreed                            C#c/TERMS / terms                                   1 get, once a process
 * a session · its seats                      C#c/SESSION#s / SESSION · C#c/POOL#s#k / POOL       1 get · 1 batch get
 * whom a look must remind of a session       C#c/SESSION#s / REMINDER#lead                       1 get
 * a company's sessions from … to …           byTime C#c/SESSIONS / startsAt                      1 query
 * an activity's schedule, its versions, how far C#c/SCHEDULE#a / SCHEDULE · VERSION#day#n · RUN          1 get · 1 query · 1 get
 * when nothing takes place                   C#c/CLOSURES / closure (by its end)                 1 query
 * an activity's sessions from … to …         belongsTo C#c/ACTIVITY#a / startsAt                 1 query
 * the sessions that somebody leads           C#c/INSTRUCTOR#u / startsAt#session                   1 query, 1 batch get
 * a booking · a session's roster             C#c/SESSION#s / BOOKING#b                           1 get · 1 query
 * a cart: which holds it is made of          C#c/CART#k / CART                                   1 get
 * has this customer a live booking here      C#c/SESSION#s / LIVE#customer                       a condition
 * who waits for a session, and who is first   C#c/LINE#s / LINE · PLACE#n · ENTRY#e · byTime C#c/WAITLIST#s  1 query
 * what a user waits for                      mine USER#u/WAITLIST / startsAt (keys only)         1 query, 1 batch get
 * a user's upcoming and past bookings        mine USER#u/BOOKINGS / startsAt (keys only)         1 query, 1 batch get
 * a company's bookings of a day              byTime C#c/BOOKINGS#day / startsAt                  1 query
 * a payment with its refunds                 C#c/PAYMENT#p / PAYMENT · REFUND#r                  1 query
 * what the books say of a booking            C#c/JOURNALS#shard / booking#fact                   1 query
 * an account of the house, newest first       C#c/ACCOUNT#account#currency / E#seq                1 query
 * a company's accounts                       C#c/ACCOUNTS / account#currency                     1 query
 * all journals of a company                  C#c/JOURNALS#shard                                  32 queries
 * a customer's wallets · a wallet's entries  C#c/WALLET#customer / WALLET#currency · E#c#seq     1 query
 * a company's wallets                        mine C#c/WALLETS / customer (keys only)             1 query, 1 batch get
 * a company's refunds of a status            byTime C#c/REFUNDS#status / createdAt               1 query
 * the payment of a gateway's reference       GATEWAY#g#reference                                 1 get
 * a customer's saved cards in a company      C#c/USER#u/CARDS / card                              1 query
 * a company's credentials at gateways        C#c/GATEWAYS / gateway                              1 get · 1 query
 * a gateway's callback, once · a payment's    C#c/PAYMENT#p / CALLBACK#payment_content             a condition · 1 query
 * callbacks that people must look at         byTime C#c/QUARANTINE / receivedAt                  1 query
 * a company's resellers · one's keys         C#c/RESELLERS / reseller · C#c/RESELLER#r / KEY#k       1 query each
 * a reseller's booking · by his reference    C#c/OCTO#resale / RESALE · belongsTo C#c/RESELLER#r/REFERENCE#hash   1 get · 1 query
 * what is this API key good for              KEY#hash                                            1 get
 * a user's calendars · what is at an address C#c/USER#u / CALENDARS · CALENDAR#hash                 1 get each
 * what was answered to this key              C#c/ONCE#hash / ONCE                                a condition
 * a day's reconciliation, its differences   C#c/RECONCILIATION#day / RUN · PROGRESS · DIFFERENCE#d  1 get · 1 query
 * a company's reconciliations                byTime C#c/RECONCILIATIONS / day                    1 query
 * differences that people must look at       byTime C#c/DIFFERENCES / foundAt                    1 query
 * who did what to this thing                 C#c/AUDIT#subject / change                          1 query
 * who did what in this company on this day   C#c/REGISTER#day / page → C#c/AUDIT#subject          1 query, 1 batch get
 * a user's notifications · how many unread   USER#u/NOTIFICATIONS / id · mine USER#u/UNREAD      1 query each
 * how a company is doing                     C#c/DASHBOARD / month · ALWAYS                      1 batch get
 * which changes its dashboard has taken      C#c/TALLIES / T#seq                                 1 query
 * what must be done by now                   due DUE#shard / time (keys only)                    8 queries a minute
 */
import { CustomAttributeType } from "electrodb";
import { connect } from "./connection.ts";
import { digest } from "./id.ts";

export const TABLE = process.env.TABLE_NAME ?? "holdfast";

/** Reads may be repeated at will. */
export const reader = connect({ maxAttempts: 3, requestTimeout: 1500 });
/** Writes are repeated by `commit` alone, which knows when that is safe. */
export const writer = connect({ maxAttempts: 1, requestTimeout: 1500 });

/** Where entities read from; what they write goes through `commit`. */
export const store = { client: reader, table: TABLE };

/** The stamp that `commit` sets; every stateful entity spreads it into its attributes. */
export const stamped = {
  version: { type: "number" },
  change: { type: CustomAttributeType<Change>("any") },
} as const;

/** Sparse: set while time has something to do with the item. */
export const dueAttributes = { duePk: { type: "string" }, dueSk: { type: "string" } } as const;

export const DUE_SHARDS = 8;
export const due = (id: string, at: string) => ({ duePk: `DUE#${shardOf(id)}`, dueSk: at });
const shardOf = (id: string): number => (digest(id, 1).codePointAt(0) ?? 0) % DUE_SHARDS;

/** Who changed an item last, when, by which command: the audit row and the event are made of it. */
export type Change = {
  /** `<commit>.<position>`: items that changed together share the part before the dot. */
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly by: {
    readonly kind: string;
    readonly userId?: string;
    readonly role?: string;
    readonly keyId?: string;
  };
  readonly command?: string;
  readonly requestId: string;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly reason?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};
