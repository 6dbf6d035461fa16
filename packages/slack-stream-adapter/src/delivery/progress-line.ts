import { limits } from "../limits.ts";
import type { SlackChunk } from "../types/index.ts";
import { type Content, isEmpty } from "./content.ts";
import type { Message } from "./message.ts";
import { neutraliseMentions } from "./neutralise-mentions.ts";
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
