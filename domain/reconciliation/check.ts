/** Looks at one page of evidence: each payment is asked for at its gateway and compared, each line is looked up here. */
import * as Clock from "../clock.ts";
import * as Gateway from "../gateway/gateway.ts";
import * as Parts from "../payment/parts.ts";
import * as Payment from "../payment/payment.ts";
import { compare, ofLine, type Finding } from "./comparison.ts";
import * as Difference from "./difference.ts";
import type { Page, Phase } from "./evidence.ts";

const AT_ONCE = 5;

/** Keeps what differs. A GatewayUnreachable gets through: this page is looked at again. */
export async function check(companyId: string, day: string, phase: Phase, page: Page): Promise<void> {
  const known = new Map<string, Payment.Payment | undefined>();
  const findings: Finding[] = [];
  for (let next = 0; next < page.paymentIds.length; next += AT_ONCE) {
    const some = page.paymentIds.slice(next, next + AT_ONCE);
    await Promise.all(
      some.map(async (paymentId) => {
        const payment = await Payment.find(companyId, paymentId);
        known.set(paymentId, payment);
        if (payment) findings.push(...(await certain(payment)));
      }),
    );
  }
  const gateway = phase.slice("statement:".length);
  for (const line of page.lines) findings.push(...ofLine(line, gateway, known.get(line.paymentId ?? "")));
  for (const finding of findings) await Difference.keep(companyId, day, finding);
}

/** Our side is read in several requests, and money may move between them: what is gone at a second look was only that. */
async function certain(payment: Payment.Payment): Promise<Finding[]> {
  const first = await differencesOf(payment);
  if (first.length === 0) return [];
  return differencesOf(await Payment.get(payment.companyId, payment.paymentId));
}

async function differencesOf(payment: Payment.Payment): Promise<Finding[]> {
  const { companyId, paymentId, gateway, partOf } = payment;
  // The gateway knows the whole alone; whatever happens to a part happens to it, and puts it on the day's list.
  if (partOf !== undefined) return [];
  const name = Gateway.GATEWAYS.find((known) => known === gateway);
  // Cash, or a wallet: nobody outside could say otherwise.
  if (name === undefined) return [];
  if (!(await Gateway.configured(companyId)).includes(name)) {
    return [{ kind: "not_checkable", about: paymentId, gateway, paymentId }];
  }
  const at = await Gateway.of(companyId, name);
  const [standing, refunds, journals] = await Promise.all([
    at.status(payment),
    Parts.refundsOf(payment),
    Parts.journalsOf(payment),
  ]);
  return compare({ payment, refunds, journals }, standing, Clock.iso());
}
