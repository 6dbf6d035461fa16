import { expect, test } from "vitest";
import { firstLetters, lettersSaid, plainLetters } from "./plain-letters.ts";

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

test("lettersSaid() leaves out addresses, mentions and emoji", () => {
  expect(lettersSaid("A [b](https://c.d) <@U1|e> :smile: f ](x g")).toBe("Abfxg");
});

test("firstLetters() of a text and of its read-back are the same, whatever the text holds", () => {
  const pairs = [
    ["```sh\necho one\n```", "```\necho one\n```"],
    ["See [the docs](https://e.com/a_b) now", "See <https://e.com/a_b|the docs> now"],
    ["At https://e.com/x it is", "At <https://e.com/x> it is"],
    ["Hello <@U123> :wave: there", "Hello <@U123> there"],
    ["Hello <@U123|ann> there", "Hello <@U123> there"],
    ["If a<b & c>d then", "If a&lt;b &amp; c&gt;d then"],
    ["a<b or b<c &lt;!channel>", "a&lt;b or b&lt;c &lt;!channel&gt;"],
    ["a<b | c>d", "a&lt;b | c&gt;d"],
    ["Set <b>bold</b> here", "Set &lt;b&gt;bold&lt;/b&gt; here"],
    ["Mail <ann@e.com> now", "Mail <mailto:ann@e.com|ann@e.com> now"],
    ["1\ufe0f\u20e3 \u2139\ufe0f Note", ":one: :information_source: Note"],
  ] as const;
  for (const [text, readBack] of pairs) expect(firstLetters(text, 40)).toBe(firstLetters(readBack, 40));
});

// Report B13: 20,000 characters took most of a second; so many would take hours.
test("lettersSaid() looks at each character a fixed number of times", () => {
  for (const piece of ["<](:", "](", "<", ":a", "<a](b:c", "[<]("])
    expect(lettersSaid(piece.repeat(500_000)).length).toBeLessThanOrEqual(1_500_000);
});
