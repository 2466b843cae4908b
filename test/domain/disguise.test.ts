import { describe, expect, it } from "vitest";
import * as Booking from "../../domain/booking/booking.ts";
import { missing } from "../../domain/error.ts";
import * as Hold from "../../domain/seat/hold.ts";
import * as Session from "../../domain/session/session.ts";
import { send } from "../../domain/send.ts";
import { reader, TABLE, writer } from "../../domain/table.ts";
import { tapped } from "../tapped.ts";
import { as, company, refusal } from "../world.ts";

const away = (): never => {
  throw new Error("The store is away.");
};

describe("what is wrong with us is never told as if it were wrong with the request", () => {
  it("a store that is away is no missing hold", async () => {
    const { ada, companyId, session, hold } = await company();
    const { holdId } = await hold(ada, (await session()).sessionId);
    using _ = tapped(reader, away);
    await expect(as(ada, () => Hold.get({ companyId, holdId }))).rejects.toThrow("The store is away.");
  });

  it("a store that is away is no missing booking", async () => {
    const { ada, boris, companyId, session, booking } = await company();
    const { bookingId } = await booking(ada, (await session()).sessionId);
    using _ = tapped(reader, ({ Key }) => String(Key?.pk).endsWith("/MEMBERS") && away());
    const asked = as(boris, () => Booking.get({ companyId, bookingId }));
    await expect(asked).rejects.toThrow("The store is away.");
  });

  it("a write that can not even be sent fails at once, and is not tried again", async () => {
    let sent = 0;
    using _ = tapped(writer, () => sent++);
    const Item = { pk: "C#cmp_NaN", sk: "NaN", amount: Number.NaN };
    const write = { params: { TableName: TABLE, Item }, refuse: () => missing("thing"), commitId: "c" };
    await expect(send([write], {})).rejects.toThrow("NaN");
    expect(sent).toBe(1);
  });
});

describe("an id that somebody made up", () => {
  const zeros = "0".repeat(26);
  it.each(["00", "LL", "ZZ", "OU", "2V"])(
    "names no session, however many pools it claims: %s",
    async (claim) => {
      const { ada, companyId, session } = await company();
      await session();
      const sessionId = `ses_${zeros}${claim}`;
      const asks: (() => Promise<unknown>)[] = [
        () => Session.show({ companyId, sessionId }),
        () => Hold.place({ companyId, sessionId, spots: 1 }),
      ];
      for (const ask of asks) {
        expect(await refusal(as(ada, ask))).toMatchObject({ kind: "missing", code: "session.not_found" });
      }
    },
  );
});
