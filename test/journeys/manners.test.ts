import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { client, each, isProblem, type Hold } from "../../functions/client/client.ts";
import { api, openCompany, request } from "./people.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/api.md"), "utf8");
const MARK = "=== next ===";

/** Each block of commands with the lines that its output must have, in their order; … is whatever there is. */
const steps = Array.from(
  page.matchAll(/```sh\n([^]*?)```\s+```text\n([^]*?)```/g),
  ([, commands = "", lines = ""]) => ({
    commands,
    lines: lines.trim().split("\n"),
  }),
);
const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const pattern = (line: string) => new RegExp(line.split("…").map(literal).join(".*?"));

describe("docs/api.md", () => {
  it("API-1 says what happens: its commands are run, and answered as it says", () => {
    const script = steps.map(({ commands }) => `${commands}\necho; echo '${MARK}'`).join("\n");
    const { stdout, stderr } = spawnSync("bash", ["-s"], {
      input: script,
      encoding: "utf8",
      env: { ...process.env, API: api() },
    });
    const outputs = stdout.split(MARK);
    expect(steps.length).toBeGreaterThan(7);
    for (const [position, { lines }] of steps.entries()) {
      let rest = outputs[position] ?? "";
      for (const line of lines) {
        const found = pattern(line).exec(rest);
        expect(found, `${line}\nin\n${rest}\n${stderr}`).not.toBe(null);
        rest = rest.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
      }
    }
  }, 60_000);
});

describe("the typed client", () => {
  it("API-1 holds, reads, lists and releases, and knows a refusal by its code", async () => {
    const { ada, boris, owner, companyId, session } = await openCompany();
    const sessionId = await session(1);
    const seen: string[] = [];
    const mine = client({
      url: api(),
      token: () => ada.token,
      onAnswer: ({ headers }) => seen.push(headers.get("ratelimit") ?? ""),
    });
    const hold: Hold = await mine.hold.place(
      { companyId, sessionId, spots: 1 },
      { idempotencyKey: "the-one" },
    );
    expect(
      await mine.hold.place({ companyId, sessionId, spots: 1 }, { idempotencyKey: "the-one" }),
    ).toMatchObject({
      holdId: hold.holdId,
    });
    const his = client({ url: api(), token: boris.token });
    const refused = await his.hold.place({ companyId, sessionId }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ problem: { code: "session.sold_out", status: 409 } });
    expect(isProblem(refused, "session.sold_out")).toBe(true);
    expect(isProblem(refused, "session.closed")).toBe(false);
    expect(await mine.hold.release({ companyId, holdId: hold.holdId })).toBe(undefined);
    expect(seen.every((header) => /^"user";r=\d+;t=\d+$/.test(header))).toBe(true);

    const theirs = client({ url: api(), token: owner.token });
    await Promise.all([session(), session()]);
    const ids = new Set<string>();
    for await (const one of each(theirs.session.list, { companyId, limit: 1 })) ids.add(one.sessionId);
    expect(ids.size).toBe(3);
  });
});

const allowed = async (method: string, path: string) => {
  const { status, headers } = await request(method, path, undefined);
  return [status, headers.get("allow")];
};

describe("the reference", () => {
  it("API-1 is served with a strict policy, once unless it has changed", async () => {
    const docs = await request("GET", "/docs", undefined);
    expect(docs.status).toBe(200);
    expect(docs.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+';/,
    );
    const etag = docs.headers.get("etag") ?? "";
    const again = await request("GET", "/docs", undefined, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
    const described = await request("GET", "/openapi.json", undefined);
    expect(described.body).toMatchObject({ openapi: "3.1.0" });
  });

  it("API-1 tells by the head alone what anybody may keep, and at every address what may be done there", async () => {
    for (const path of ["/docs", "/openapi.json", "/book/_/embed.js", "/console/_/style.css"]) {
      const asked = { headers: { "accept-encoding": "identity" } };
      const [whole, head] = await Promise.all(
        ["GET", "HEAD"].map((method) => fetch(`${api()}${path}`, { method, ...asked })),
      );
      expect(head!.status, path).toBe(200);
      const told = ["content-type", "content-length", "cache-control", "etag"];
      expect(told.map((name) => head!.headers.get(name))).toEqual(
        told.map((name) => whole!.headers.get(name)),
      );
      expect((await head!.text()).length).toBe(0);
    }
    expect(await allowed("POST", "/docs")).toEqual([405, "GET, HEAD"]);
    expect(await allowed("PUT", "/v1/public/companies/nobody/catalogue")).toEqual([405, "GET, HEAD"]);
    expect(await allowed("DELETE", "/book/nobody/activities/x")).toEqual([405, "GET"]);
    expect(await allowed("GET", "/v1/webhooks/liqpay/cmp_x")).toEqual([405, "POST"]);
    expect(await allowed("POST", "/openapi_json")).toEqual([404, null]);
  });

  it("API-1 an address that is none says so as every other problem", async () => {
    const nowhere = await request("GET", "/v1/nowhere", undefined);
    expect(nowhere).toMatchObject({ status: 404, body: { code: "route.not_found", status: 404 } });
    expect(nowhere.headers.get("content-type")).toBe("application/problem+json");
    expect(nowhere.headers.get("ratelimit")).toMatch(/^"public";r=\d+;t=\d+$/);
  });
});
