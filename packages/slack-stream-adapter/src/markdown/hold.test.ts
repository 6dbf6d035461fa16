import { expect, test } from "vitest";
import { createShower } from "../../test/laws/shower.ts";
import { closing, compose, startAnswer, type Wait } from "./compose.ts";
import { isWorthLooking } from "./hold.ts";

/** The shown part of a text that came in one piece, and the part that is held back. */
function commit(text: string): string {
  const shower = createShower();
  const shown = shower.push(text);
  return `${shown}⏐${text.slice(shown.length)}`;
}

test.each([
  ["prose streams as it co", "prose streams as it co⏐"],
  ["one **bo", "one ⏐**bo"],
  ["one **bold** two", "one **bold** two⏐"],
  ["one *it", "one ⏐*it"],
  ["one _it", "one ⏐_it"],
  ["one ~~st", "one ⏐~~st"],
  ["~~|st", "⏐~~|st"],
  ["one `co", "one ⏐`co"],
  ["a [link](https://e", "a ⏐[link](https://e"],
  ["a [link](https://e.com) b", "a [link](https://e.com) b⏐"],
  ['a [link](https://e.com "a (b)', 'a ⏐[link](https://e.com "a (b)'],
  ["a [link](https://e.com 'it\\", "a ⏐[link](https://e.com 'it\\"],
  ['a [link](https://e.com "t" ', 'a ⏐[link](https://e.com "t" '],
  ['a [link](https://e.com "t" b', 'a [link](https://e.com "t" b⏐'],
  ["a [link](https://e.com (the **title", "a ⏐[link](https://e.com (the **title"],
  ["a [link](https://e.com (a\\)) ", "a ⏐[link](https://e.com (a\\)) "],
  ["a [link](https://e.com (a) b", "a [link](https://e.com (a) b⏐"],
  ["a ![image](https://e", "a ⏐![image](https://e"],
  ["a \\![link](https://e", "a \\!⏐[link](https://e"],
  ["by <@U12", "by ⏐<@U12"],
  ["by <https://e.com|my la", "by ⏐<https://e.com|my la"],
  ["AT&am", "AT⏐&am"],
  ["half \ud83d", "half ⏐\ud83d"],
  ["end\r", "end⏐\r"],
  ["a <\r", "a ⏐<\r"],
  ["```js\r", "⏐```js\r"],
  ["| a |\n|---|\n| <\r", "| a |\n|---|\n| ⏐<\r"],
  ["text\n``", "text\n⏐``"],
  ["text\n```js", "text\n⏐```js"],
  ["```js\nconst a = **b", "```js\nconst a = **b⏐"],
  ["```js\ncode\n``", "```js\ncode\n⏐``"],
  ["text\n\n| a | b |\n|--", "text\n\n⏐| a | b |\n|--"],
  ["| a | b |\n|---|---|\n| x", "| a | b |\n|---|---|\n| x⏐"],
  ["- ```\n  code\n--", "- ```\n  code\n⏐--"],
  ["- ```\n  code\n-5 ", "- ```\n  code\n-5 ⏐"],
  ["- [x", "⏐- [x"],
  ["- [x]`", "- [x]⏐`"],
  ["12", "⏐12"],
])("push() shows what is settled and holds the rest: %j", (text, split) => {
  expect(commit(text)).toBe(split);
});

test.each([
  "snake_case_name is fine",
  "2 * 3 * 4 is",
  "a_b_c and d",
  "~5 minutes or ~6",
  "x < y and",
  "a <b> c",
  "[ ] and [x] and [1] go",
  "see[^1] and",
  "escaped \\*star and",
  "no letter \udc4d*|",
  "`**` in code and",
  "* one\n* two",
  "* one **false opener\n* two",
  "- [ ])",
  "| a |\n|---|\n|**|b",
  "https://e.com/a_b goes",
])("push() is not held up by what opens nothing: %j", (text) => {
  expect(commit(text)).toBe(`${text}⏐`);
});

