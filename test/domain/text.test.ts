import * as fc from "fast-check";
import { expect, it } from "vitest";
import * as Text from "../../domain/text.ts";

const [name, description] = [Text.line({ most: 120 }), Text.lines({ least: 0, most: 2000 })];
const takes = (schema: typeof name, text: string) => schema.safeParse(text).success;
const VISIBLE = /[^\p{DI}\p{Z}\p{Cc}\u2800]/u;
const AROUND = /[\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

it("API-1 a name is one line of what people see, trimmed; a description may have lines", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 60 }), (text) => {
      const hidden = (what: RegExp) => what.test(text.trim());
      const seen = VISIBLE.test(text) && !hidden(/\p{Cs}/u) && !hidden(AROUND);
      expect(takes(name, text)).toBe(seen && !hidden(/[\p{Cc}\u2028\u2029]/u));
      expect(takes(description, `x${text}`)).toBe(
        !/(?![\r\n])[\p{Cc}\p{Cs}]/u.test(`x${text}`.trim()) && !hidden(AROUND),
      );
    }),
    {
      numRuns: 2000,
      examples: [["a\u0000"], ["a\u0085b"], ["\u{202e}evil"], ["a\nb"], ["a\r\nb"], ["\u{2066}a"]],
    },
  );
});

it("API-1 letters of every script, marks, joiners and whole characters stay as they were written", () => {
  for (const text of [
    "Соломія Ґудзь",
    "José Ñandú",
    "e\u0301",
    "ﷺ",
    "שלום",
    "नमस्ते",
    "👩‍👩‍👧",
    "می‌خواهم",
    "a\u200eb",
  ])
    expect(name.parse(` ${text}\t`)).toBe(text);
  for (const blank of ["\u200b", "\u00ad", "\u3164", "\u2800", "\ufe0f \u200d", "\u{e0061}"])
    expect([name, description].map((schema) => takes(schema, blank))).toEqual([false, false]);
  for (const half of ["\ud83c", "a\udf89b"]) expect(takes(name, half)).toBe(false);
  expect([takes(name, " "), takes(name, "x".repeat(121)), takes(description, "")]).toEqual([
    false,
    false,
    true,
  ]);
});
