import { readProperty, readString } from "../slack/read-property.ts";
import type { SlackBlock, StreamPart } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import type { PendingCall } from "./agent-update.ts";
import { cutText } from "./short-text.ts";
import { toTitle } from "./task-look.ts";
import type { ToolCall } from "./tool-calls.ts";

export function toWaitingCall(call: ToolCall, type: PendingCall["type"]): PendingCall {
  const { look, facts } = call;
  const title = look && toTitle(look, facts);
  const question = look && type === "answer" ? toQuestion(facts.input?.value) : undefined;
  return { type, title, question, hasBlocks: false };
}

const questionCharacters = 1_000;

/** What a call for somebody outside asks, in the model's words. */
export function toQuestion(input: unknown): string | undefined {
  const one = (value: unknown) =>
    readString(value, "question") ?? readString(value, "prompt") ?? readString(value, "message");
  const several = readProperty(input, "questions");
  const texts = Array.isArray(several)
    ? several.map((item: unknown) => (typeof item === "string" ? item : (one(item) ?? "")))
    : [one(input) ?? ""];
  const text = texts
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
  return text === "" ? undefined : cutText(text, questionCharacters);
}

/** The id of the call: each kind of part has it in a place of its own. */
export function toCallId(part: StreamPart, approvals: ReadonlyMap<string, string>): string | undefined {
  return (
    readString(part, "toolCallId") ??
    readString(readProperty(part, "toolCall"), "toolCallId") ??
    readString(part, "id") ??
    approvals.get(readString(part, "approvalId") ?? "")
  );
}

/** What names the tool: the part, or the call inside it. */
export function toNamer(part: StreamPart): unknown {
  return readProperty(part, "toolCall") ?? part;
}

export function readInput(part: StreamPart): { readonly value: unknown } | undefined {
  const value = readProperty(toNamer(part), "input");
  return value === undefined ? undefined : { value };
}

export function toBlocks(
  approvalBlocks: AgentSettings["approvalBlocks"],
  part: StreamPart,
  call: ToolCall | undefined,
): readonly SlackBlock[] {
  if (approvalBlocks === undefined) return [];
  const toolName = call?.facts.name ?? readString(toNamer(part), "toolName") ?? "";
  try {
    return approvalBlocks({
      approvalId: readString(part, "approvalId") ?? "",
      toolCallId: readString(toNamer(part), "toolCallId") ?? "",
      toolName,
      title: call === undefined ? toolName : toTitle(call.look ?? {}, call.facts),
      input: call?.facts.input?.value ?? readInput(part)?.value,
    });
  } catch {
    return []; // The caller's own failure must not break a stream.
  }
}