test("push() reads a mark in a cell the same when the white space before it was shown later", () => {
  const shower = createShower();
  for (const character of "| a |\n|---|\n| d *i** ") shower.push(character);
  expect(shower.held).toBe(0);
});

test("the end of a paragraph shows all that was held in it", () => {
  expect(commit("a **false opener\n\nb")).toBe("a **false opener\n\nb⏐");
});

test("the end of a heading shows all that was held in it", () => {
  expect(commit("# a `false opener\n")).toBe("# a `false opener\n⏐");
});

test("push() waits 200 characters for the opening line of a fence, then treats it as one", () => {
  const shower = createShower();
  const line = `\`\`\`${"a".repeat(197)}`;
  expect(shower.push(line)).toBe("");
  expect(shower.push("a")).toBe(`${line}a`);
  expect(shower.push("` **b")).toBe("` **b");
  expect(shower.push("\nc **d")).toBe("\nc **d");
});

test("a longer head of a table is known by its first 2,000 characters", () => {
  const head = `|aa${"|a".repeat(998)}|`;
  const delimiter = `${"|-".repeat(999)}|`;
  for (const behind of [""]) {
    const row = `${head}${behind}\n${delimiter}\na **b | c`;
    expect(commit(row)).toBe(`${row}⏐`);
  }
});

test("push() holds no more than 200 characters", () => {
  const shower = createShower();
  shower.push(`a **${"word ".repeat(39)}`);
  expect(shower.held).toBe(197);
  expect(shower.push("four more words here ")).toContain("**word word");
});

test("push() holds no more than 200 characters where the last takes two", () => {
  const shower = createShower();
  const code = `\`${"a".repeat(198)}`;
  expect(shower.push(code)).toBe("");
  expect(shower.push("👍")).toBe(`${code}👍`);
});

test("release() shows all that is held, but for a mention and half a character", () => {
  const bold = createShower();
  bold.push("a **bold");
  expect(bold.release()).toBe("**bold");
  const mention = createShower();
  mention.push("a **bold <@U1");
  expect(mention.release()).toBe("**bold ");
  expect(mention.push("23> b")).toBe("<@U123> b");
  const half = createShower();
  expect(half.push("\ud83d") + half.release()).toBe("");
  expect(half.push("\udc4d")).toBe("👍");
});

test.each([
  ["a [link](https://e.com/a", "_b)", "**bo"],
  ["a [link](https://e.com/a_(b", ")c)", "**bo"],
  ["a [link](https://e.com/a)", "", "**bo"],
  ["a [link](https://e.com/a)**b", "old** and ", "**bo"],
])("behind a link of which %j was released, what is held begins with its own mark", (link, rest, held) => {
  const shower = createShower();
  shower.push(link);
  shower.release();
  expect(shower.push(rest + held)).toBe(rest);
});

test("a released mark still closes: nothing after it is held", () => {
  const shower = createShower();
  shower.push("a **bold");
  shower.release();
  expect(shower.push(" text** and more ")).toBe(" text** and more ");
});

// Regression: the half closed a part of the bold. A message that ended before it was closed and continued with a single star.
test("half of the end of bold is not sent when the text before it is released", () => {
  const options = { ended: false, reserve: 0 };
  const first = compose(startAnswer({ maxBytes: 500 }), "a **bold*", { ...options, released: 9 });
  expect(first).toMatchObject({ wire: "a **bold", taken: 8 });
  expect(compose(first.state, "** now ", options).wire).toBe("** now");
  const whole = compose(startAnswer({ maxBytes: 500 }), "a *text*", { ...options, released: 8 });
  expect(whole.wire).toBe("a *text*");
});

