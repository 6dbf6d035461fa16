import { expect, test } from "vitest";
import { createCommitter } from "./committer.ts";

/** What is shown of a text that came in one piece, and what is not. */
function commit(text: string): string {
  const committer = createCommitter();
  const shown = committer.push(text);
  return `${shown}⏐${text.slice(shown.length)}`;
}

test.each([
  ["prose streams as it co", "prose streams as it co⏐"],
  ["one **bo", "one ⏐**bo"],
  ["one **bold** two", "one **bold** two⏐"],
  ["one *it", "one ⏐*it"],
  ["one _it", "one ⏐_it"],
  ["one ~~st", "one ⏐~~st"],
  ["one `co", "one ⏐`co"],
  ["a [link](https://e", "a ⏐[link](https://e"],
  ["a [link](https://e.com) b", "a [link](https://e.com) b⏐"],
  ["by <@U12", "by ⏐<@U12"],
  ["by <https://e.com|my la", "by ⏐<https://e.com|my la"],
  ["AT&am", "AT⏐&am"],
  ["half \ud83d", "half ⏐\ud83d"],
  ["end\r", "end⏐\r"],
  ["text\n``", "text\n⏐``"],
  ["text\n```js", "text\n⏐```js"],
  ["```js\nconst a = **b", "```js\nconst a = **b⏐"],
  ["```js\ncode\n``", "```js\ncode\n⏐``"],
  ["text\n\n| a | b |\n|--", "text\n\n⏐| a | b |\n|--"],
  ["| a | b |\n|---|---|\n| x", "| a | b |\n|---|---|\n| x⏐"],
  ["- [x", "⏐- [x"],
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
  "https://e.com/a_b goes",
])("push() is not held up by what opens nothing: %j", (text) => {
  expect(commit(text)).toBe(`${text}⏐`);
});

test("the end of a paragraph shows all that was held in it", () => {
  expect(commit("a **false opener\n\nb")).toBe("a **false opener\n\nb⏐");
});

test("push() holds no more than 200 characters", () => {
  const committer = createCommitter();
  committer.push(`a **${"word ".repeat(39)}`);
  expect(committer.held).toBe(197);
  expect(committer.push("four more words here ")).toContain("**word word");
});

test("release() shows all that is held, but for a mention and half a character", () => {
  const bold = createCommitter();
  bold.push("a **bold");
  expect(bold.release()).toBe("**bold");
  const mention = createCommitter();
  mention.push("a **bold <@U1");
  expect(mention.release()).toBe("**bold ");
  expect(mention.push("23> b")).toBe("<@U123> b");
  const half = createCommitter();
  expect(half.push("\ud83d") + half.release()).toBe("");
  expect(half.push("\udc4d")).toBe("👍");
});

test("what was released still closes: nothing behind it is held", () => {
  const committer = createCommitter();
  committer.push("a **bold");
  committer.release();
  expect(committer.push(" text** and more ")).toBe(" text** and more ");
});

test("end() shows everything", () => {
  const committer = createCommitter();
  committer.push("a <!here");
  expect(committer.end()).toBe("<!here");
  expect(committer.held).toBe(0);
});
