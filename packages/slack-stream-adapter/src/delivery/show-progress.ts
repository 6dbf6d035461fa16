import { weigh } from "../markdown/compose.ts";
import { appendAside } from "./append-aside.ts";
import { openMessage } from "./open-message.ts";
import { toProgress } from "./progress-line.ts";
import type { Session } from "./session.ts";

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
