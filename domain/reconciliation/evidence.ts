/**
 * What there is to look at on a day, page by page: the payments and refunds that the register of the day names, and then
 * the statements of the gateways that keep one. A page's place is text, so that whoever goes on later, or after a crash,
 * goes on from there.
 */
import * as Audit from "../audit/row.ts";
import * as Register from "../audit/register.ts";
import * as Gateway from "../gateway/gateway.ts";

/** Each phase is one list; a gateway's is its statement. */
export type Phase = "payments" | "refunds" | `statement:${string}`;
export type Place = { readonly phase: Phase; readonly cursor?: string | undefined };
export type Page = {
  /** Payments to compare. */
  readonly paymentIds: readonly string[];
  /** What a gateway's statement says, and which gateway. */
  readonly lines: readonly Gateway.Line[];
  readonly next?: string | undefined;
};
type Day = { readonly companyId: string; readonly day: string };

const AT_ONCE = 25;

export async function phasesOf(companyId: string): Promise<Phase[]> {
  const configured = await Gateway.configured(companyId);
  return ["payments", "refunds", ...configured.map((name) => `statement:${name}` as const)];
}

export async function read(day: Day, { phase, cursor }: Place): Promise<Page> {
  if (phase === "payments") return touched(day, "payment", cursor);
  if (phase === "refunds") return touched(day, "refund", cursor);
  return stated(day, phase.slice("statement:".length), cursor);
}

async function touched(day: Day, entity: string, cursor: string | undefined): Promise<Page> {
  const { data, cursor: next } = await Register.rowsOf(day, { entity }).go({
    cursor: cursor ?? null,
    limit: AT_ONCE,
  });
  const ids = data.flatMap((row) => /\/PAYMENT#([^/]+)$/.exec(Audit.linkOf(row)?.itemPk ?? "")?.[1] ?? []);
  return { paymentIds: [...new Set(ids)], lines: [], ...(next !== null && { next }) };
}

async function stated({ companyId, day }: Day, name: string, cursor: string | undefined): Promise<Page> {
  const configured = await Gateway.configured(companyId);
  const gateway = configured.some((known) => known === name) ? await Gateway.of(companyId, name) : undefined;
  if (!gateway?.statement) return { paymentIds: [], lines: [] };
  const from = `${day}T00:00:00.000Z`;
  const to = new Date(Date.parse(from) + 24 * 3600_000).toISOString();
  const { lines, next } = await gateway.statement({ companyId, from, to, cursor });
  const paymentIds = [...new Set(lines.flatMap(({ paymentId }) => paymentId ?? []))];
  return { paymentIds, lines, ...(next !== undefined && { next }) };
}
