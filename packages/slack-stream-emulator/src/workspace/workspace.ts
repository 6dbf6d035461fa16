import type { EmulatorClock } from "../time/clock.ts";
import { toMemberActivity, toMessageActivities, toReactionActivity, toStreamActivity } from "./activities.ts";
import { createMessage, type NewMessage, type StoredMessage } from "./message.ts";
import type { Activity, Change, Observers } from "./observers.ts";
import { type Reaction, Reactions } from "./reactions.ts";
import { Records } from "./records.ts";
import type { App, Channel, OpenDirectory } from "./seed.ts";
import { type StatusRecord, StatusStore } from "./statuses.ts";
import { createTimestampSource, type TimestampSource } from "./timestamps.ts";

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

/** The event that Slack sends to the app when a user presses the stop button. */
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
  /** How many calls came before it, because on a manual clock several events may have the same time. */
  callsBefore: number;
}

interface Surroundings {
  readonly clock: EmulatorClock;
  readonly observers: Observers;
  readonly countCalls: () => number;
  readonly later: (ms: number, run: () => void) => void;
}

/** The longest wait of the platform's timers. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Plain data, and the writes that all rules need. The rules are in the methods. */
export class Workspace {
  readonly directory: OpenDirectory;
  /** Views, files, pins and what else methods keep. */
  readonly records = new Records();
  readonly notifications: Notification[] = [];
  readonly events: AgentSessionStopped[] = [];
  readonly reactions = new Reactions();
  readonly statuses: StatusStore;
  readonly #surroundings: Surroundings;
  readonly #timestamps: TimestampSource;
  readonly #messages: StoredMessage[] = [];
  readonly #byTs = new Map<string, StoredMessage>();
  readonly #open = new Set<StoredMessage>();
  readonly #pushes = new Map<string, string[]>();
  readonly #incidents: Incident[] = [];
  #numbers = 0;

  constructor(directory: OpenDirectory, surroundings: Surroundings) {
    this.directory = directory;
    this.#surroundings = surroundings;
    this.#timestamps = createTimestampSource(this.now());
    const isCodeChannel = (id: string) => directory.channels.get(id)?.isCodeChannel === true;
    this.statuses = new StatusStore(() => this.now(), isCodeChannel);
  }

  get messages(): readonly StoredMessage[] {
    return this.#messages;
  }

  get open(): ReadonlySet<StoredMessage> {
    return this.#open;
  }

  get incidents(): readonly Incident[] {
    return this.#incidents;
  }

  now(): number {
    return this.#surroundings.clock.now();
  }

  /** The time of Slack's clock, ms since the epoch. */
  slackTime(): number {
    return this.#timestamps.toSlackTime(this.now());
  }

  nextTs(): string {
    return this.#timestamps.next(this.now());
  }

  findByTs(ts: string): StoredMessage | undefined {
    return this.#byTs.get(ts);
  }

  find(channel: string, ts: string): StoredMessage | undefined {
    const message = this.#byTs.get(ts);
    return message?.channel === channel ? message : undefined;
  }

  add(fields: NewMessage): StoredMessage {
    if (fields.botId !== undefined) this.#numbers += 1;
    const number = fields.botId === undefined ? undefined : this.#numbers;
    const message = createMessage({ ...fields, number });
    this.#messages.push(message);
    this.#byTs.set(message.ts, message);
    if (message.state === "open") this.#open.add(message);
    this.changed(message);
    if (message.state === "posted") this.#tellOf(message, undefined);
    else this.streamed(message);
    return message;
  }

  changed(message: StoredMessage): void {
    if (message.state !== "open") this.#open.delete(message);
    this.#change({ type: "message", message });
  }

  /** Reports a message whose content changed. */
  edited(message: StoredMessage): void {
    this.changed(message);
    this.#tellOf(message, "message_changed");
  }