// Regression: the rest of an address was read as text. Its marks were held back, and closed at a message's end.
test.each(["*.example.com/*", "_next/*x", "a~~b/**c", "e/a*b_"])(
  "marks in the rest of an address that was sent in part are not held: %j",
  (rest) => {
    const shower = createShower();
    expect(shower.push("See https://e.com/")).toBe("See https://e.com/");
    expect(shower.push(rest.slice(0, -1))).toBe(rest.slice(0, -1).replace(/[*_~]+$/, ""));
    expect(shower.push(`${rest.slice(-1)} and more words`)).toMatch(/ and more words$/);
  },
);

test("text behind an address in angle brackets is no part of the address", () => {
  const shower = createShower();
  expect(shower.push("<http://x|y>")).toBe("<http://x|y>");
  expect(shower.push("\\")).toBe("");
});

test.each([
  ["|", " a | b"],
  ["| a", " | b"],
])("what goes on the head of a table that was released is not held: %j", (head, more) => {
  const shower = createShower();
  expect(shower.push(head)).toBe("");
  // A pipe alone shows nothing, so it goes with what comes.
  expect(shower.release() + shower.push(more)).toBe(head + more);
});

test("release() of nothing lets nothing by later", () => {
  const shower = createShower();
  expect(shower.release()).toBe("");
  expect(shower.push("| a")).toBe("");
});

test("a line that may be a table's head lets go of the one before, which was none", () => {
  const shower = createShower();
  expect(shower.push("| a |\n")).toBe("");
  expect(shower.push("| b |")).toBe("| a |\n");
});

test("half a character counts as held", () => {
  const shower = createShower();
  shower.push("a **b\ud83d");
  expect(shower.held).toBe(4);
});

test("end() shows everything", () => {
  const shower = createShower();
  shower.push("a <!here");
  expect(shower.end()).toBe("<!here");
  expect(shower.held).toBe(0);
});

const start = startAnswer({ maxBytes: 9_000 });

test.each<[string, Wait["for"], number]>([
  ["plain words", "anything", 200],
  ["a **bo", "mark", 197],
  ["a ***", "anything", 198],
  ["a `co", "mark", 198],
  ["see [the te", "mark or space", 194],
  ["| a | b", "line end", 194],
  ["| a | b |\n", "anything", 191],
  ["```js", "anything", 196],
  ["12", "anything", 199],
  ["by <@U1", "anything", 197],
])("compose() says what has to come before another look is worth it: %j", (text, awaited, characters) => {
  expect(compose(start, text, { ended: false, reserve: 0, released: 0 }).wait).toEqual({
    for: awaited,
    characters,
  });
});

test.each<[Wait["for"], string, boolean]>([
  ["anything", "a", true],
  ["anything", "", false],
  ["mark", "a b", false],
  ["mark", "a*", true],
  ["mark", "\r", true],
  ["mark", "\n", true],
  ["mark or space", "ab", false],
  ["mark or space", "a b", true],
  ["mark or space", "a)", true],
  ["line end", "a* b", false],
  ["line end", "a\r", true],
  ["line end", "a\nb", true],
])("where %s is waited for, %j is worth a look: %s", (awaited, added, isWorth) => {
  expect(isWorthLooking({ for: awaited, characters: 10 }, added, 9)).toBe(isWorth);
  expect(isWorthLooking({ for: awaited, characters: 10 }, added, 10)).toBe(true);
});

test("text that may be code is released together with a possible mention in it", () => {
  const shower = createShower();
  shower.push("a `code <@U1");
  expect(shower.release()).toBe("`code <@U1");
});

test("a line that can't be told is not shown when it is released, for marks alone show nothing", () => {
  const shower = createShower();
  shower.push("text\n\n- ");
  expect(shower.release()).toBe("");
  expect(shower.push("item")).toBe("- item");
});

test("released white space is not part of the released text: a number after it waits", () => {
  const shower = createShower();
  shower.push("text\n\n");
  shower.release();
  expect(shower.push("2")).toBe("");
  expect(shower.push(". item")).toBe("2. item");
});

