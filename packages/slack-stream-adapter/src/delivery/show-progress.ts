import { limits } from "../limits.ts";
import { weigh } from "../markdown/compose.ts";
import type { SlackChunk } from "../types.ts";
import { appendAside } from "./append-aside.ts";
import { type Content, isEmpty } from "./content.ts";
import type { Message } from "./message.ts";
import { neutraliseMentions } from "./neutralise-mentions.ts";
import { openMessage } from "./open-message.ts";
import type { Session } from "./session.ts";

/** Where Slack takes no cards, a line says what a tool does; the answer takes its place. */
export function toProgress({ agent, cards, next }: Session): string | undefined {
  return cards === "refused" ? toLine(agent.doing, next) : undefined;
}

/** What is ours to say of a tool; its title may hold what a model wrote. */
export function toLine(text: string | undefined, { markdown }: Content): string | undefined {
  return text && `_${neutraliseMentions(text, markdown.mentions)}_`;
}

/** When a streamed message, quiet since its last words, is due for such a line, or an answer without any words is. */
export function progressDueAt(session: Session): number | undefined {
  const { message } = session;
  const line = toProgress(session);
  if (line === undefined || line === message?.progress) return undefined;
  if (message === undefined) return firstLineDueAt(session);
  const isDue = message.transport === "stream" && holdsLine(message.content);
  return isDue ? message.wroteAt + limits.progressAfterMs : undefined;
}

/** There are never two signs: where a status may be shown below the thread, it says what is done. */
function firstLineDueAt({ agent, inbox, messages, settings }: Session): number | undefined {
  const dueAt = (inbox.firstAt ?? 0) + limits.progressAfterMs;
  // Asked at that time and not before: only then is it known whether Slack takes a status.
  const isSaid = agent.status.permitted && settings.clock.now() >= dueAt;
  return isSaid || messages.length > 0 ? undefined : dueAt;
}

/**
 * Adds the line to a streamed message. What is streamed can't be taken back, so the message is written whole at its
 * close, without the line: a tool that is done before the line is due costs no such edit.
 */
export async function showProgress(session: Session): Promise<void> {
  const { message } = session;
  const line = toProgress(session);
  if (line === undefined) return;
  if (message === undefined) return openWithProgress(session, line);
  const sentAt = session.settings.clock.now();
  // Said or not, it is not tried again before the next thing that is done.
  message.progress = line;
  const text = `\n\n${line}`;
  if (!(await appendAside(session, message, { type: "markdown_text", text }))) return;
  message.needsRepair = true;
  message.wroteAt = sentAt;
  message.content = { ...message.content, reserve: message.content.reserve + weigh(text) };
  session.observer.count("appends");
}

/** Such a line is the first that anybody sees of the answer; the message has nothing in it that is to stay. */
async function openWithProgress(session: Session, line: string): Promise<void> {
  await openWith(session, line);
  const { message } = session;
  if (message === undefined) return;
  message.content = { ...message.content, parts: [] };
  message.progress = line;
  message.needsRepair = message.transport === "stream";
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
function holdsLine(content: Content): boolean {
  const { fresh, closing, block } = content.markdown;
  if (isEmpty(content)) return true;
  const { containers, leaf } = block;
  const isProse = (leaf.type === "paragraph" || leaf.type === "none") && containers.length === 0;
  return isProse && !fresh && closing === "";
}
