import { describe, expect, test } from "vitest";
import { readPolicy } from "../../../infra/local/access/policy.ts";

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/holdfast";
const read = (...statements: object[]) =>
  readPolicy([{ at: "Policy", document: { Version: "2012-10-17", Statement: statements } }]);
const allow = (more: object) => ({ Effect: "Allow", Action: "dynamodb:PutItem", Resource: table, ...more });

describe("a role allows what a statement allows and none denies", () => {
  test.each([
    ["the action on the resource", [allow({})], "dynamodb:PutItem", table, true],
    [
      "the action in another case",
      [allow({ Action: ["DynamoDB:putitem"] })],
      "dynamodb:PutItem",
      table,
      true,
    ],
    ["no statement", [], "dynamodb:PutItem", table, false],
    ["another action", [allow({})], "dynamodb:GetItem", table, false],
    ["an index is not its table", [allow({})], "dynamodb:PutItem", `${table}/index/due`, false],
    [
      "a wildcard in the resource",
      [allow({ Resource: `${table}/index/*` })],
      "dynamodb:PutItem",
      `${table}/index/due`,
      true,
    ],
    ["one unknown character", [allow({ Action: "dynamodb:?utItem" })], "dynamodb:PutItem", table, true],
    ["a wildcard in the action", [allow({ Action: "dynamodb:Put*" })], "dynamodb:PutItem", table, true],
    ["a deny wins", [allow({ Action: "*" }), allow({ Effect: "Deny" })], "dynamodb:PutItem", table, false],
    [
      "all but",
      [{ Effect: "Allow", NotAction: "dynamodb:GetItem", Resource: "*" }],
      "dynamodb:PutItem",
      table,
      true,
    ],
    [
      "all but this",
      [{ Effect: "Allow", NotAction: "dynamodb:Put*", Resource: "*" }],
      "dynamodb:PutItem",
      table,
      false,
    ],
    [
      "everywhere but",
      [{ Effect: "Allow", Action: "*", NotResource: table }],
      "dynamodb:PutItem",
      table,
      false,
    ],
  ])("%s", (_, statements, action, resource, allowed) => {
    expect(read(...statements).allows({ action, resource })).toBe(allowed);
  });
});

const policy = (Condition: object) =>
  read({ Effect: "Allow", Action: "events:PutEvents", Resource: "*", Condition });

const ask = (Condition: object, source?: string) =>
  policy(Condition).allows({
    action: "events:PutEvents",
    resource: "bus",
    context: source ? { "events:source": source } : {},
  });

describe("conditions are weighed", () => {
  test.each([
    [{ StringEquals: { "events:source": "holdfast" } }, "holdfast", true],
    [{ StringEquals: { "events:source": ["a", "holdfast"] } }, "holdfast", true],
    [{ StringEquals: { "events:source": "holdfast" } }, "other", false],
    [{ StringEquals: { "events:source": "holdfast" } }, undefined, false],
    [{ StringNotEquals: { "events:source": "holdfast" } }, "holdfast", false],
    [{ StringNotEquals: { "events:source": "holdfast" } }, "other", true],
    [{ StringLike: { "events:source": "hold*" } }, "holdfast", true],
    [{ "ForAllValues:StringEquals": { "events:source": "x" } }, undefined, true],
    [{ "ForAnyValue:StringEquals": { "events:source": "x" } }, undefined, false],
  ])("%j of %s", (condition, source, allowed) => {
    expect(ask(condition, source)).toBe(allowed);
  });
});

test("what a statement says and nobody understands is refused at the start", () => {
  expect(() => read(allow({ Principal: "*" }))).toThrow("Principal");
  expect(() => read(allow({ Action: undefined }))).toThrow("Action");
  expect(() => read(allow({ Condition: { DateLessThan: { "events:source": "x" } } }))).toThrow(
    "DateLessThan",
  );
  expect(() => read(allow({ Condition: { StringEquals: { "dynamodb:LeadingKeys": "x" } } }))).toThrow(
    "LeadingKeys",
  );
});
