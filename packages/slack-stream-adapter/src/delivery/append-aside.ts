import type { SlackChunk } from "../types/index.ts";
import { askBudget, callOnce } from "./call-slack.ts";
import { refusal } from "./change-session.ts";
import { endByRefusal } from "./end-message.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import { toVerdict } from "./verdicts.ts";

/**
 * Adds what is not of the answer, and says whether it is there, or may be. What Slack does not take of it is left out: the next
 * text, or the message's end, says what is wrong.
 */
export async function appendAside(session: Session, message: Message, chunk: SlackChunk): Promise<boolean> {
  if (askBudget(session, "append", "keepalive") > 0) return false;
  const outcome = await callOnce(session, "append", () => session.calls.append(message.ref, [chunk]));
  const verdict = toVerdict("append", outcome);
  if (verdict === "over" || verdict === "deleted" || verdict === "user-stop")
    await endByRefusal(session, message, { verdict, cause: refusal(outcome) });
  return verdict === "done" || verdict === "doubt";
}
