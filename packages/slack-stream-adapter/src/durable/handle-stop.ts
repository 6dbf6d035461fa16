import { stopLiveStreams } from "../answer/live-streams.ts";
import { systemClock } from "../clock.ts";
import { checkStore } from "../options/check.ts";
import { checkGiven } from "../options/names.ts";
import { checkStopEvent } from "../options/target.ts";
import type { AgentSessionStoppedEvent, CheckpointStore } from "../types/index.ts";
import { tellThread } from "./notices.ts";
import { createSafeStore } from "./safe-store.ts";

/** Options of `handleAgentSessionStopped` and `handleStopButton`. */
export interface StopOptions {
  /** The store of the checkpoints. The stop is written there. The process that streams the answer reads it within half a second. */
  readonly store: CheckpointStore;
}

/**
 * Ends the streams that a user has stopped. Call it with Slack's event `agent_session_stopped`. Their sources' signals fire, nothing more
 * is written, and `streamToSlack` resolves with the outcome `stopped-by-user`.
 *
 * The streams of the messages that the event names end. If it names none, because no message was open, the streams of its thread end. If it
 * names an unknown message, the streams that are opening a message in its thread end. A stream that began after the event ends only if the
 * event names its message. Without a `store` only streams of this process end. With the store of their checkpoints, streams of all its
 * processes end.
 *
 * @returns how many streams of this process ended. With a `store` it is a promise that resolves when the stop is written there. It does
 *   not reject if the store fails.
 * @throws TypeError if the argument is not such an event, for example the envelope that holds it.
 * @example
 * app.event("agent_session_stopped", async ({ event }) => {
 *   handleAgentSessionStopped(event);
 * });
 */
export function handleAgentSessionStopped(event: AgentSessionStoppedEvent): number;
export function handleAgentSessionStopped(
  event: AgentSessionStoppedEvent,
  options: StopOptions,
): Promise<number>;
export function handleAgentSessionStopped(
  event: AgentSessionStoppedEvent,
  options?: StopOptions,
): number | Promise<number> {
  checkStopEvent(event);
  if (options === undefined) return stopLiveStreams(event);
  checkStopOptions("handleAgentSessionStopped()", options);
  return tellAll(event, options.store, stopLiveStreams(event));
}

/** @param caller whose second argument the options are. */
export function checkStopOptions(caller: string, options: StopOptions): void {
  checkGiven(`the second argument of ${caller}`, options, { store: true });
  checkStore("store", options.store);
}

async function tellAll(
  event: AgentSessionStoppedEvent,
  given: CheckpointStore,
  stopped: number,
): Promise<number> {
  const store = createSafeStore(given, { clock: systemClock, onOff() {} });
  const { channel, event_ts, streaming_message_ts, thread_ts: threadTs } = event;
  const told = { channel, event_ts, streaming_message_ts, thread_ts: threadTs };
  await tellThread(store, { channel, threadTs }, { type: "user-stop", event: told });
  return stopped;
}
