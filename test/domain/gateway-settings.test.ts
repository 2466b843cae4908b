import { describe, expect, it } from "vitest";
import * as Clock from "../../domain/clock.ts";
import * as Member from "../../domain/company/member.ts";
import * as Gateway from "../../domain/gateway/gateway.ts";
import * as Settings from "../../domain/gateway/settings.ts";
import { SETTINGS, sweep } from "../../domain/time/sweep.ts";
import * as Vault from "../../domain/vault.ts";
import { as, asSystem, codes, company, HOUR, person, refusal, travel } from "../world.ts";
import {
  asked,
  check,
  first,
  gateway,
  offered,
  put,
  rowOf,
  run,
  second,
  verified,
} from "./stripe-account.ts";

describe("a company's credentials at a gateway", () => {
  it("PAY-10 are answered by their last four characters only, and offered to customers at once", async () => {
    const world = await company();
    expect(await offered(world)).toEqual(["sandbox"]);
    const shown = await put(world);
    expect(shown).toMatchObject({
      gateway,
      status: "ACTIVE",
      credentials: { secretKey: "…0001", webhookSecret: "…1111" },
      keyVersion: 1,
      createdBy: world.owner.userId,
      changedBy: world.owner.userId,
      version: 1,
    });
    expect(await run(world, Settings.show)).toEqual(shown);
    const listed = await as(world.owner, () => Settings.list({ companyId: world.companyId }));
    expect(listed).toEqual({ items: [shown] });
    expect(await offered(world)).toEqual([gateway, "sandbox"]);
    expect((await Gateway.of(world.companyId, gateway)).name).toBe(gateway);
  });

  it("PAY-10 are stored encrypted: the row holds nothing of them, and opens for this company and gateway alone", async () => {
    const world = await company();
    await put(world);
    const row = await rowOf(world);
    for (const secret of Object.values(first)) {
      for (const written of [
        secret,
        secret.slice(8, -5),
        Buffer.from(secret).toString("base64").slice(4, -8),
      ])
        expect(JSON.stringify(row)).not.toContain(written);
    }
    const place = { purpose: "gateway-settings", companyId: world.companyId, gateway } as const;
    const sealed = row.sealed as Vault.Sealed;
    expect(JSON.parse(await Vault.open(place, sealed))).toEqual(first);
    const elsewhere: Vault.Place[] = [
      { ...place, companyId: "cmp_other" },
      { ...place, gateway: "liqpay" },
      { ...place, purpose: "saved-card" },
    ];
    for (const other of elsewhere)
      await expect(Vault.open(other, sealed)).rejects.toMatchObject({ name: "InvalidCiphertextException" });
    const forged = { ...sealed, box: sealed.box.replace(/^./, (one) => (one === "A" ? "B" : "A")) };
    await expect(Vault.open(place, forged)).rejects.toThrow("authenticate");
  });

  it("PAY-10 are sealed with another data key each time", async () => {
    const place = { purpose: "gateway-settings", companyId: "cmp_1", gateway } as const;
    const [one, other] = await Promise.all([Vault.seal(place, "secret"), Vault.seal(place, "secret")]);
    expect(one.key).not.toBe(other.key);
    expect(one.box).not.toBe(other.box);
  });

  it("PAY-10 are for owners and admins of the company, and a stranger's company has none", async () => {
    const [world, other] = [await company(), await company()];
    await put(world);
    const manager = person("manager");
    await as(world.owner, () =>
      Member.add({ companyId: world.companyId, userId: manager.userId, role: "manager" }),
    );
    const verbs: ((one: {
      companyId: typeof world.companyId;
      gateway: typeof gateway;
    }) => Promise<unknown>)[] = [
      Settings.show,
      Settings.rotate,
      Settings.disable,
      Settings.remove,
      Settings.check,
    ];
    for (const verb of verbs) {
      const one = { companyId: world.companyId, gateway };
      expect((await refusal(as(manager, () => verb(one)))).code).toBe("access.forbidden");
      expect((await refusal(as(world.ada, () => verb(one)))).code).toBe("company.not_found");
      expect((await refusal(as(other.owner, () => verb({ ...one, companyId: other.companyId })))).code).toBe(
        "gateway.not_found",
      );
    }
    await expect(Gateway.of(other.companyId, gateway)).rejects.toMatchObject({
      code: "gateway.not_configured",
    });
  });

  it("are refused without repeating them when they are not what the gateway issues", async () => {
    const world = await company();
    const wrong = [
      { secretKey: "whatever-secret", webhookSecret: first.webhookSecret },
      { secretKey: first.secretKey },
      { ...first, more: "planted-secret" },
      {},
    ];
    for (const credentials of wrong) {
      const refused = await refusal(put(world, credentials));
      expect(refused.code).toBe("gateway_settings.credentials_invalid");
      for (const error of refused.detail.errors as object[])
        expect(error).toMatchObject({
          field: expect.stringMatching(/^credentials/),
          message: expect.any(String),
        });
      for (const value of Object.values(credentials))
        expect(JSON.stringify([refused.message, refused.detail])).not.toContain(value);
    }
    const sandbox = as(world.owner, () =>
      Settings.put({ companyId: world.companyId, gateway: "sandbox" as never, credentials: {} }),
    );
    expect((await refusal(sandbox)).code).toBe("request.invalid");
    expect(await rowOf(world)).toBe(undefined);
  });
});

