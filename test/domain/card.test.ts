import { describe, expect, it } from "vitest";
import { facts } from "../../domain/audit/image.ts";
import { book } from "../../domain/booking/book.ts";
import * as Card from "../../domain/payment/card.ts";
import * as Vault from "../../domain/vault.ts";
import {
  as,
  company,
  proveInvariants,
  refusal,
  rowsOf,
  sandbox,
  told,
  type Person,
  type World,
} from "../world.ts";

const token = "tok_secret_of_the_card_4242";
const savedCard = { token, mask: "444403******1902", walletId: "wallet-of-ada" };

async function booked(world: World, who: Person, saveCard?: true) {
  const { companyId } = world;
  const { sessionId } = await world.session();
  const { holdId } = await world.hold(who, sessionId);
  return as(who, () => book({ companyId, holdId, payment: { ...sandbox, ...(saveCard && { saveCard }) } }));
}
const cards = async ({ companyId }: World, who: Person) =>
  (await as(who, () => Card.list({ companyId }))).items;
const remove = ({ companyId }: World, who: Person, cardId: string) =>
  as(who, () => Card.remove({ companyId, cardId }));
const rows = async (world: World, entity: string) =>
  (await rowsOf(world.companyId)).filter(({ __edb_e__: is }) => is === entity);

describe("a saved card", () => {
  it("PAY-10 is the payer's with the payment that saved it: shown by its mask, its token nowhere in the open", async () => {
    const world = await company();
    const { bookingId } = await booked(world, world.ada, true);
    expect(await told(world, bookingId, { news: "paid", savedCard })).toEqual({ outcome: "applied" });
    const [card] = await cards(world, world.ada);
    expect(card).toMatchObject({ gateway: "sandbox", mask: savedCard.mask });
    expect(Object.keys(card!).toSorted()).toEqual(["cardId", "createdAt", "gateway", "mask"]);
    const written = await rowsOf(world.companyId);
    for (const secret of [token, Buffer.from(token).toString("base64").slice(0, -4)])
      expect(JSON.stringify(written)).not.toContain(secret);
    const [row] = await rows(world, "card");
    const place = { purpose: "saved-card", companyId: world.companyId, gateway: "sandbox" } as const;
    expect(await Vault.open(place, row!.sealed as Vault.Sealed)).toBe(token);
    expect(JSON.stringify(facts(row!))).not.toContain((row!.sealed as Vault.Sealed).box.slice(0, 20));
    const [callback] = await rows(world, "callback");
    expect(callback).not.toHaveProperty("sealedCard");
    await proveInvariants(world);
  });

  it("PAY-4 told five times at once is one card; saved with another payment, it is still one", async () => {
    const world = await company();
    const first = await booked(world, world.ada, true);
    const news = { news: "paid", savedCard } as const;
    await told(world, first.bookingId, news);
    await Promise.all(Array.from({ length: 4 }, () => told(world, first.bookingId, news)));
    const second = await booked(world, world.ada, true);
    await told(world, second.bookingId, { ...news, savedCard: { ...savedCard, token: "tok_newer" } });
    const third = await booked(world, world.ada, true);
    await told(world, third.bookingId, { ...news, savedCard: { token, mask: "5555" } });
    expect((await cards(world, world.ada)).map(({ mask }) => mask).toSorted()).toEqual([
      "444403******1902",
      "5555",
    ]);
    const versions = (await rows(world, "card")).map(({ mask, version }) => [mask, version]);
    expect(versions.toSorted()).toEqual([
      ["444403******1902", 2],
      ["5555", 1],
    ]);
  });

  it("is not kept unless the payer asked for it, nor when the payment did not succeed", async () => {
    const world = await company();
    const unasked = await booked(world, world.ada);
    await told(world, unasked.bookingId, { news: "paid", savedCard });
    const declined = await booked(world, world.boris, true);
    await told(world, declined.bookingId, { news: "declined", savedCard });
    expect(await cards(world, world.ada)).toEqual([]);
    expect(await cards(world, world.boris)).toEqual([]);
    for (const callback of await rows(world, "callback")) expect(callback).not.toHaveProperty("sealedCard");
  });

  it("is removed by its customer alone, token and all, and may be saved again", async () => {
    const world = await company();
    const { bookingId } = await booked(world, world.ada, true);
    await told(world, bookingId, { news: "paid", savedCard });
    const [{ cardId } = { cardId: "" }] = await cards(world, world.ada);
    for (const who of [world.boris, world.owner])
      expect((await refusal(remove(world, who, cardId))).code).toBe("card.not_found");
    await remove(world, world.ada, cardId);
    expect(await cards(world, world.ada)).toEqual([]);
    expect((await refusal(remove(world, world.ada, cardId))).code).toBe("card.not_found");
    const [row] = await rows(world, "card");
    for (const gone of ["sealed", "walletId"]) expect(row).not.toHaveProperty(gone);
    const again = await booked(world, world.ada, true);
    await told(world, again.bookingId, { news: "paid", savedCard });
    expect(await cards(world, world.ada)).toMatchObject([{ cardId, mask: savedCard.mask }]);
  });

  it("that can not be sealed is not kept, and the payment counts all the same", async () => {
    const world = await company();
    const { bookingId } = await booked(world, world.ada, true);
    const { SECRETS_KEY_ID } = process.env;
    delete process.env.SECRETS_KEY_ID;
    expect(await told(world, bookingId, { news: "paid", savedCard })).toEqual({ outcome: "applied" });
    process.env.SECRETS_KEY_ID = SECRETS_KEY_ID;
    expect(await cards(world, world.ada)).toEqual([]);
    expect(JSON.stringify(await rowsOf(world.companyId))).not.toContain(token);
  });
});
