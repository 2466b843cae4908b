import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, giveHeadStart } from "../../infra/build.ts";

const directory = mkdtempSync(join(tmpdir(), "holdfast-head-start-"));
const fn = join(directory, "fn");
const compiled = join(fn, "main.compiled");

/** What a fresh process says of starting the function, under these flags of V8. */
const start = (...flags: string[]): { exports: string[]; said: string } => {
  const script = `console.error(Object.keys(require(${JSON.stringify(join(fn, "index.cjs"))})).join())`;
  const command = `"${process.execPath}" ${flags.join(" ")} --eval '${script}' 2>&1`;
  const lines = execFileSync(command, { shell: true, encoding: "utf8" }).trim().split("\n");
  return { exports: lines.at(-1)!.split(","), said: lines.slice(0, -1).join("\n") };
};

beforeAll(() => bundle({ fn: "functions/reactions/overbooking-detected.ts" }, directory));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("a head start", () => {
  it("changes nothing of what a function is, and is used in silence", () => {
    const without = start();
    giveHeadStart([fn]);
    expect(existsSync(compiled)).toBe(true);
    expect(start()).toEqual(without);
    expect(without.said).toBe("");
  });

  it("that V8 refuses is counted, and the function starts all the same", () => {
    const { exports, said } = start("--expose-gc");
    expect(exports).toEqual(start().exports);
    expect(JSON.parse(said)).toMatchObject({ HeadStartRefused: 1 });
    writeFileSync(compiled, "nothing that V8 has made");
    expect(JSON.parse(start().said)).toMatchObject({ HeadStartRefused: 1 });
  });

  it("does not outlive the code that it was made of: V8 itself compares no more than its length", async () => {
    await bundle({ fn: "functions/reactions/overbooking-detected.ts" }, directory);
    expect(existsSync(compiled)).toBe(true);
    await bundle({ fn: "functions/reference.ts" }, directory);
    expect(existsSync(compiled)).toBe(false);
  });
});