  /** Reports a stream that its app has begun or closed. */
  streamed(message: StoredMessage): void {
    const { activity } = this.#surroundings.observers;
    if (!activity.isHeard) return;
    const parentUserId = this.#byTs.get(message.threadTs ?? "")?.userId;
    const now = this.now();
    const made = toStreamActivity(message, { directory: this.directory, parentUserId, now });
    if (made !== undefined) activity.emit(made);
  }

  /** Reports a deleted message. */
  removed(message: StoredMessage): void {
    this.changed(message);
    this.#tellOf(message, "message_deleted");
  }

  notify(message: StoredMessage, at: number): void {
    message.notifications += 1;
    const notification = { at, channel: message.channel, ts: message.ts, banner: message.firstText };
    this.notifications.push(notification);
    this.#pushes.set(message.ts, [...this.pushesOf(message), message.firstText]);
    this.#change({ type: "notification", notification });
  }

  /** The texts of a message's notifications, in order. */
  pushesOf({ ts }: Readonly<StoredMessage>): readonly string[] {
    return this.#pushes.get(ts) ?? [];
  }

  setStatus(record: StatusRecord): void {
    this.statuses.set(record);
    this.#change({ type: "status", status: record });
  }

  /** Removes the status line, because the thread got a message. */
  clearStatusLine(place: Parameters<StatusStore["clearLine"]>[0]): void {
    const status = this.statuses.clearLine(place);
    if (status !== undefined) this.#change({ type: "status", status });
  }

  react(reaction: Reaction, change: "added" | "removed"): void {
    this.#change({ type: "reaction", reaction });
    const owner = this.#byTs.get(reaction.ts)?.userId;
    this.tell(() => toReactionActivity(reaction, { change, owner, now: this.now() }));
  }

  join(channel: Channel, { user, inviter }: { user: string; inviter: string | undefined }): void {
    channel.members.add(user);
    this.#tellOfMember(channel, { type: "member_joined_channel", user, inviter });
  }

  leave(channel: Channel, user: string): void {
    channel.members.delete(user);
    this.#tellOfMember(channel, { type: "member_left_channel", user });
  }

  record(incident: Omit<Incident, "callsBefore">): void {
    this.#incidents.push({ ...incident, callsBefore: this.#surroundings.countCalls() });
  }

  /** Sends an event to the apps that listen. `make` runs only if an app listens. */
  tell(make: () => Activity): void {
    const { activity } = this.#surroundings.observers;
    if (activity.isHeard) activity.emit(make());
  }

  /** Sends an event to the app. */
  send(event: AgentSessionStopped): void {
    this.events.push(event);
    this.#surroundings.observers.event.emit(event);
  }

  /** Runs a function later, unless the workspace is reset before. */
  later(ms: number, run: () => void): void {
    const part = Math.min(ms, LONGEST_WAIT_MS);
    this.#surroundings.later(part, ms > part ? () => this.later(ms - part, run) : run);
  }

  reset(): void {
    for (const list of [this.#messages, this.notifications, this.#incidents, this.events]) list.length = 0;
    for (const kept of [this.#byTs, this.#pushes, this.#open, this.reactions, this.statuses, this.records])
      kept.clear();
    this.directory.restore();
    this.#numbers = 0;
    this.#change({ type: "reset" });
  }

  #change(change: Change): void {
    this.#surroundings.observers.change.emit(change);
  }

  #tellOf(message: StoredMessage, change: "message_changed" | "message_deleted" | undefined): void {
    const { activity } = this.#surroundings.observers;
    if (!activity.isHeard) return;
    const { directory } = this;
    for (const made of toMessageActivities(message, { directory, change, now: this.now() }))
      activity.emit(made);
  }

  #tellOfMember(channel: Channel, change: Omit<Parameters<typeof toMemberActivity>[1], "now">): void {
    this.tell(() => toMemberActivity(channel, { ...change, now: this.now() }));
  }
}

export function toAuthor(app: App): Pick<StoredMessage, "userId" | "botId" | "appId" | "teamId"> {
  return { userId: app.botUserId, botId: app.botId, appId: app.appId, teamId: app.teamId };
}
