import { SlackStreamError } from "../errors.ts";
import { limits } from "../limits.ts";
import { type Move, nextMove, type PaceView } from "../pacing/next-move.ts";
import { compose } from "./change-session.ts";
import { closeMessage } from "./close-message.ts";
import { isEmpty } from "./content.ts";
import { editMessage } from "./edit-message.ts";
import { keepAlive } from "./keep-alive.ts";
import { progressDueAt } from "./progress-line.ts";
import type { Session } from "./session.ts";
import { showProgress } from "./show-progress.ts";
import { write } from "./write.ts";

/** The one loop that owns the wire: until the source is over or somebody stops the stream. */
export async function runSession(session: Session): Promise<void> {
  const { control, settings, wakeup } = session;
  while (control.stopped === undefined) {
    const move = nextMove(toView(session), settings, settings.clock.now());
    if (move.type === "finish") return;
    if (move.type !== "wait") await make(session, move);
    else {
      if (session.message === undefined && !session.inbox.pending) session.agent.status.show();
      await wakeup.until(move.until);
    }
  }
}

type Act = Exclude<Move, { type: "wait" | "finish" }>;

async function make(session: Session, move: Act): Promise<void> {
  switch (move.type) {
    case "write":
      return writeText(session);
    case "release":
      return session.inbox.release();
    case "keepalive":
      return session.message && keepAlive(session, session.message);
    case "progress":
      return showProgress(session);
    case "rotate":
      return rotate(session, move.stage);
    case "source-timeout":
      return session.inbox.failed(
        new SlackStreamError(
          "source-timeout",
          `the source was silent for ${session.settings.sourceTimeoutMs} ms`,
        ),
      );
  }
}

async function writeText(session: Session): Promise<void> {
  const { inbox, message } = session;
  if (message !== undefined && !inbox.pending) return editMessage(session, message);
  const before = {
    mark: inbox.mark,
    calls: session.observer.counts.calls,
    messages: session.messages.length,
  };
  await write(session, { stopAt: stopAt(session) });
  session.stuck = inbox.mark === before.mark && session.observer.counts.calls === before.calls;
  // What can't be shown yet waits for more.
  if (session.stuck) session.notBefore = session.settings.clock.now() + limits.holdBackMs;
}

/** The message's life is near its end: close it where the text allows it, or, at the end, wherever it is. */
async function rotate(session: Session, stage: "line" | "word" | "now"): Promise<void> {
  const { inbox, message } = session;
  if (message === undefined) return;
  message.rotation = stage;
  inbox.release();
  // The same message goes on: any place will do, and what waits is written by the next edit.
  if (session.settings.continuation === "edit" || isEmpty(message.content))
    return closeMessage(session, { ended: "rotated" });
  if (stage === "now") return closeMessage(session, { ended: "rotated", tail: tailOf(session) });
  const batch = compose(session, { stopAt: stage });
  if (batch.full) await closeMessage(session, { ended: "rotated", tail: batch });
}

function tailOf(session: Session) {
  const batch = compose(session, { stopAt: "word" });
  return batch.chunks.length > 0 ? batch : undefined;
}

/** A message that is about to be rotated ends at the first place that will do. */
function stopAt(session: Session): "line" | "word" | undefined {
  const { message } = session;
  if (message === undefined || message.transport === "edit" || message.rotation === "none") return undefined;
  return message.rotation === "line" ? "line" : "word";
}

function toView(session: Session): PaceView {
  const { inbox, message } = session;
  return {
    startedAt: session.startedAt,
    sourceEnded: inbox.ending !== undefined,
    pending: inbox.pending,
    stuck: session.stuck,
    heldSince: inbox.heldSince,
    lastReadAt: inbox.lastReadAt,
    firstTextAt: inbox.firstAt,
    firstCallAt: session.firstCallAt,
    notBefore: session.notBefore,
    message: message && {
      transport: message.transport,
      startedAt: message.startedAt,
      wroteAt: message.wroteAt,
      dirty: message.transport === "edit" && message.doubt !== undefined,
      rotation: message.rotation,
      keepaliveTriedAt: message.keepaliveTriedAt,
    },
    progressDueAt: progressDueAt(session),
  };
}
