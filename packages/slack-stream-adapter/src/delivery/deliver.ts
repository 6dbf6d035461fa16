import { SlackStreamError } from "../errors.ts";
import type { StreamOutcome } from "../types/index.ts";
import { abandoned } from "./call-slack.ts";
import { Halt } from "./control.ts";
import { endMessage } from "./end-message.ts";
import { finishSession, setStatus } from "./finish-session.ts";
import type { Message } from "./message.ts";
import { neutraliseMentions } from "./neutralise-mentions.ts";
import { repairMessage } from "./repair-message.ts";
import { runSession } from "./run-session.ts";
import type { Session } from "./session.ts";
import { toVerdict } from "./verdicts.ts";

/** How a stream ended: with an outcome, or with the error to reject with. */
export type Conclusion =
  | { readonly type: "ended"; readonly outcome: StreamOutcome }
  | { readonly type: "failed"; readonly error: unknown };

/** Delivers an answer to its end, whatever that is. Never rejects. */
export async function deliver(session: Session, stopReading: () => void): Promise<Conclusion> {
  try {
    await runSession(session);
    session.sourceEndedAt = session.settings.clock.now();
    stopReading();
    const conclusion = await finish(session);
    return session.control.stopped === "user" ? await stoppedByUser(session) : conclusion;
  } catch (error) {
    stopReading();
    return await unwind(session, error);
  }
}

async function finish(session: Session): Promise<Conclusion> {
  const { control, inbox, settings } = session;
  if (control.stopped === "user") return { type: "ended", outcome: "stopped-by-user" };
  if (control.stopped !== undefined) inbox.aborted(undefined);
  const conclusion = conclude(session);
  if (conclusion.type === "ended" && conclusion.outcome === "completed") {
    await finishSession(session, {
      cards: "completed",
      notice: () => plain(session, session.agent.note(session.cards)),
    });
    return settled(session);
  }
  control.closeWithin(settings.closeTimeoutMs);
  await finishSession(session, {
    cards: "failed",
    notice: () =>
      conclusion.type === "failed" ? plain(session, notice(session, conclusion.error)) : undefined,
  });
  return conclusion;
}

/** Stop wins over abort, abort over error. */
function conclude({ control, inbox }: Session): Conclusion {
  const { ending } = inbox;
  if (control.stopped !== undefined || ending?.type === "aborted")
    return { type: "ended", outcome: "aborted" };
  if (ending?.type === "failed") return { type: "failed", error: ending.error };
  return { type: "ended", outcome: "completed" };
}

/** A source that ended well: was there anything, and did it all arrive? */
function settled({ inbox, messages }: Session): Conclusion {
  if (messages.length === 0 && !inbox.pending) return { type: "ended", outcome: "silent" };
  if (inbox.pending || messages.some((message) => message.doubt !== undefined)) {
    return {
      type: "failed",
      error: new SlackStreamError("undelivered", "Slack took only a part of the answer"),
    };
  }
  return { type: "ended", outcome: "completed" };
}

/** What is ours to say may hold what a model or a tool wrote: the title of a source, the message of an error. */
function plain({ next }: Session, text: string | undefined): string | undefined {
  return text && neutraliseMentions(text, next.markdown.mentions);
}

function notice({ settings }: Session, error: unknown): string | undefined {
  const { failureNotice } = settings;
  if (typeof failureNotice !== "function") return failureNotice || undefined;
  try {
    return failureNotice(error) || undefined;
  } catch {
    return undefined; // The caller's own failure must not hide the source's.
  }
}

async function unwind(session: Session, error: unknown): Promise<Conclusion> {
  if (error instanceof Halt) {
    if (error.cause === "user") return stoppedByUser(session);
    if (session.message !== undefined) endMessage(session, session.message, "unknown");
    const last = session.messages.at(-1);
    if (last?.needsRepair === true || last?.doubt !== undefined) last.ended = "unknown"; // Its last write was cut short.
    const conclusion = conclude(session);
    return conclusion.type === "ended" ? { type: "ended", outcome: "aborted" } : conclusion;
  }
  session.control.abortSource(error);
  await closeAfterFailure(session);
  if (session.control.stopped === "user") return stoppedByUser(session);
  if (session.message !== undefined) endMessage(session, session.message, "unknown");
  return { type: "failed", error };
}

/** P4: stop wins over all else, however late. Nothing is written any more. The session's status is put back, because Slack leaves that to the app (S140). */
async function stoppedByUser(session: Session): Promise<Conclusion> {
  const { message, settings } = session;
  if (message !== undefined) endMessage(session, message, "user-stop");
  if (session.firstCallAt !== undefined) await setStatus(session, settings.sessionStatus ?? "active");
  await stopUnnamed(session, message);
  return { type: "ended", outcome: "stopped-by-user" };
}

/**
 * Slack's event names the messages that it has stopped (S137). One that was opened since, or that was being opened, is
 * not among them: nobody but we would stop it, and it would turn red. Nothing is written into it.
 */
async function stopUnnamed({ calls, live, starting }: Session, message: Message | undefined): Promise<void> {
  const named = live.stoppedMessages;
  if (named === undefined) return;
  const started = await starting;
  if (started?.type === "applied" && !named.has(started.ts)) await calls.stop(started, {});
  const isLater = named.size > 0 && message?.transport === "stream" && !named.has(message.ref.ts);
  if (isLater) await calls.stop(message.ref, {});
}

/** We can't go on: what is open, or may be, is closed if Slack lets us, once and bare; what is red is tried once more. */
async function closeAfterFailure(session: Session): Promise<void> {
  const { calls, control, message, owed, settings } = session;
  control.closeWithin(settings.closeTimeoutMs);
  const open = message?.transport === "stream" ? [message] : [];
  const perhapsOpen = [...owed].filter(({ opened }) => opened === "stream");
  try {
    for (const { ref } of [...open, ...perhapsOpen]) {
      const outcome = await control.orHalted(calls.stop(ref, {}), abandoned);
      if (toVerdict("stop", outcome) === "user-stop") control.stop("user");
      if (control.stopped === "user") return;
    }
    for (const one of [...owed]) await repairMessage(session, one, { last: {} });
  } catch {
    // Out of time: Slack ends the message itself.
  }
}
