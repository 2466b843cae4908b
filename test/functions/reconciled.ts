/** A day that was reconciled with one difference, for tests that knock at every door. */
import { newUlid, type CompanyId } from "../../domain/id.ts";
import * as Difference from "../../domain/reconciliation/difference.ts";
import * as Reconciliation from "../../domain/reconciliation/reconciliation.ts";
import { as, asSystem, type Person } from "../world.ts";

type At = { companyId: CompanyId; owner: Person };
/** Each on a day of its own: a day has the same name in every company. */
let serial = 0;

export async function freshDifference({ companyId, owner }: At) {
  const day = new Date(Date.UTC(2020, 0, (serial += 1))).toISOString().slice(0, 10);
  await as(owner, () => Reconciliation.run({ companyId, day }));
  const about = newUlid();
  await asSystem(() => Difference.keep(companyId, day, { kind: "unknown_here", about, gateway: "stripe" }));
  const { items } = await as(owner, () => Difference.list({ companyId }));
  return { day, differenceId: items.find((one) => one.about === about)!.differenceId as string };
}
