import type { TextStreamPart, ToolSet, UIMessageChunk } from "ai";
import type {
  TextStreamPart as TextStreamPart6,
  ToolSet as ToolSet6,
  UIMessageChunk as UIMessageChunk6,
} from "ai-6";
import { expect, test } from "vitest";
import type { StreamItem } from "../../src/index.ts";
import { createStory } from "../support/story.ts";

/** How each part is handled. A version of `ai` with a new part does not compile here. */
type Fate = "text" | "card" | "below the answer" | "end" | "approval" | "not shown";

const ofStreams = {
  "text-start": "not shown",
  "text-delta": "text",
  "text-end": "not shown",
  "reasoning-start": "card",
  "reasoning-delta": "card",
  "reasoning-end": "card",
  "tool-input-start": "card",
  "tool-input-delta": "not shown",
  "tool-input-end": "not shown",
  "tool-call": "card",
  "tool-result": "card",
  "tool-error": "card",
  "tool-output-denied": "card",
  "tool-approval-request": "approval",
  source: "below the answer",
  file: "below the answer",
  start: "not shown",
  "start-step": "not shown",
  "finish-step": "not shown",
  finish: "below the answer",
  abort: "end",
  error: "end",
  raw: "not shown",
} as const satisfies Record<TextStreamPart6<ToolSet6>["type"], Fate>;

const ofStreams7 = {
  ...ofStreams,
  custom: "not shown",
  "reasoning-file": "not shown",
  "tool-approval-response": "approval",
  "steering-message": "not shown",
  ping: "not shown",
} as const satisfies Record<TextStreamPart<ToolSet>["type"], Fate>;

type UIType<T extends string> = T extends `data-${string}` ? never : T;

const ofUIMessages = {
  "text-start": "not shown",
  "text-delta": "text",
  "text-end": "not shown",
  "reasoning-start": "card",
  "reasoning-delta": "card",
  "reasoning-end": "card",
  "tool-input-start": "card",
  "tool-input-delta": "not shown",
  "tool-input-available": "card",
  "tool-input-error": "card",
  "tool-output-available": "card",
  "tool-output-error": "card",
  "tool-output-denied": "card",
  "tool-approval-request": "approval",
  "source-url": "below the answer",
  "source-document": "below the answer",
  file: "below the answer",
  start: "not shown",
  "start-step": "not shown",
  "finish-step": "not shown",
  finish: "below the answer",
  abort: "end",
  error: "end",
  "message-metadata": "not shown",
} as const satisfies Record<UIType<UIMessageChunk6["type"]>, Fate>;

const ofUIMessages7 = {
  ...ofUIMessages,
  custom: "not shown",
  "reasoning-file": "not shown",
  "tool-approval-response": "approval",
  "steering-message": "not shown",
  "reset-step": "not shown",
} as const satisfies Record<UIType<UIMessageChunk["type"]>, Fate>;

/** Every field that any part has. */
const whole = (type: string) => ({
  type,
  id: "c1",
  toolCallId: "c1",
  toolName: "search",
  toolCall: { toolCallId: "c1", toolName: "search", input: { q: "tea" } },
  approvalId: "a1",
  approved: true,
  input: { q: "tea" },
  output: "found",
  error: new Error("broken"),
  errorText: "broken",
  text: "Word.",
  delta: "Word.",
  url: "https://example.com/",
  title: "A page",
  finishReason: "length",
});

const read = async (type: string) => {
  const story = createStory();
  const before = type === "tool-approval-response" ? [whole("tool-approval-request")] : [];
  const receipt = await story
    .play(["Text. ", ...before, whole(type)] as unknown as StreamItem[], { reasoning: "card" })
    .catch((error: unknown) => String(error));
  const message = story.slack.messages.at(-1);
  return { receipt, markdown: message?.markdown ?? "", cards: [...(message?.cards.keys() ?? [])] };
};

const tables = { ...ofStreams7, ...ofUIMessages7 };

test.each(Object.entries(tables))("a part of type %s is %s", async (type, fate) => {
  const { receipt, markdown, cards } = await read(type);
  switch (fate) {
    case "text":
      return expect(markdown).toBe("Text. Word.");
    case "card":
      return expect(cards).toEqual(
        type === "reasoning-end" ? [] : [type.startsWith("reason") ? "reasoning-1" : "c1"],
      );
    case "approval":
      return expect(cards).toEqual(["c1"]);
    case "below the answer":
      return expect(markdown + cards.join()).toMatch(/sources|length limit/);
    case "end":
      return expect(receipt).toEqual(
        type === "error" ? "Error: broken" : expect.objectContaining({ outcome: "aborted" }),
      );
    case "not shown":
      return expect({ markdown, cards }).toEqual({ markdown: "Text.", cards: [] });
  }
});
