import { limits } from "../limits.ts";
import { type MessageState, weigh } from "../markdown/compose.ts";
import type { SlackChunk } from "../types.ts";
import { askBudget, callOnce } from "./call-slack.ts";
import { endByRefusal } from "./end-message.ts";
import type { Message } from "./message.ts";
import { neutraliseMentions } from "./neutralise-mentions.ts";
import { openMessage } from "./open-message.ts";
import type { Session } from "./session.ts";
import { toVerdict } from "./verdicts.ts";
import { refusal } from "./write.ts";

/** Where Slack takes no cards, a line says what a tool does; the answer takes its place. */
export function toProgress({ agent, cards, next }: Session): string | undefined {
  if (cards !== "refused" || agent.doing === undefined) return undefined;
  return `_${neutraliseMentions(agent.doing, next.markdown.mentions)}_`;
}

/** When a streamed message, quiet since its last words, is due for such a line; undefined when it has nothing to say. */
export function progressDueAt(session: Session, message: Message): number | undefined {
  const line = toProgress(session);
  if (message.transport !== "stream" || line === undefined || line === message.progress) return undefined;
  return holdsLine(message.content.markdown) ? message.wroteAt + limits.progressAfterMs : undefined;
}

/**
 * Adds the line to a streamed message. What is streamed can't be taken back, so the message is written whole at its
 * close, without the line: a tool that is done before the line is due costs no such edit.
 */
export async function showProgress(session: Session, message: Message): Promise<void> {
  const line = toProgress(session);
  if (line === undefined) return;
  const sentAt = session.settings.clock.now();
  // Said or not, it is not tried again before the next thing that is done.
  message.progress = line;
  if (askBudget(session, "append", "keepalive") > 0) return;
  const text = `\n\n${line}`;
  const chunk = { type: "markdown_text", text } as const;
  const outcome = await callOnce(session, "append", () => session.calls.append(message.ref, [chunk]));
  const verdict = toVerdict("append", outcome);
  switch (verdict) {
    case "done":
    case "doubt":
      message.needsRepair = true;
      message.wroteAt = sentAt;
      message.content = { ...message.content, reserve: message.content.reserve + weigh(text) };
      session.observer.count("appends");
      return;
    case "over":
    case "deleted":
    case "user-stop":
      return endByRefusal(session, message, { verdict, cause: refusal(outcome) });
    default:
      return;
  }
}

/** Opens a message with a line of ours, where there is no text to open it with. */
export async function openWith(session: Session, text: string): Promise<void> {
  const { next } = session;
  const parts = [{ type: "text", text }] as const;
  const content = { ...next, parts, reserve: next.reserve + weigh(text) };
  const chunks = [{ type: "markdown_text", text }] as const;
  await openMessage(session, { chunks, content, takes: [], full: false, characters: 0 });
}

/** The answer goes on below such a line in a paragraph of its own, until the message is written whole. */
export function belowProgress(message: Message, chunks: readonly SlackChunk[]): readonly SlackChunk[] {
  const [first, ...rest] = chunks;
  if (message.transport !== "stream" || message.progress === undefined || first?.type !== "markdown_text")
    return chunks;
  return [{ ...first, text: `\n\n${first.text.trimStart()}` }, ...rest];
}

/** In code, in a list or in emphasis the line would be a part of it. */
function holdsLine({ fresh, closing, block, inline }: MessageState): boolean {
  const { containers, leaf } = block;
  const isProse = (leaf.type === "paragraph" || leaf.type === "none") && containers.length === 0;
  return isProse && !fresh && closing === "" && !inline.doubt;
}
