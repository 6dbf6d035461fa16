import { keepalive } from "../markdown/compose.ts";
import type { SlackChunk } from "../types.ts";
import { askBudget, callOnce } from "./call-slack.ts";
import { isOpen } from "./cards.ts";
import { endByRefusal } from "./end-message.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import { toVerdict } from "./verdicts.ts";
import { refusal } from "./write.ts";

/**
 * A sign of life on an open message. Whether it moves any timer of Slack's is unknown (S131); it must leave no trace
 * in how the message reads: an open card is shown again as it is, or a zero-width space goes where it changes no parse.
 */
export async function keepAlive(session: Session, message: Message): Promise<void> {
  const { observer, settings } = session;
  message.keepaliveTriedAt = settings.clock.now();
  const form = chooseForm(session, message);
  if (form === undefined || askBudget(session, "append", "keepalive") > 0) return;
  const outcome = await callOnce(session, "append", () => session.calls.append(message.ref, [form.chunk]));
  const verdict = toVerdict("append", outcome);
  switch (verdict) {
    case "done":
    case "doubt":
      if (form.type === "character") message.keepalives += 1;
      observer.count("keepalives");
      return observer.emit({ type: "keepalive", ts: message.ref.ts, form: form.type });
    case "over":
    case "deleted":
    case "user-stop":
      return endByRefusal(session, message, { verdict, cause: refusal(outcome) });
    default:
      // A keepalive that Slack does not take is left out: the next text, or the message's end, says what is wrong.
      return;
  }
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
  if (message.content.parts.at(-1)?.type !== "text") return undefined;
  const [next] = session.inbox.items;
  const follows = next?.type === "text" && /^\s/.test(next.text) ? "white space" : "unknown";
  const text = keepalive(message.content.markdown, follows);
  return text === undefined ? undefined : { type: "character", chunk: { type: "markdown_text", text } };
}
