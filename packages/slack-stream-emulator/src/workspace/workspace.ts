import type { EmulatorClock } from "../time/clock.ts";
import { toMemberActivity, toMessageActivities, toReactionActivity, toStreamActivity } from "./activities.ts";
import { createMessage, type NewMessage, type StoredMessage } from "./message.ts";
import type { Activity, Observers } from "./observers.ts";
import { createReactions, type Reaction, type Reactions } from "./reactions.ts";
import { createRecords, type Records } from "./records.ts";
import type { App, Channel, OpenDirectory } from "./seed.ts";
import { createStatuses, type StatusRecord, type StatusStore } from "./statuses.ts";
import { createTimestampSource } from "./timestamps.ts";

/** A notification that a message caused. */
export interface Notification {
  /** When, in ms by the clock. */
  at: number;
  /** Id of the channel. */
  channel: string;
  /** Id of the message. */
  ts: string;
  /** The first text of the message. */
  banner: string;
}

/** The event Slack sends to the app when a user presses the stop button. */
export interface AgentSessionStopped {
  /** Always `agent_session_stopped`. */
  type: "agent_session_stopped";
  /** Id of the channel. */
  channel: string;
  /** ID of the person who pressed stop. */
  user: string;
  /** The message that began the thread. */
  thread_ts: string;
  /** Ids of the streams that Slack ended. */
  streaming_message_ts: string[];
  /** When the event was made. */
  event_ts: string;
}

/** An event that no call caused, for the transcript. */
interface Incident {
  at: number;
  what: string;
  message: StoredMessage;
  /** How many calls came before it: on a clock that stands still, several events have the same time. */
  callsBefore: number;
}

/** Plain data and the writes every rule needs; the rules live with the methods. */
export interface Workspace {
  readonly directory: OpenDirectory;
  /** Views, files, pins and what else methods keep. */
  readonly records: Records;
  readonly messages: readonly StoredMessage[];
  readonly open: ReadonlySet<StoredMessage>;
  readonly notifications: Notification[];
  readonly incidents: readonly Incident[];
  readonly events: AgentSessionStopped[];
  readonly reactions: Reactions;
  readonly statuses: StatusStore;
  find(channel: string, ts: string): StoredMessage | undefined;
  findByTs(ts: string): StoredMessage | undefined;
  nextTs(): string;
  /** What Slack's clock shows, ms since the epoch. */
  slackTime(): number;
  add(message: NewMessage): StoredMessage;
  changed(message: StoredMessage): void;
  setStatus(record: StatusRecord): void;
  react(reaction: Reaction, change: "added" | "removed"): void;
  /** Tells of a message that says something else now. */
  edited(message: StoredMessage): void;
  /** Tells of a stream that its app has begun or closed. */
  streamed(message: StoredMessage): void;
  /** Tells of a message that is gone. */
  removed(message: StoredMessage): void;
  notify(message: StoredMessage, at: number): void;
  /** What the notifications that a message caused say, in order. */
  pushesOf(message: Readonly<StoredMessage>): readonly string[];
  /** A message in the thread takes the status line away. */
  clearStatusLine(place: { channel: string; threadTs: string; at: number; by: string }): void;
  record(incident: Omit<Incident, "callsBefore">): void;
  /** Tells the apps that listen for it; `make` runs only if one does. */
  tell(make: () => Activity): void;
  join(channel: Channel, who: { user: string; inviter: string | undefined }): void;
  leave(channel: Channel, user: string): void;
  /** Does something when its time has come, unless the workspace is reset before. */
  later(ms: number, run: () => void): void;
  /** Sends an event to the app. */
  send(event: AgentSessionStopped): void;
  now(): number;
  reset(): void;
}

interface Surroundings {
  readonly clock: EmulatorClock;
  readonly observers: Observers;
  readonly countCalls: () => number;
  readonly later: (ms: number, run: () => void) => void;
}