test.each([
  ["half a link in a heading is held from its line's start on", "# [half", "⏐# [half"],
  ["a quote's text is held from its mark on", "> **half", "⏐> **half"],
  ["an item's text is held from its mark on", "- **half", "⏐- **half"],
])("%s", (_what, text, split) => {
  expect(commit(text)).toBe(split);
});

// CommonMark closes no emphasis between full-width punctuation and a letter, so its readers show the marks. We read as it does, and
// add nothing to the text that would change that (P1).
test("between full-width punctuation and a letter a mark closes nothing: it is held as long as any, and is text then", () => {
  expect(commit("これは**重要**です")).toBe("これは**重要**です⏐");
  expect(commit("**「重要」**です")).toBe("⏐**「重要」**です");
  expect(commit("**「重要」**です\n\n次")).toBe("**「重要」**です\n\n次⏐");
  expect(compose(start, "**「重要」**です\n\n次", { ended: true, reserve: 0 }).wire).toBe(
    "**「重要」**です\n\n次",
  );
});

// Found in the README of axios, which has five links with target="_blank" (A1).
test("a mark at the end of all that came closes nothing yet: a message that ends before it gets no mark", () => {
  const text = `say "_blank ${"word ".repeat(120)}"_`;
  const composed = compose(startAnswer({ maxBytes: 500 }), text, { ended: false, reserve: 0, released: 0 });
  expect(composed.full).toBe(true);
  expect(closing(composed.state)).toBe("");
});

test("in text that may be code only the code is held, for 200 characters at most", () => {
  expect(commit(`\`${"a ".repeat(90)}**bo`)).toBe(`⏐\`${"a ".repeat(90)}**bo`);
  expect(commit(`\`${"a ".repeat(105)}**bo`)).toBe(`\`${"a ".repeat(105)}**bo⏐`);
});

test.each([
  ["**bo", "**bo"],
  ["see **bo", "see"],
  ["**", ""],
  ["> [", ""],
  ["1", "1"],
])("the first text waits for no mark to close, but for something that can be read: %j", (text, wire) => {
  const options = { ended: false, reserve: 0, released: 0, isFirst: true } as const;
  expect(compose(start, text, options).wire).toBe(wire);
});

// Found in the README of source-map-js, in tokens of four characters.
test("in indented code a last < waits for what follows: only the start of a mention goes out as an entity", () => {
  expect(commit("text\n\n    <")).toBe("text\n\n    ⏐<");
  expect(commit("text\n\n    <script")).toBe("text\n\n    <script⏐");
  expect(commit("text\n\n    a < b")).toBe("text\n\n    a < b⏐");
  expect(commit("text\n\n    <@U1")).toBe("text\n\n    ⏐<@U1");
  const wire = (text: string) => compose(start, text, { ended: false, reserve: 0, released: 0 }).wire;
  expect(wire("text\n\n    a <")).toBe("text\n\n    a");
  expect(wire("text\n\n    a <!here> b")).toBe("text\n\n    a &lt;!here> b");
});

test("the white space behind a table's head that was released goes out with whatever comes next", () => {
  const text = "| a | b ";
  const composed = compose(startAnswer({ maxBytes: 500 }), text, {
    ended: false,
    reserve: 0,
    released: text.length,
  });
  expect(composed.wire).toBe("| a | b");
  expect(composed.wait.for).toBe("anything");
});

test("a mark that a bar follows is the last of its cell, and waits for nothing", () => {
  expect(commit("| a |\n|---|\n| *x*|")).toBe("| a |\n|---|\n| *x*|⏐");
});

test("a link is held back while its address in angle brackets comes, which may have spaces", () => {
  expect(commit("So [a](<https://e.com/a b")).toBe("So ⏐[a](<https://e.com/a b");
  expect(commit("So [a](<https://e.com/a b>) x")).toBe("So [a](<https://e.com/a b>) x⏐");
});
