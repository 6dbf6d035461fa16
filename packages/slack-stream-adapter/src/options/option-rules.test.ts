import { expect, test } from "vitest";
import { toSettings } from "./settings.ts";

test.each([
  [{ tasks: [] }, "tasks must be an object or false, got an array"],
  [{ tasks: { search: 7 } }, "tasks.search must be a title"],
  [{ tasks: { search: { output: "short" } } }, 'tasks.search.output must be a function, got "short"'],
  [{ approvalBlocks: [] }, "approvalBlocks must be a function"],
  [{ finishNotice: "over" }, "finishNotice must be a function"],
  [{ reasoning: "show" }, "reasoning must be one of hide, card, status"],
  [{ sources: true }, "sources must be one of card, footnotes, hide"],
  [{ mentions: "some" }, "mentions must be one of users, all, none"],
  [{ silentReplies: "NO" }, "silentReplies must be an array of strings"],
  [{ silentReplies: [" NO"] }, 'with no white space around them, got " NO"'],
  [{ status: "" }, "status must be a text"],
  [{ status: { text: "t", loadingMessages: "m" } }, "status.loadingMessages must be an array of strings"],
  [{ reactions: { working: "eyes" } }, "reactions.messageTs must be the ts of a message, got undefined"],
  [{ reactions: { messageTs: "1.1", done: "::" } }, "reactions.done must be the name of an emoji"],
  [{ reactions: { messageTs: "1.1", alsoOn: "all" } }, 'reactions.alsoOn must be "thread"'],
])("toSettings(%j) names the option, the rule and the value", (options, message) => {
  const check = () => toSettings(options as object);
  expect(check).toThrow(TypeError);
  expect(check).toThrow(message);
});

test("toSettings() takes as many loading messages as Slack does", () => {
  const status = { text: "t", loadingMessages: Array<string>(11).fill("m") };
  expect(() => toSettings({ status })).toThrow(
    new RangeError("status.loadingMessages must be at most 10, got 11"),
  );
});

test("toSettings() takes valid agent options", () => {
  const options = {
    tasks: {
      a: "A",
      b: () => "B",
      c: { title: "C", input: true, output: () => "c", error: false },
      "*": false,
    },
    approvalBlocks: () => [],
    finishNotice: false,
    mentions: () => true,
    silentReplies: ["NO_REPLY"],
    status: { text: "t", loadingMessages: ["m"] },
    reactions: { messageTs: "1.1", working: ":eyes:", alsoOn: "thread" },
  } as const;
  expect(toSettings(options)).toMatchObject(options);
});
