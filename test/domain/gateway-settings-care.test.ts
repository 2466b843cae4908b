import { describe, expect, it } from "vitest";
import * as Chain from "../../domain/audit/chain.ts";
import * as Clock from "../../domain/clock.ts";
import * as Credentials from "../../domain/gateway/credentials.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import type { Item } from "../../domain/send.ts";
import type * as Vault from "../../domain/vault.ts";
import { company, refusal, travel } from "../world.ts";
import {
  check,
  first,
  gateway,
  offered,
  put,
  rowOf,
  run,
  second,
  stripe,
  verified,
} from "./stripe-account.ts";

describe("looking after them", () => {
  it("PAY-10 rotation seals them anew, and they stay what they are", async () => {
    const world = await company();
    await put(world);
    await put(world, second);
    const before = await rowOf(world);
    expect(await run(world, Settings.rotate)).toMatchObject({ keyVersion: 3, version: 3 });
    const after = await rowOf(world);
    for (const name of ["sealed", "previous"]) {
      const [old, now] = [before[name] as Vault.Sealed, after[name] as Vault.Sealed];
      expect([now.key === old.key, now.box === old.box]).toEqual([false, false]);
    }
    expect(await verified(world, second.webhookSecret)).not.toBe("refused");
    expect(await verified(world, first.webhookSecret)).not.toBe("refused");
  });

  it("disabled is offered to nobody, and what was paid is still looked after; enabled it is offered again", async () => {
    const world = await company();
    await put(world);
    expect((await run(world, Settings.disable)).status).toBe("DISABLED");
    expect((await run(world, Settings.disable)).version).toBe(2);
    expect(await offered(world)).toEqual(["sandbox"]);
    await expect(Gateway.mustBeOffered(world.companyId, gateway)).rejects.toMatchObject({
      code: "gateway.not_configured",
    });
    expect((await Gateway.of(world.companyId, gateway)).name).toBe(gateway);
    expect(await verified(world, first.webhookSecret)).not.toBe("refused");
    expect((await put(world, second)).status).toBe("DISABLED");
    expect((await run(world, Settings.enable)).status).toBe("ACTIVE");
    expect(await Gateway.mustBeOffered(world.companyId, gateway)).toBe(gateway);
  });

  it("removed, nothing secret is left; what was paid waits until there are credentials again", async () => {
    const world = await company();
    await put(world);
    await put(world, second);
    expect(await run(world, Settings.remove)).toMatchObject({ status: "REMOVED", credentials: {} });
    const row = await rowOf(world);
    for (const name of ["sealed", "previous", "previousUntil", "duePk"]) expect(row).not.toHaveProperty(name);
    expect((await run(world, Settings.remove)).version).toBe(3);
    expect(await offered(world)).toEqual(["sandbox"]);
    await expect(Gateway.of(world.companyId, gateway)).rejects.toThrow(Gateway.GatewayUnreachable);
    for (const verb of [Settings.rotate, Settings.enable, Settings.disable])
      expect((await refusal(run(world, verb))).code).toBe("gateway_settings.no_credentials");
    expect((await refusal(check(world))).code).toBe("gateway_settings.no_credentials");
    expect(await put(world)).toMatchObject({ status: "ACTIVE", keyVersion: 3, version: 4 });
    expect(await offered(world)).toEqual([gateway, "sandbox"]);
  });

  it.each([
    ["ok", { headers: { "content-type": "application/json" }, body: `{"object":"balance"}` }],
    ["refused", { status: 401, body: `{"error":{"type":"invalid_request_error"}}` }],
    ["unreachable", { status: 500 }],
  ] as const)("tried at the gateway, they are %s", async (result, answer) => {
    const world = await company();
    await put(world);
    stripe.says = answer;
    expect(await check(world)).toEqual({ result });
  });
});

it("AUD-1 the history says who changed what and when, and holds neither a credential nor its ciphertext", async () => {
  const world = await company();
  const images: Item[] = [];
  const keep = async (change: Promise<unknown>) => {
    await change;
    images.push(await rowOf(world));
  };
  await keep(put(world));
  await keep(put(world, second));
  await keep(run(world, Settings.rotate));
  await keep(run(world, Settings.remove));
  const links = images.map((item, position) => {
    const old = images[position - 1];
    return { ...Chain.link({ ...(old && { old }), new: item }), change: item.change } as Chain.Link;
  });
  expect(Chain.verify(links, images.at(-1), Clock.millis())).toEqual({ ok: true });
  expect(links.map(({ change: { type, by } }) => [type, by.userId])).toEqual(
    ["created", "replaced", "rotated", "removed"].map((what) => [
      `gateway_settings.${what}`,
      world.owner.userId,
    ]),
  );
  expect(Object.keys(links[1]!.diff)).toEqual(
    expect.arrayContaining(["sealed", "hints.secretKey", "keyVersion"]),
  );
  const told = JSON.stringify(links);
  for (const { sealed } of images.slice(0, 3) as { sealed: Vault.Sealed }[]) {
    expect(told).not.toContain(sealed.box.slice(0, 20));
    expect(told).not.toContain(sealed.key.slice(0, 20));
  }
  const tampered = { ...images[2]!, sealed: images[0]!.sealed };
  expect(Chain.verify(links.slice(0, 3), tampered, Clock.millis())).toMatchObject({ reason: "item_changed" });
});

it("no more than a little while are opened credentials kept, and nobody's while others are asked for", async () => {
  const world = await company();
  await put(world);
  const settings = (await Credentials.find(world.companyId, gateway))!;
  const opened = await Credentials.current(settings);
  expect(await Credentials.current(settings)).toBe(opened);
  using _later = travel(5 * 60_000 + 1);
  const anew = await Credentials.current(settings);
  expect(anew).toEqual(opened);
  expect(anew).not.toBe(opened);
});
