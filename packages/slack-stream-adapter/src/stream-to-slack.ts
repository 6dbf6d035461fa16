import { deliver } from "./delivery/deliver.ts";
import { enterLiveStreams } from "./delivery/live-streams.ts";
import { callListener } from "./delivery/observer.ts";
import { createSession, type Session } from "./delivery/session.ts";
import { toReceipt } from "./delivery/to-receipt.ts";
import { SlackStreamError } from "./errors.ts";
import { checkTarget, toSettings } from "./options.ts";
import { createSlackCalls } from "./slack/create-slack-calls.ts";
import { checkSource } from "./source/open-source.ts";
import { readSource } from "./source/read-source.ts";
import type { StreamOptions, StreamReceipt, StreamSource, StreamTarget } from "./types.ts";

/**
 * Streams an AI answer into Slack as it is written: once, whole, and properly closed.
 *
 * @param source a `streamText` result, any async iterable or `ReadableStream` of strings, AI SDK parts or Slack chunks,
 *   or a function that is given an abort signal and makes one.
 * @param target the Slack client (or token), the channel, and the thread.
 * @returns what was said, what arrived, and in which messages.
 * @throws the source's own error, after the message was closed with a notice; {@link SlackStreamError} when Slack
 *   refuses for good, can't be reached, or text could not be delivered; TypeError or RangeError on misuse.
 * @example
 * const receipt = await streamToSlack(
 *   (signal) => streamText({ model, prompt, abortSignal: signal }),
 *   { client, channel, threadTs, recipientUserId, recipientTeamId },
 * );
 */
export async function streamToSlack(
  source: StreamSource,
  target: StreamTarget,
  options?: StreamOptions,
): Promise<StreamReceipt> {
  checkSource(source);
  checkTarget(target);
  const settings = toSettings(options);
  const session = createSession(target, settings, createSlackCalls(target, settings));
  const leaveLiveStreams = enterLiveStreams(session.live);
  const unlinkAbort = linkAbort(session);
  const reading = readSource(source, session.control.signal, session.inbox);
  try {
    return await conclude(session, reading.letGo);
  } finally {
    reading.letGo();
    unlinkAbort();
    leaveLiveStreams();
    session.inbox.close();
    session.wakeup.close();
    session.control.close();
  }
}

async function conclude(session: Session, stopReading: () => void): Promise<StreamReceipt> {
  const conclusion = await deliver(session, stopReading);
  const receipt = toReceipt(session, conclusion.type === "ended" ? conclusion.outcome : "failed");
  const { onFinish } = session.settings;
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
  const stop = () => {
    control.closeWithin(settings.closeTimeoutMs);
    control.stop("signal", abortSignal.reason);
  };
  if (abortSignal.aborted) stop();
  else abortSignal.addEventListener("abort", stop, { once: true });
  return () => abortSignal.removeEventListener("abort", stop);
}
