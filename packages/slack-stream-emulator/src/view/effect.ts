import { isRecord } from "../content/chunks.ts";
import type { Call } from "../protocol/call-log.ts";

/** The effect of a call on Slack's data, in a few words. */
export function toEffect(call: Call): string {
  if (!call.applied) return call.fault === "user-stop" ? "the user stopped it first" : "nothing";
  const tell = Object.hasOwn(EFFECTS, call.method) ? EFFECTS[call.method] : undefined;
  const words = tell?.(call).filter((word) => word !== "") ?? [];
  return words.length === 0 ? "read" : words.join(", ");
}

const EFFECTS: Readonly<Record<string, (call: Call) => string[]>> = {
  "chat.startStream": (call) => ["opened", ...toContentWords(call)],
  "chat.appendStream": toContentWords,
  "chat.stopStream": (call) => ["closed", ...toContentWords(call)],
  "chat.update": (call) => ["rewritten", ...toContentWords(call).map(toWhole)],
  "chat.postMessage": (call) => ["posted", ...toContentWords(call).map(toWhole)],
  "chat.delete": () => ["deleted"],
  "reactions.add": ({ args }) => [`reaction :${String(args.name)}: added`],
  "reactions.remove": ({ args }) => [`reaction :${String(args.name)}: removed`],
  "assistant.threads.setStatus": ({ args }) => [
    args.status === "" ? "status line cleared" : `status line “${String(args.status)}”`,
  ],
  "agents.sessions.setStatus": ({ args }) => [`session ${String(args.status)}`],
};

function toContentWords({ args }: Call): string[] {
  return [
    ...toTextWords(args.markdown_text ?? args.text),
    ...(Array.isArray(args.chunks) ? args.chunks.flatMap(toChunkWords) : []),
    ...(Array.isArray(args.blocks) ? [toCount(args.blocks.length, "block")] : []),
    ...(typeof args.session_status === "string" ? [`session ${args.session_status}`] : []),
  ];
}

/** The effect of a call that writes a whole message. */
function toWhole(words: string): string {
  return words.replace(/^\+/, "");
}

function toTextWords(text: unknown): string[] {
  if (typeof text !== "string") return [];
  const spaces = text.split("\u200b").length - 1;
  if (spaces > 0 && text.trim().length === spaces) return ["a zero-width space"];
  return text === "" ? [] : [`+${toCount(text.length, "character")}`];
}

function toChunkWords(chunk: unknown): string[] {
  if (!isRecord(chunk)) return [];
  switch (chunk.type) {
    case "markdown_text":
      return toTextWords(chunk.text);
    case "task_update":
      return [`card “${String(chunk.title)}” ${String(chunk.status).replace("_", " ")}`];
    case "plan_update":
      return [`plan “${String(chunk.title)}”`];
    case "blocks":
      return [toCount(Array.isArray(chunk.blocks) ? chunk.blocks.length : 0, "block")];
    default:
      return [];
  }
}

function toCount(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
