import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

const [domain, functions, infra, test] = ["domain", "functions", "infra", "test"].map(files) as [
  string[],
  string[],
  string[],
  string[],
];
const product = [...domain, ...functions, ...infra];

/** Files of `among`, but for the excepted, that have the pattern. */
const having = (pattern: RegExp, among: readonly string[], except: readonly string[] = []): string[] =>
  among.filter((file) => !except.includes(file) && pattern.test(read(file)));

const long = (among: readonly string[], most: number) =>
  among.filter((file) => read(file).split("\n").length - 1 > most);

describe("the house", () => {
  it("imports point inward: infra → functions → domain", () => {
    expect(having(/from "(\.\.\/)+(functions|infra|test)\//, domain)).toEqual([]);
    expect(having(/from "(\.\.\/)+(infra|test)\//, functions)).toEqual([]);
    expect(having(/from "(\.\.\/)+test\//, infra)).toEqual([]);
  });

  it("no file is named for what it is made of instead of what it is about", () => {
    const names =
      /(^|\/)(index|utils?|helpers?|common|shared|lib|types|constants|services?|repositor(y|ies)|dtos?|mappers?|manager)\.tsx?$/;
    expect([...product, ...test].filter((file) => names.test(file))).toEqual([]);
  });

  it("handlers stay small: a file in functions has at most 100 lines, no file more than 300", () => {
    expect(
      long(
        functions.filter((file) => !file.includes("/client/")),
        100,
      ),
    ).toEqual([]);
    const generated = ["functions/client/client.ts"];
    expect(long([...product, ...test], 300).filter((file) => !generated.includes(file))).toEqual([]);
  });
});

describe("one place for each thing", () => {
  it("commit is the only door to a write", () => {
    const sends = /\b(Put|Update|Delete|TransactWrite|BatchWrite)Command\(/;
    const goes = /\b[A-Z]\w+\s*\.(create|put|patch|update|upsert|delete|remove)\([^;]*?\.go\(/;
    // Rate limits are counted in a table of their own, where a count too many does no harm.
    expect(having(sends, domain, ["domain/send.ts", "domain/limit/counters.ts"])).toEqual([]);
    expect(having(goes, domain)).toEqual([]);
  });

  it("domain/clock.ts is the only place in the domain that knows what time it is", () => {
    expect(having(/Date\.now\(\)|new Date\(\)/, domain, ["domain/clock.ts"])).toEqual([]);
  });

  it("an actor is entered in the wrappers only", () => {
    const wrappers = ["http", "event", "timer", "stream", "webhook", "resale"].map(
      (name) => `functions/${name}.ts`,
    );
    expect(having(/Actor\.within\(/, [...domain, ...functions], wrappers)).toEqual([]);
    expect(having(/new AsyncLocalStorage/, [...domain, ...functions], ["domain/actor.ts"])).toEqual([]);
  });

  it("middy and Powertools are known to the wrappers alone; the domain knows neither", () => {
    expect(having(/@middy|powertools/, domain)).toEqual([]);
    const knowing = ["http", "event", "timer", "stream", "log", "limit", "resale"].map(
      (name) => `functions/${name}.ts`,
    );
    expect(having(/from "@(middy|aws-lambda-powertools)\//, functions, knowing)).toEqual([]);
  });

  it("money never passes through floating point", () => {
    expect(having(/parseFloat|toFixed\(|Math\.round\([^)]*(amount|price)/, domain)).toEqual([]);
  });

  it("no table scan in the product", () => {
    expect(having(/ScanCommand|\.scan\b/, [...domain, ...functions])).toEqual([]);
  });
});

describe("the tests", () => {
  it("skip nothing, sleep nowhere, and mock no module of ours", () => {
    const self = ["test/tidy.test.ts"];
    expect(having(/\b(it|test|describe)\.(skip|only|todo|fails)\b/, test, self)).toEqual([]);
    expect(having(/vi\.(mock|spyOn)\(/, test, self)).toEqual([]);
    expect(having(/await (new Promise\(\(\w+\) => setTimeout|sleep\(|delay\()/, test, self)).toEqual([]);
  });

  it("prove every rule that is built, by its number", () => {
    const told = test
      .filter((file) => file.endsWith(".test.ts"))
      .map(read)
      .join("\n");
    const built = [
      ["CAT", 1, 2, 3, 4, 5, 6],
      ["SCH", 1, 2, 3, 4, 5, 6, 7],
      ["CAP", 1, 2, 3, 4, 5, 6, 7],
      ["BKG", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
      ["PAY", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      ["LED", 1, 2, 3, 4, 5, 6, 8],
      ["NTF", 1, 2],
      ["AUD", 1, 2],
      ["TEN", 1, 2, 3, 5, 8],
      ["INS", 1],
      ["API", 1, 2, 3],
      ["OPS", 1, 2],
    ] as const;
    const rules = built.flatMap(([area, ...numbers]) => numbers.map((number) => `${area}-${number}`));
    const unproven = rules.filter((rule) => !new RegExp(`["\`]([^"\`]*[^\\w-])?${rule}\\b`).test(told));
    expect(unproven).toEqual([]);
  });
});
