import { expect, test } from "vitest";
import { cutText, toRunning, toShortText } from "./short-text.ts";
import { toWords } from "./titles.ts";

test.each([
  [" found \n", "found"],
  [42, "42"],
  [false, "false"],
  [[1, 2], "2 items"],
  [["a"], "1 item"],
  [{ city: "Lisbon", hours: [1, 2, 3], wind: { from: "N" } }, "city: Lisbon, hours: 3 items, wind: …"],
  [{ content: [{ type: "text", text: "from MCP" }, { type: "image" }] }, "from MCP"],
  [{ content: [] }, "content: 0 items"],
  [{}, ""],
  [null, ""],
  [undefined, ""],
])("toShortText(%j)", (value, expected) => {
  expect(toShortText(value)).toBe(expected);
});

test("toShortText() ignores values that can't be read", () => {
  const hostile = Object.defineProperty({ fine: 1 }, "broken", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  expect(toShortText(hostile)).toBe("fine: 1");
});

test("cutText() cuts to a length, never through a character", () => {
  expect(cutText("abc", 3)).toBe("abc");
  expect(cutText("abcd", 3)).toBe("ab…");
  expect(cutText("a😀b", 3)).toBe("a…");
});

test.each([
  ["searchDocs", "Search docs"],
  ["search_docs", "Search docs"],
  ["mcp__github__list-issues", "List issues"],
  ["github_list_issues", "GitHub list issues"],
  ["runSql", "Run SQL"],
  ["check_ci", "Check CI"],
  ["readPDFFile", "Read PDF file"],
  ["v2.getUser", "Get user"],
  ["", "Tool"],
])("toWords(%j)", (name, expected) => {
  expect(toWords(name)).toBe(expected);
});

test.each([
  ["Run SQL", "Run SQL…"],
  ["Run SQL (Retrying…)", "Run SQL (Retrying…)"],
  ["A title that was c…", "A title that was c…"],
])("the title %j of running work has one ellipsis", (title, expected) => {
  expect(toRunning(title)).toBe(expected);
});
