import { failOpenCards } from "../content/content.ts";
import type { Settings } from "../options.ts";
import type { StoredMessage, UserStopAnswer } from "./message.ts";
import type { AgentSessionStopped, Workspace } from "./workspace.ts";

type StreamEnd = "stopped" | "expired" | "user-stopped";

/** Ends an open stream. Open tasks fail, and readers get one notification (S33, S146). */
export function endStream(
  workspace: Workspace,
  message: StoredMessage,
  end: { state: StreamEnd; at: number },
): void {
  message.state = end.state;
  message.endedAt = end.at;
  message.errored = end.state === "expired";
  message.cardsLeftOpen = failOpenCards(message);
  workspace.notify(message, end.at);
  workspace.changed(message);
}

/**
 * Workspaces that are ending streams now. A listener may read the messages meanwhile, which must not end the other
 * streams out of order.
 */
const sweeping = new WeakSet<Workspace>();

/**
 * Ends the streams whose time is over (S93). There is no timer for this. Every call and every reader calls this
 * first, so that an idle emulator keeps no process alive.
 */
export function expireOverdue(workspace: Workspace, settings: Settings): void {
  if (workspace.open.size === 0 || sweeping.has(workspace)) return;
  const now = workspace.now();
  const overdue = [...workspace.open]
    .map((message) => ({ message, at: toDeadline(message, settings) }))
    .filter(({ at }) => at <= now)
    .sort((one, other) => one.at - other.at);
  sweeping.add(workspace);
  try {
    // A listener that got one event may have stopped the next stream.
    for (const { message, at } of overdue) if (message.state === "open") expire(workspace, message, at);
  } finally {
    sweeping.delete(workspace);
  }
}

export function expireNow(workspace: Workspace, message: StoredMessage): void {
  if (message.state !== "open")
    throw new RangeError(`expire: message ${message.ts} must be open, it is ${message.state}`);
  expire(workspace, message, workspace.now());
}

function expire(workspace: Workspace, message: StoredMessage, at: number): void {
  workspace.record({ at, what: "expired", message });
  endStream(workspace, message, { state: "expired", at });
}

export interface UserStop {
  channel: string;
  threadTs: string;
  user: string;
  answer: UserStopAnswer;
}

/**
 * Presses the stop button of a thread's session. Slack itself closes the streams, and the app sets the status
 * (S137, S140). The caller sends the event, because an app may get the refusal before it (S138).
 */
export function stopByUser(workspace: Workspace, stop: UserStop): AgentSessionStopped {
  const at = workspace.now();
  const streams = [...workspace.open].filter(
    (message) => message.channel === stop.channel && (message.threadTs ?? message.ts) === stop.threadTs,
  );
  for (const message of streams) {
    message.userStopAnswer = stop.answer;
    endStream(workspace, message, { state: "user-stopped", at });
    workspace.record({ at, what: "stopped by the user", message });
  }
  return {
    type: "agent_session_stopped",
    channel: stop.channel,
    user: stop.user,
    thread_ts: stop.threadTs,
    streaming_message_ts: streams.map((message) => message.ts),
    event_ts: workspace.nextTs(),
  };
}

export function markDeleted(workspace: Workspace, message: StoredMessage): void {
  message.state = "deleted";
  message.endedAt ??= workspace.now();
  message.errored = false;
  workspace.removed(message);
}

/** When an open stream will end. */
export function toDeadline(message: Readonly<StoredMessage>, settings: Settings): number {
  const life = message.startedAt + settings.ttlMs;
  return settings.idleMs === false ? life : Math.min(life, message.lastActivityAt + settings.idleMs);
}
