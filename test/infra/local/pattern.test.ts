import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../infra/local/delivery/pattern.ts";

const event = {
  source: "holdfast",
  "detail-type": "booking.confirmed",
  resources: ["a", "b"],
  detail: {
    state: "CONFIRMED",
    amount: 45_000,
    note: null,
    paid: true,
    ip: "10.1.2.3",
    file: "dir/photo.PNG",
    lines: [{ sku: "x" }, { sku: "y" }],
  },
};
const detail = (rule: unknown) => ({ detail: rule });

describe("a pattern matches what EventBridge says it matches", () => {
  test.each([
    ["exact text", { source: ["other", "holdfast"] }, true],
    ["another text", { source: ["other"] }, false],
    ["every field", { source: ["holdfast"], "detail-type": ["booking.cancelled"] }, false],
    ["an entry of a list", { resources: ["b", "z"] }, true],
    ["a number, not its text", detail({ amount: ["45000"] }), false],
    ["null", detail({ note: [null] }), true],
    ["true", detail({ paid: [true] }), true],
    ["inside a list of maps", detail({ lines: { sku: ["y"] } }), true],
    ["prefix", { "detail-type": [{ prefix: "booking." }] }, true],
    ["prefix in any case", detail({ state: [{ prefix: { "equals-ignore-case": "conf" } }] }), true],
    ["suffix", { "detail-type": [{ suffix: ".cancelled" }] }, false],
    ["suffix in any case", detail({ file: [{ suffix: { "equals-ignore-case": ".png" } }] }), true],
    ["equals in any case", detail({ state: [{ "equals-ignore-case": "confirmed" }] }), true],
    ["anything but", detail({ state: [{ "anything-but": "CONFIRMED" }] }), false],
    ["anything but several", detail({ state: [{ "anything-but": ["A", "B"] }] }), true],
    ["anything but a number", detail({ amount: [{ "anything-but": [45_000] }] }), false],
    ["anything but a prefix", detail({ state: [{ "anything-but": { prefix: "CONF" } }] }), false],
    ["anything but prefixes", detail({ state: [{ "anything-but": { prefix: ["A", "B"] } }] }), true],
    ["anything but a suffix", detail({ state: [{ "anything-but": { suffix: "ED" } }] }), false],
    [
      "anything but in any case",
      detail({ state: [{ "anything-but": { "equals-ignore-case": ["confirmed"] } }] }),
      false,
    ],
    ["anything but a wildcard", detail({ file: [{ "anything-but": { wildcard: "dir/*" } }] }), false],
    ["anything but, of what is absent", detail({ absent: [{ "anything-but": "x" }] }), false],
    ["numeric range", detail({ amount: [{ numeric: [">", 0, "<=", 45_000] }] }), true],
    ["numeric equality", detail({ amount: [{ numeric: ["=", 45] }] }), false],
    ["numeric of text", detail({ state: [{ numeric: [">", 0] }] }), false],
    ["exists", detail({ note: [{ exists: true }] }), true],
    ["does not exist", detail({ absent: [{ exists: false }] }), true],
    ["exists, or a value", detail({ absent: ["x", { exists: false }] }), true],
    ["wildcard", detail({ file: [{ wildcard: "dir/*.PNG" }] }), true],
    ["wildcard with a real dot", detail({ file: [{ wildcard: "dir/*xPNG" }] }), false],
    ["an escaped star", detail({ file: [{ wildcard: "dir/\\*.PNG" }] }), false],
    ["an address range", detail({ ip: [{ cidr: "10.1.0.0/16" }] }), true],
    ["another address range", detail({ ip: [{ cidr: "10.2.0.0/16" }] }), false],
    ["one of two", { $or: [{ source: ["x"] }, { "detail-type": [{ prefix: "booking" }] }] }, true],
    ["none of two", { $or: [{ source: ["x"] }, { source: ["y"] }] }, false],
    ["one of two, inside", detail({ $or: [{ state: ["X"] }, { amount: [{ numeric: [">", 1] }] }] }), true],
  ])("%s", (_, pattern, matches) => {
    expect(compilePattern(pattern, "Rule")(event)).toBe(matches);
  });
});

describe("a pattern that is not understood is refused, with its place", () => {
  test.each([
    [{ source: [{ regex: "x" }] }, 'Rule.source: the pattern operator "regex"'],
    [{ source: "holdfast" }, "Rule.source: a rule is a list"],
    [{ source: [] }, "Rule.source: a rule is a list"],
    [{}, "Rule: a pattern is a map"],
    [detail({ amount: [{ numeric: ["about", 3] }] }), "Rule.detail.amount.numeric"],
    [detail({ state: [{ "anything-but": { about: "x" } }] }), "anything-but does not take"],
    [{ $or: [{ source: ["x"] }] }, "Rule.$or"],
  ])("%j", (pattern, complaint) => {
    expect(() => compilePattern(pattern, "Rule")).toThrow(complaint);
  });
});
