import { expect, test } from "vitest";
import { plainLetters } from "./plain-letters.ts";

test("plainLetters() of a Markdown text and of its read-back are the same", () => {
  const text = "# Plan\n\n- **Bold** `a_b` &amp; [docs](https://e.com)\n";
  const readBack = "Plan\n• *Bold* `a_b` &amp; <https://e.com|docs>";
  const letters = (one: string) => plainLetters(one.replace(/\(?<?https:\/\/e\.com\|?/, ""));
  expect(letters(text)).toBe(letters(readBack));
  expect(letters(text)).toBe("PlanBoldabdocs");
});

test("plainLetters() keeps letters and digits of every script, in one form", () => {
  expect(plainLetters("e\u0301 É 日本語、مرحبا 42!")).toBe("éÉ日本語مرحبا42");
});
