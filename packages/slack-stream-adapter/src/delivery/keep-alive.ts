import { keepalive } from "../markdown/compose.ts";
import type { SlackChunk } from "../types/index.ts";
import { appendAside } from "./append-aside.ts";
import { isOpen } from "./cards.ts";
import { isEmpty } from "./content.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";

/**
 * A sign of life on an open message. Whether it moves any timer of Slack's is unknown (S131); it must leave no trace
 * in how the message reads: an open card is shown again as it is, or a zero-width space goes where it changes no parse.
 */
export async function keepAlive(session: Session, message: Message): Promise<void> {
  const { observer, settings } = session;
  message.keepaliveTriedAt = settings.clock.now();
  const form = chooseForm(session, message);
  if (form === undefined || !(await appendAside(session, message, form.chunk))) return;
  if (form.type === "character") message.keepalives += 1;
  observer.count("keepalives");
  observer.emit({ type: "keepalive", ts: message.ref.ts, form: form.type });
}

interface Form {
  readonly type: "card" | "character";
  readonly chunk: SlackChunk;
}

function chooseForm(session: Session, message: Message): Form | undefined {
  const card = [...message.content.cards.values()].findLast(isOpen);
  if (card !== undefined && session.cards === "shown") {
    return {
      type: "card",
      chunk: { type: "task_update", id: card.id, title: card.title, status: card.status },
    };
  }
  // Below a line of ours alone nothing can change how the answer reads: it will be written whole.
  if (isEmpty(message.content))
    return { type: "character", chunk: { type: "markdown_text", text: "\u200B" } };
  if (message.content.parts.at(-1)?.type !== "text") return undefined;
  const [next] = session.inbox.items;
  const follows = next?.type === "text" && /^\s/.test(next.text) ? "white space" : "unknown";
  const text = keepalive(message.content.markdown, follows);
  return text === undefined ? undefined : { type: "character", chunk: { type: "markdown_text", text } };
}
