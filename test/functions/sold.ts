/** What a reseller has sold, as his program sees it, and what he owes for it. */
import { expect } from "vitest";
import type { CompanyId } from "../../domain/id.ts";
import type * as Journal from "../../domain/ledger/journal.ts";
import { payOut } from "../../domain/payment/pay-out.ts";
import * as Refund from "../../domain/payment/refund.ts";
import * as Pool from "../../domain/seat/pool.ts";
import { misfits, type Json } from "../octo/rules.ts";
import * as Rules from "../octo/rules.ts";
import { asSystem, rowsOf } from "../world.ts";
import type { agency } from "./reseller.ts";

export const PRICE = 45_000;
export type World = Awaited<ReturnType<typeof agency>>;
export const seats = (world: { companyId: CompanyId }, sessionId: string) =>
  Pool.seats(world.companyId, sessionId);
export const adults = (count: number) => ({
  unitItems: Array.from({ length: count }, () => ({ unitId: "adult" })),
});
/** How an answer refuses. */
export const refused = (answer: { status: number; body: Json }) => [answer.status, answer.body.error];
export const UNPROCESSABLE = [400, "UNPROCESSABLE_ENTITY"];

/** Reserves so many places and sells them. */
export async function sell(world: World, sessionId: string, more: object = adults(2)): Promise<string> {
  const { uuid } = (await world.reserve(sessionId, more)).body;
  const { body } = await world.on("confirm", uuid, { contact: { fullName: "Zoe" } });
  expect(body.status).toBe("CONFIRMED");
  return uuid;
}

/** What a program is told of it now, in its form. */
export async function look(world: World, uuid: string): Promise<Json> {
  const { body } = await world.on("GET", uuid);
  expect([...misfits("Booking", body, "booking"), ...Rules.booking(body, true)]).toEqual([]);
  return body;
}

/** What the reseller owes, when everything that is to go back has gone. */
export async function debt({ companyId, resellerId }: World): Promise<number> {
  for (const row of await rowsOf(companyId))
    if (row.__edb_e__ === "refund") await asSystem(() => payOut(Refund.Named.parse(row)));
  return (await rowsOf(companyId))
    .flatMap((row) => (row as { lines?: Journal.Line[] }).lines ?? [])
    .filter(({ account }) => account === `receivable:${resellerId}`)
    .reduce((sum, { amount }) => sum + amount, 0);
}
