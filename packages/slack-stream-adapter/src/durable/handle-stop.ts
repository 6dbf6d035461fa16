import { stopLiveStreams } from "../answer/live-streams.ts";
import { systemClock } from "../clock.ts";
import { checkObject } from "../options/check.ts";
import { checkStore } from "../options/checkpoint-options.ts";
import { checkNames } from "../options/names.ts";
import { checkStopEvent } from "../options/target.ts";
import type { AgentSessionStoppedEvent, CheckpointStore } from "../types/index.ts";
import { tellThread } from "./notices.ts";
import { createSafeStore } from "./safe-store.ts";

/** Options of `handleAgentSessionStopped` and `handleStopButton`. */
export interface StopOptions {
  /** The store of the checkpoints. The stop is written there, and the process that streams the answer reads it within half a second. */
  readonly store: CheckpointStore;
}

/**
 * Ends the streams that a user stopped, as Slack's `agent_session_stopped` event tells. Nothing more is written for them, their sources
 * are read no further, and `streamToSlack` resolves with outcome `stopped-by-user`.
 *
 * The event names messages, and the streams of these messages end. Where it names none, because no message was open, the streams of
 * its thread end. Where it names a message that is not known here, the streams that are opening a message in its thread end. An event
 * that is older than a stream ends it only if it names its message. Without a store only streams of this process end. With the store
 * of their checkpoints, streams of every process that uses it end.
 *
 * @returns how many streams of this process it ended. With a store it is a promise, which resolves when the stop is written there, and
 *   which does not reject where the store fails.
 * @throws TypeError on anything else than such an event, as on the envelope that it comes in.
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
  checkObject("the second argument of handleAgentSessionStopped()", options);
  checkNames("", options, { store: true });
  checkStore("store", options.store);
  return tellAll(event, options.store, stopLiveStreams(event));
}

async function tellAll(
  event: AgentSessionStoppedEvent,
  given: CheckpointStore,
  stopped: number,
): Promise<number> {
  const store = createSafeStore(given, { clock: systemClock, onOff() {} });
  const { channel, event_ts, streaming_message_ts, thread_ts: threadTs } = event;
  const told = { channel, event_ts, streaming_message_ts, thread_ts: threadTs };
  await store.ask("set", (one) => tellThread(one, { channel, threadTs }, { type: "user-stop", event: told }));
  return stopped;
}
