import { stopLiveStreams } from "../answer/live-streams.ts";
import { systemClock } from "../clock.ts";
import { checkObject } from "../options/check.ts";
import { checkStore } from "../options/checkpoint-options.ts";
import { checkNames } from "../options/names.ts";
import { checkStopEvent } from "../options/target.ts";
import type { AgentSessionStoppedEvent, CheckpointStore } from "../types/index.ts";
import { tellThread } from "./notices.ts";
import { createSafeStore } from "./safe-store.ts";

/** Who else is told of a user's stop. */
export interface StopOptions {
  /** The store of the checkpoints: the process that streams hears of the stop there, within half a second. */
  readonly store: CheckpointStore;
}

/**
 * Hand in Slack's `agent_session_stopped` event, and the streams that the user stopped end: nothing more is written,
 * their sources are let go, `streamToSlack` resolves with outcome `stopped-by-user`.
 *
 * Streams are matched by the messages that the event names; an event that names none (no message was open) means
 * the streams of its thread, and one that names a message that nobody knows means those that are opening one there. An
 * event that is older than a stream stops it only by the name of its message. Only streams of this process are known,
 * unless the store of their checkpoints is given: then those of every process that uses it are told.
 *
 * @returns how many streams of this process it ended; with a store a promise of that, once the others are told. It never
 *   rejects for what the store meets.
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
