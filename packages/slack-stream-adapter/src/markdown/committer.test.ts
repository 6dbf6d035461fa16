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
  ["~~|st", "⏐~~|st"],
  ["one `co", "one ⏐`co"],
  ["a [link](https://e", "a ⏐[link](https://e"],
  ["a [link](https://e.com) b", "a [link](https://e.com) b⏐"],
  ["by <@U12", "by ⏐<@U12"],
  ["by <https://e.com|my la", "by ⏐<https://e.com|my la"],
  ["AT&am", "AT⏐&am"],
  ["half \ud83d", "half ⏐\ud83d"],
  ["end\r", "end⏐\r"],
  ["a <\r", "a <⏐\r"],
  ["```js\r", "```js⏐\r"],
  ["| a |\n|---|\n| <\r", "| a |\n|---|\n| <⏐\r"],
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

test("the end of a paragraph shows all that was held in it", () => {
  expect(commit("a **false opener\n\nb")).toBe("a **false opener\n\nb⏐");
});

test("the end of a heading shows all that was held in it", () => {
  expect(commit("# a `false opener\n")).toBe("# a `false opener\n⏐");
});

test("push() waits for the opening line of a fence for 200 characters, and takes it for one then", () => {
  const committer = createCommitter();
  const line = `\`\`\`${"a".repeat(197)}`;
  expect(committer.push(line)).toBe("");
  expect(committer.push("a")).toBe(`${line}a`);
  expect(committer.push("` **b")).toBe("` **b");
  expect(committer.push("\nc **d")).toBe("\nc **d");
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
  const committer = createCommitter();
  committer.push(`a **${"word ".repeat(39)}`);
  expect(committer.held).toBe(197);
  expect(committer.push("four more words here ")).toContain("**word word");
});

test("push() holds no more than 200 characters where the last takes two", () => {
  const committer = createCommitter();
  const code = `\`${"a".repeat(198)}`;
  expect(committer.push(code)).toBe("");
  expect(committer.push("👍")).toBe(`${code}👍`);
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

test.each([
  ["|", " a | b"],
  ["| a", " | b"],
])("what goes on the head of a table that was released is not held: %j", (head, more) => {
  const committer = createCommitter();
  expect(committer.push(head)).toBe("");
  expect(committer.release()).toBe(head);
  expect(committer.push(more)).toBe(more);
});

test("release() of nothing lets nothing by later", () => {
  const committer = createCommitter();
  expect(committer.release()).toBe("");
  expect(committer.push("| a")).toBe("");
});

test("a line that may be a table's head lets go of the one before, which was none", () => {
  const committer = createCommitter();
  expect(committer.push("| a |\n")).toBe("");
  expect(committer.push("| b |")).toBe("| a |\n");
});

test("half a character counts as held", () => {
  const committer = createCommitter();
  committer.push("a **b\ud83d");
  expect(committer.held).toBe(4);
});

test("end() shows everything", () => {
  const committer = createCommitter();
  committer.push("a <!here");
  expect(committer.end()).toBe("<!here");
  expect(committer.held).toBe(0);
});
