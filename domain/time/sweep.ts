/** What must be done when it is due, and which noun looks after it: money, seats and evidence. */
import * as Clock from "../clock.ts";
import * as Settings from "../gateway/settings.ts";
import * as Callback from "../payment/callback.ts";
import { chase } from "../payment/chase.ts";
import { payOut } from "../payment/pay-out.ts";
import * as Reconciliation from "../reconciliation/reconciliation.ts";
import { tidy } from "../seat/expiry.ts";
import * as Reminder from "../session/reminder.ts";
import * as Review from "../session/review.ts";
import { lapse, tend } from "../waitlist/tending.ts";
import { type Chore, PATIENCE_MS } from "./round.ts";

export { inTime, sweep } from "./round.ts";

/** By the key of the item: what it is, and who looks after it. */
export const MONEY_AND_SEATS: readonly Chore[] = [
  {
    key: /^C#(.+)\/POOL#(.+)#(\d+) POOL$/,
    run: (companyId = "", sessionId = "", index = "") => tidy({ companyId, sessionId }, Number(index)),
  },
  {
    key: /^C#(.+)\/LINE#(.+) LINE$/,
    run: (companyId = "", sessionId = "") => tend({ companyId, sessionId }),
  },
  {
    key: /^C#(.+)\/LINE#.+ ENTRY#(.+)$/,
    run: (companyId = "", entryId = "") => lapse(companyId, entryId),
  },
  {
    key: /^C#(.+)\/PAYMENT#(.+) PAYMENT$/,
    run: (companyId = "", paymentId = "") => chase(companyId, paymentId),
  },
  {
    key: /^C#(.+)\/PAYMENT#(.+) REFUND#(.+)$/,
    run: (companyId = "", paymentId = "", refundId = "") => payOut({ companyId, paymentId, refundId }),
  },
  {
    key: /^C#(.+)\/PAYMENT#(.+) CALLBACK#(.+)$/,
    run: (companyId = "", _payment = "", callbackId = "") => Callback.retry(companyId, callbackId),
  },
];
export const SETTINGS: readonly Chore[] = [
  {
    key: /^C#(.+)\/GATEWAYS (.+)$/,
    run: (companyId = "", gateway = "") => Settings.forgetReplaced(companyId, gateway),
  },
];
const RECONCILIATIONS: readonly Chore[] = [
  { key: /^C#([^/]+) RECONCILIATION$/, run: (companyId = "") => Reconciliation.daily(companyId) },
  {
    key: /^C#(.+)\/RECONCILIATION#(.+) PROGRESS$/,
    run: (companyId = "", day = "") => Reconciliation.goOn({ companyId, day }, Clock.millis() + PATIENCE_MS),
  },
];
const SESSIONS: readonly Chore[] = [
  {
    key: /^C#(.+)\/SESSION#(.+) SESSION$/,
    run: (companyId = "", sessionId = "") => Review.review({ companyId, sessionId }),
  },
  {
    key: /^C#(.+)\/SESSION#(.+) REMINDER#(\d+)$/,
    run: (companyId = "", sessionId = "", lead = "") =>
      Reminder.remind({ companyId, sessionId }, Number(lead), Clock.millis() + PATIENCE_MS),
  },
];
/** What is looked at again to be sure of it, and whom a look finds to be reminded. */
export const EVIDENCE: readonly Chore[] = [...SESSIONS, ...RECONCILIATIONS];
