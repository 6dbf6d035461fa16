import { expect, test } from "vitest";
import type { Call } from "../protocol/call-log.ts";
import { toEffect } from "./effect.ts";

function call(method: string, args: Call["args"], fields: Partial<Call> = {}): Call {
  const answered = {
    ts: "1.2",
    answer: { ok: true },
    fault: undefined,
    applied: true,
    appliedAt: 0,
    durationMs: 1,
  };
  return { index: 0, at: 0, method, args, ...answered, ...fields } as Call;
}

const text = (value: string) => ({ type: "markdown_text", text: value });
const card = { type: "task_update", id: "1", title: "Search", status: "in_progress" };

test.each([
  ["chat.startStream", { chunks: [text("Hello"), card] }, "opened, +5 characters, card “Search” in progress"],
  ["chat.appendStream", { markdown_text: "x" }, "+1 character"],
  ["chat.appendStream", { chunks: [text("\u200b")] }, "a zero-width space"],
  ["chat.appendStream", { chunks: [{ type: "plan_update", title: "Plan" }] }, "plan “Plan”"],
  [
    "chat.stopStream",
    { blocks: [{}, {}], session_status: "processing" },
    "closed, 2 blocks, session processing",
  ],
  ["chat.update", { markdown_text: "x".repeat(1_200) }, "rewritten, 1,200 characters"],
  ["chat.delete", {}, "deleted"],
  ["reactions.add", { name: "eyes" }, "reaction :eyes: added"],
  ["assistant.threads.setStatus", { status: "" }, "status line cleared"],
  ["agents.sessions.setStatus", { status: "active" }, "session active"],
  ["conversations.replies", {}, "read"],
])("%s %j: %s", (method, args, effect) => {
  expect(toEffect(call(method, args))).toBe(effect);
});

test("a call that was refused or lost has no effect", () => {
  expect(toEffect(call("chat.appendStream", { markdown_text: "x" }, { applied: false }))).toBe("nothing");
});
