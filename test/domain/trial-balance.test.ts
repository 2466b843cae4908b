import { settle } from "../streamed.ts";
import { describe, expect, it } from "vitest";
import * as LedgerStatement from "../../domain/ledger/statement.ts";
import { trialBalance } from "../../domain/ledger/trial-balance.ts";
import * as Verification from "../../domain/ledger/verification.ts";
import * as Day from "../../domain/time/day.ts";
import * as ByHand from "../../domain/wallet/by-hand.ts";
import { as, codes, HOUR, refusal, travel } from "../world.ts";
import { books, reason, uah } from "./kept-books.ts";

describe("the trial balance", () => {
  it("LED-6 sums to zero in every currency and has every account, all wallets as one", async () => {
    const { companyId, owner } = await books();
    const { currencies } = await as(owner, () => trialBalance({ companyId }));
    const closing = Object.fromEntries(
      currencies.map(({ currency, accounts, difference }) => [
        currency,
        { difference, ...Object.fromEntries(accounts.map(({ account, closing: sum }) => [account, sum])) },
      ]),
    );
    expect(closing).toEqual({
      EUR: { difference: 0, cash: 700, wallet: -700 },
      UAH: {
        difference: 0,
        "gateway_clearing:sandbox": 90_000,
        booking_sales: -90_000,
        cash: 5_000,
        goodwill: 10_000,
        wallet: -15_000,
      },
    });
    const wallet = currencies
      .find(({ currency }) => currency === "UAH")!
      .accounts.find(({ account }) => account === "wallet");
    expect(wallet).toMatchObject({ kind: "liability", opening: 0, debits: 3_000, credits: 18_000 });
  });

  it("LED-6 of a day has what that day moved, and a day that is over does not change", async () => {
    const { companyId, owner, customerId } = await books();
    const ask = (day: string) => as(owner, () => trialBalance({ companyId, day }));
    const today = Day.today("Europe/Kyiv");
    const before = await ask(today);
    using _later = travel(24 * HOUR);
    await as(owner, () =>
      ByHand.debit({ companyId, customerId, money: uah(2_000), reason, against: "cash" }),
    );
    await settle();
    expect(await ask(today)).toEqual(before);
    const { currencies } = await ask(Day.nextOf(today));
    const cash = currencies
      .find(({ currency }) => currency === "UAH")!
      .accounts.find(({ account }) => account === "cash");
    expect(cash).toMatchObject({ opening: 5_000, debits: 0, credits: 2_000, closing: 3_000 });
    expect((await ask("2020-01-01")).currencies.every(({ difference }) => difference === 0)).toBe(true);
  });

  it.each([
    ["2027-03-28", "Europe/Kyiv", "2027-03-27T22:00:00.000Z"],
    ["2027-03-29", "Europe/Kyiv", "2027-03-28T21:00:00.000Z"],
    ["2026-10-26", "Europe/Kyiv", "2026-10-25T22:00:00.000Z"],
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    ["2026-06-01", "Pacific/Kiritimati", "2026-05-31T10:00:00.000Z"],
    ["2026-06-01", "America/Los_Angeles", "2026-06-01T07:00:00.000Z"],
  ])("a day begins when the company's clocks say so: %s in %s", (day, zone, instant) => {
    expect(Day.startOf(day, zone)).toBe(instant);
  });

  it("is for finance: owners, admins and managers", async () => {
    const { companyId, ada, coach } = await books();
    for (const [who, code] of [
      [ada, "company.not_found"],
      [coach, "access.forbidden"],
    ] as const) {
      const asked = [
        as(who, () => trialBalance({ companyId })),
        as(who, () => LedgerStatement.entries({ companyId, account: "cash", currency: "UAH" })),
        as(who, () => Verification.verify({ companyId })),
      ];
      expect(codes(await Promise.allSettled(asked))).toEqual({ [code]: 3 });
    }
  });
});

describe("the statement of an account", () => {
  it("LED-6 shows which journals moved it, newest first, and as a file from one instant to another", async () => {
    const { companyId, owner, bookingId } = await books();
    const account = { companyId, account: "wallet", currency: "UAH" };
    const { items } = await as(owner, () => LedgerStatement.entries(account));
    expect(items.map(({ balanceAfter }) => balanceAfter)).toEqual([-15_000, -10_000]);
    expect(items.at(-1)).toMatchObject({
      seq: 1,
      balanceBefore: 0,
      journals: [{ credits: 10_000, debits: 0 }],
    });
    const sales = await as(owner, () =>
      LedgerStatement.entries({ companyId, account: "booking_sales", currency: "UAH", limit: 1 }),
    );
    const facts = sales.items.flatMap(({ journals }) => journals.map(({ subject }) => subject));
    expect(facts.includes(bookingId) || sales.cursor !== undefined).toBe(true);
    const file = await as(owner, () =>
      LedgerStatement.file({ ...account, from: "2020-01-01T00:00:00.000Z" }),
    );
    const rows = file.trimEnd().split("\r\n");
    expect(rows[0]).toBe("\uFEFFposting,at,subject,fact,debit,credit,balance,currency");
    expect(rows.slice(1).map((row) => row.split(",").slice(4).join(" "))).toContain(
      "30.00 30.00 -150.00 UAH",
    );
    expect(rows).toHaveLength(4);
    const none = await as(owner, () =>
      LedgerStatement.file({ ...account, from: "2999-01-01T00:00:00.000Z" }),
    );
    expect(none.trimEnd().split("\r\n")).toHaveLength(1);
  });

  it("is refused for what is no account of the house", async () => {
    const { companyId, owner, customerId } = await books();
    for (const account of ["gold", "gateway_clearing", `wallet:${customerId}`, "cash:one"]) {
      const asked = as(owner, () => LedgerStatement.entries({ companyId, account, currency: "UAH" }));
      expect((await refusal(asked)).code).toBe("request.invalid");
    }
  });
});
