import { escapeMarks, toRunning } from "../agent/short-text.ts";
import * as limits from "../limits.ts";
import { closing, keepalive } from "../markdown/compose.ts";
import type { StopContent } from "../slack/slack-calls.ts";
import type { SlackChunk } from "../types/index.ts";
import { type Lane, type Message, takesCards } from "./answer.ts";
import { isOpen, toClosingChunks } from "./cards.ts";
import { addTextChunk } from "./compose-batch.ts";
import { type Content, isEmpty } from "./content.ts";
import { type Inputs, statusAtEnd, toDecorations, toProgress } from "./inputs.ts";
import { neutraliseMentions } from "./neutralise-mentions.ts";
import { type CloseTask, carriedBelow } from "./task.ts";

/** The content of a stop call, less after every refusal. */
export function toStopContent(lane: Lane, message: Message, task: CloseTask, inputs: Inputs): StopContent {
  if (task.isUnconfirmed || task.isReplaced) return {};
  const after = task.tail?.content ?? message.wanted;
  // A message that goes on by edit is not closed for good: its fence stays open, and the next edit opens its cards again.
  const stays = goesOn(task, after, inputs);
  const { metadata, notice, stopBlocks } = toDecorations(lane, carriedBelow(task), after, inputs);
  const end = (stays ? "" : closing(after.markdown)) + (notice === undefined ? "" : `\n\n${notice}`);
  const text = belowLine(message, task.tail?.chunks ?? []);
  // A push without a word tells nobody anything; the edit that follows takes the line away.
  const isMute = stays && takesCards(lane) && after.parts.every(({ type }) => type !== "text");
  const said = isMute ? toDoing(after, inputs) : undefined;
  const chunks = [
    ...(end === "" ? text : addTextChunk(text, end)),
    ...(said === undefined ? [] : [{ type: "markdown_text", text: said } as const]),
    ...(takesCards(lane) ? toClosingChunks(after.cards, stays ? "failed" : task.cards) : []),
  ];
  const status = carriedBelow(task) === undefined ? "processing" : statusAtEnd(inputs);
  return {
    chunks,
    blocks: stopBlocks,
    metadata,
    sessionStatus: lane.refused.includes("session-status") ? undefined : status,
  };
}

function toDoing({ cards }: Content, { agent, mentions }: Inputs): string {
  const doing = agent.currentTool ?? toRunning(cards.findLast(isOpen)?.title ?? "Working");
  return neutraliseMentions(escapeMarks(doing), mentions);
}

/** The same message grows on by edit at the end of its life; one that has but a line of ours in it always does. */
export function goesOn(task: CloseTask, content: Content, { settings }: Inputs): boolean {
  if (isEmpty(content)) return carriedBelow(task) === undefined;
  return task.goesOn === true || (task.ended === "rotated" && settings.continuation === "edit");
}

/**
 * Tools are what was told of last: one runs, or the model is on its way to the next. A new message would push without a word
 * of the answer, so this one goes on by edit, and the answer gets a message of its own.
 */
export function isAtWork(lane: Lane, { shown, wanted }: Message, inputs: Inputs): boolean {
  if (inputs.inbox.textSince !== undefined || inputs.inbox.ending !== undefined) return false;
  if (!takesCards(lane)) return shown.line !== undefined;
  return wanted.parts.at(-1)?.type === "card";
}

/** The answer goes on below a line of ours in a paragraph of its own, until the message is written whole. */
export function belowLine(message: Message, chunks: readonly SlackChunk[]): readonly SlackChunk[] {
  const [first, ...rest] = chunks;
  if (message.transport !== "stream" || message.shown.line === undefined || first?.type !== "markdown_text")
    return chunks;
  return [{ ...first, text: `\n\n${first.text.trimStart()}` }, ...rest];
}

/** When a streamed message, quiet since its last words, is due for a line of ours, or an answer without any words is. */
export function progressDueAt(lane: Lane, message: Message | undefined, inputs: Inputs): number | undefined {
  const line = toProgress(lane, inputs);
  if (line === undefined || line === message?.shown.line) return undefined;
  if (message === undefined) return firstLineDueAt(lane, inputs);
  const isDue = message.transport === "stream" && holdsLine(message.wanted);
  return isDue ? message.wroteAt + limits.progressAfterMs : undefined;
}

/** There are never two signs: where a status may be shown below the thread, it says what is done. */
function firstLineDueAt(lane: Lane, { agent, inbox, now }: Inputs): number | undefined {
  const dueAt = (inbox.firstAt ?? 0) + limits.progressAfterMs;
  // Asked at that time and not before: only then is it known whether Slack takes a status.
  const isSaid = agent.status?.permitted && now >= dueAt;
  return isSaid || lane.messages.length > 0 ? undefined : dueAt;
}

/** In code, in a list or in emphasis the line would be a part of it. */
function holdsLine(content: Content): boolean {
  if (isEmpty(content)) return true;
  const { containers, leaf } = content.markdown.block;
  const isProse = (leaf.type === "paragraph" || leaf.type === "none") && containers.length === 0;
  return isProse && !content.markdown.isEmpty && closing(content.markdown) === "";
}

export interface Keepalive {
  readonly type: "card" | "character";
  readonly chunk: SlackChunk;
}

export function toKeepalive(lane: Lane, { wanted }: Message, { inbox }: Inputs): Keepalive | undefined {
  const card = wanted.cards.findLast(isOpen);
  if (card !== undefined && takesCards(lane)) {
    const { id, status, title } = card;
    return { type: "card", chunk: { type: "task_update", id, title, status } };
  }
  // Below a line of ours alone nothing can change how the answer reads: it will be written whole.
  if (isEmpty(wanted)) return { type: "character", chunk: { type: "markdown_text", text: "\u200B" } };
  if (wanted.parts.at(-1)?.type !== "text") return undefined;
  const [next] = inbox.items;
  const follows = next?.type === "text" && /^\s/.test(next.text) ? "white space" : "unknown";
  const text = keepalive(wanted.markdown, follows);
  return text === undefined ? undefined : { type: "character", chunk: { type: "markdown_text", text } };
}