describe("replacing", () => {
  it("PAY-10 counts at once; what the gateway signed with the old secret counts for a day more, and is then forgotten", async () => {
    const world = await company();
    await put(world);
    expect(await verified(world, first.webhookSecret)).not.toBe("refused");
    expect(await verified(world, second.webhookSecret)).toBe("refused");
    const replaced = await put(world, second);
    expect(replaced).toMatchObject({ credentials: { secretKey: "…0002" }, keyVersion: 2, version: 2 });
    expect(replaced.previousUntil).toBe((await rowOf(world)).previousUntil);
    expect(await verified(world, second.webhookSecret)).not.toBe("refused");
    expect(await verified(world, first.webhookSecret)).not.toBe("refused");
    await check(world);
    expect(asked).toEqual([`Bearer ${second.secretKey}`]);

    using _late = travel(24 * HOUR + 1000);
    expect(await verified(world, first.webhookSecret)).toBe("refused");
    expect(await verified(world, second.webhookSecret)).not.toBe("refused");
    const ours = SETTINGS.map(({ key, run: forget }) => ({ key, run: forget }));
    await asSystem(() => sweep(ours, Clock.millis() + 20_000));
    const row = await rowOf(world);
    expect([row.previous, row.previousUntil, row.duePk]).toEqual([undefined, undefined, undefined]);
    expect(await verified(world, second.webhookSecret)).not.toBe("refused");
  });

  it("by the same credentials changes nothing, so a repeat is safe", async () => {
    const world = await company();
    const shown = await put(world);
    expect(await put(world)).toEqual(shown);
    await put(world, second);
    expect((await put(world, second)).version).toBe(2);
    expect(await verified(world, first.webhookSecret)).not.toBe("refused");
  });

  it("API-3 is refused to whoever read an older version, or expected one where there is none", async () => {
    const world = await company();
    expect((await refusal(put(world, first, 1))).code).toBe("gateway_settings.changed_meanwhile");
    await put(world);
    await put(world, second, 1);
    for (const attempt of [
      () => put(world, first, 1),
      () => run(world, Settings.rotate, 1),
      () => run(world, Settings.disable, 1),
      () => run(world, Settings.remove, 1),
    ]) {
      const refused = await refusal(attempt());
      expect([refused.kind, refused.detail]).toEqual(["stale", { version: 2 }]);
    }
  });

  it("at once by several: each is one version, and the last one counts", async () => {
    const world = await company();
    await put(world);
    const others = Array.from({ length: 5 }, (_, index) => ({
      ...second,
      secretKey: `${second.secretKey}${index}`,
    }));
    const results = await Promise.allSettled(others.map((credentials) => put(world, credentials)));
    expect(codes(results)).toEqual({ ok: 5 });
    const row = await rowOf(world);
    expect([row.version, row.keyVersion]).toEqual([6, 6]);
    const raced = await Promise.allSettled(
      ["A", "B", "C"].map((end) => put(world, { ...first, secretKey: first.secretKey + end }, 6)),
    );
    expect(codes(raced).ok).toBe(1);
  });

  it("first put by two at once makes one row", async () => {
    const world = await company();
    const results = await Promise.allSettled([put(world), put(world, second)]);
    expect(codes(results)).toEqual({ ok: 2 });
    expect((await rowOf(world)).version).toBe(2);
  });
});