/** A platform's timers hold no longer wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export function createWorkspace(
  directory: OpenDirectory,
  { clock, observers, countCalls, later }: Surroundings,
): Workspace {
  const messages: StoredMessage[] = [];
  const byTs = new Map<string, StoredMessage>();
  const open = new Set<StoredMessage>();
  const notifications: Notification[] = [];
  const pushes = new Map<string, string[]>();
  const incidents: Incident[] = [];
  const events: AgentSessionStopped[] = [];
  const reactions = createReactions();
  const statuses = createStatuses(() => clock.now());
  const timestamps = createTimestampSource(clock.now());
  const records = createRecords();
  let numbers = 0;

  function changed(message: StoredMessage): void {
    if (message.state !== "open") open.delete(message);
    observers.change.emit({ type: "message", message });
  }

  function tell(make: () => Activity): void {
    if (observers.activity.isHeard) observers.activity.emit(make());
  }

  function tellOf(message: StoredMessage, change: "message_changed" | "message_deleted" | undefined): void {
    if (!observers.activity.isHeard) return;
    for (const activity of toMessageActivities(message, { directory, change, now: clock.now() }))
      observers.activity.emit(activity);
  }

  function streamed(message: StoredMessage): void {
    if (!observers.activity.isHeard) return;
    const parentUserId = byTs.get(message.threadTs ?? "")?.userId;
    const activity = toStreamActivity(message, { directory, parentUserId, now: clock.now() });
    if (activity !== undefined) observers.activity.emit(activity);
  }

  function wait(ms: number, run: () => void): void {
    const part = Math.min(ms, LONGEST_WAIT_MS);
    later(part, ms > part ? () => wait(ms - part, run) : run);
  }

  return {
    directory,
    records,
    messages,
    open,
    notifications,
    incidents,
    events,
    reactions,
    statuses,
    findByTs: (ts) => byTs.get(ts),
    find(channel, ts) {
      const message = byTs.get(ts);
      return message?.channel === channel ? message : undefined;
    },
    nextTs: () => timestamps.next(clock.now()),
    slackTime: () => timestamps.toSlackTime(clock.now()),
    add(fields) {
      if (fields.botId !== undefined) numbers += 1;
      const message = createMessage({ ...fields, number: fields.botId === undefined ? undefined : numbers });
      messages.push(message);
      byTs.set(message.ts, message);
      if (message.state === "open") open.add(message);
      changed(message);
      if (message.state === "posted") tellOf(message, undefined);
      else streamed(message);
      return message;
    },
    changed,
    setStatus(record) {
      statuses.set(record);
      observers.change.emit({ type: "status", status: record });
    },
    react(reaction, change) {
      observers.change.emit({ type: "reaction", reaction });
      tell(() =>
        toReactionActivity(reaction, { change, owner: byTs.get(reaction.ts)?.userId, now: clock.now() }),
      );
    },
    edited(message) {
      changed(message);
      tellOf(message, "message_changed");
    },
    streamed,
    removed(message) {
      changed(message);
      tellOf(message, "message_deleted");
    },
    notify(message, at) {
      message.notifications += 1;
      const notification = { at, channel: message.channel, ts: message.ts, banner: message.firstText };
      notifications.push(notification);
      pushes.set(message.ts, [...(pushes.get(message.ts) ?? []), message.firstText]);
      observers.change.emit({ type: "notification", notification });
    },
    pushesOf: ({ ts }) => pushes.get(ts) ?? [],
    clearStatusLine(place) {
      const status = statuses.clearLine(place);
      if (status !== undefined) observers.change.emit({ type: "status", status });
    },
    record(incident) {
      incidents.push({ ...incident, callsBefore: countCalls() });
    },
    tell,
    join(channel, { user, inviter }) {
      channel.members.add(user);
      tell(() =>
        toMemberActivity(channel, { type: "member_joined_channel", user, inviter, now: clock.now() }),
      );
    },
    leave(channel, user) {
      channel.members.delete(user);
      tell(() => toMemberActivity(channel, { type: "member_left_channel", user, now: clock.now() }));
    },
    later: wait,
    send(event) {
      events.push(event);
      observers.event.emit(event);
    },
    now: () => clock.now(),
    reset() {
      for (const list of [messages, notifications, incidents, events]) list.length = 0;
      byTs.clear();
      pushes.clear();
      open.clear();
      reactions.clear();
      statuses.clear();
      records.clear();
      directory.restore();
      numbers = 0;
      observers.change.emit({ type: "reset" });
    },
  };
}

export function toAuthor(app: App): Pick<StoredMessage, "userId" | "botId" | "appId" | "teamId"> {
  return { userId: app.botUserId, botId: app.botId, appId: app.appId, teamId: app.teamId };
}
