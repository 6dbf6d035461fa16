import { callListener } from "../call-listener.ts";
import { SlackStreamError } from "../errors.ts";
import type { OpenSource } from "../source/read-source.ts";
import type { StreamReceipt } from "../types/index.ts";
import { deliver } from "./deliver.ts";
import { enterLiveStreams } from "./live-streams.ts";
import { createSession, type Delivery, type Session } from "./session.ts";
import { toReceipt } from "./to-receipt.ts";

/** One stream from beginning to end: the source is read into the inbox, the session writes what is in it, everything is let go. */
export async function runStream(open: OpenSource, delivery: Delivery): Promise<StreamReceipt> {
  const session = createSession(delivery);
  const leaveLiveStreams = enterLiveStreams(session.live);
  const unlinkAbort = linkAbort(session);
  const reading = open(session.control.signal, session.agent.sink);
  try {
    return await conclude(session, reading.letGo);
  } finally {
    reading.letGo();
    unlinkAbort();
    leaveLiveStreams();
    session.inbox.close();
    session.wakeup.close();
    session.control.close();
    session.settings.clock.close();
  }
}

async function conclude(session: Session, stopReading: () => void): Promise<StreamReceipt> {
  const conclusion = await deliver(session, stopReading);
  const outcome = conclusion.type === "ended" ? conclusion.outcome : "failed";
  const { agent, control, settings } = session;
  const { settled } = agent.end(outcome);
  // The messages are what counts: reactions and the status have the time that is left for closing, and no more.
  control.closeWithin(settings.closeTimeoutMs);
  await control.orLate(settled);
  const receipt = toReceipt(session, outcome);
  const { onFinish } = settings;
  if (conclusion.type === "ended") {
    if (onFinish !== undefined) callListener(() => onFinish(receipt));
    return receipt;
  }
  const { error } = conclusion;
  if (SlackStreamError.isInstance(error)) error.receipt ??= receipt;
  if (onFinish !== undefined) callListener(() => onFinish(receipt, error));
  throw error;
}

/** The caller's signal stops the stream; its listener goes with the stream. */
function linkAbort({ control, settings }: Session): () => void {
  const { abortSignal } = settings;
  if (abortSignal === undefined) return () => {};
  const stop = () => control.stop("signal", abortSignal.reason);
  if (abortSignal.aborted) stop();
  else abortSignal.addEventListener("abort", stop, { once: true });
  return () => abortSignal.removeEventListener("abort", stop);
}
