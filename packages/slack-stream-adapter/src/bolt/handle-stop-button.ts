import { checkStopOptions } from "../durable/handle-stop.ts";
import { type AgentSessionStoppedEvent, handleAgentSessionStopped, type StopOptions } from "../index.ts";

/** An app of Bolt 3, 4 or 5, as far as the library uses it. */
export interface BoltApp {
  /** Adds a listener for a type of events. */
  event(...args: never[]): unknown;
}

/**
 * Lets Slack's stop button end the streams of this process. Call it once for each app, and subscribe the app to `agent_session_stopped`.
 * If you give the store of the checkpoints, the button also ends streams of other processes.
 *
 * @throws TypeError if the argument is not a Bolt app, if an option is unknown, or if `store` lacks a method.
 * @example
 * const app = new App({ token, signingSecret });
 * handleStopButton(app);
 */
export function handleStopButton(app: BoltApp, options?: StopOptions): void {
  if (typeof app?.event !== "function") {
    throw new TypeError("handleStopButton() takes the Bolt app: it has no event(type, listener)");
  }
  if (options !== undefined) checkStopOptions("handleStopButton()", options);
  const { event: listen } = app as { event(type: string, listener: (args: StopArgs) => Promise<void>): void };
  listen.call(app, "agent_session_stopped", async ({ event }) => {
    if (options === undefined) handleAgentSessionStopped(event);
    else await handleAgentSessionStopped(event, options);
  });
}

interface StopArgs {
  readonly event: AgentSessionStoppedEvent;
}
