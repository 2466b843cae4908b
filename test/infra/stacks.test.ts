import { expect, it } from "vitest";
import { merge } from "../../infra/template.ts";

const lender = {
  Description: "first",
  Resources: { Table: { Type: "T" } },
  Outputs: {
    Name: { Value: { Ref: "Table" }, Export: { Name: "a:name" } },
    Url: { Value: "https://there" },
  },
};
const taker = (name: unknown) => ({
  Resources: {
    Fn: { Type: "F", Properties: { Text: { "Fn::Join": ["", ["to ", { "Fn::ImportValue": name }]] } } },
  },
});

it("merged templates have what any has, and the exporter's value for each import", () => {
  expect(merge({ a: lender, b: taker("a:name") })).toEqual({
    ...lender,
    Resources: {
      Table: { Type: "T" },
      Fn: { Type: "F", Properties: { Text: { "Fn::Join": ["", ["to ", { Ref: "Table" }]] } } },
    },
  });
});

it("merged templates keep a section that nobody expects, for whoever reads them to refuse", () => {
  expect(merge({ a: lender, b: { Transform: "AWS::Serverless-2016-10-31" } })).toHaveProperty("Transform");
});

it("merged templates cannot be made of two stacks that use one name", () => {
  expect(() => merge({ a: lender, b: { Resources: { Table: { Type: "Other" } } } })).toThrow(
    "b: Resources has Table, and so has another stack.",
  );
});

it.each(["a:other", { "Fn::Join": ["", ["a", ":name"]] }])(
  "merged templates cannot be made with an import of %j",
  (name) => {
    expect(() => merge({ a: lender, b: taker(name) })).toThrow("No stack exports");
  },
);
