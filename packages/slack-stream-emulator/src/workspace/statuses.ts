import { SLACK_LIMITS } from "../slack-limits.ts";
import type { SessionStatus } from "./message.ts";

/** One status that was set: the line under an assistant thread, or the state of an agent session. */
export interface StatusRecord {
  /** The status line of a thread, or the state of its agent session. */
  kind: "assistant" | "session";
  /** When, in ms by the clock. */
  at: number;
  /** Id of the channel. */
  channel: string;
  /** The message that began the thread. */
  threadTs: string;
  /** The text of the line, or the state of the session. Empty if it was cleared. */
  status: string;
  /** The title of the session. */
  title?: string | undefined;
  /** The texts that Slack shows in turn beside the line. */
  loadingMessages?: readonly string[] | undefined;
  /** The method or event that set it. */
  by: string;
}

/** The status lines and agent sessions of all threads. */
export interface Statuses {
  /** Every status that was set, in order. */
  readonly history: readonly StatusRecord[];
  /** The current status line. Undefined if none is set, or if its two minutes are over. */
  assistant(channel: string, threadTs: string): string | undefined;
  /** The current `loading_messages` of the line. */
  loading(channel: string, threadTs: string): readonly string[];
  /**
   * The status of the agent session. In a code channel it is the status of the whole channel. Undefined if the thread
   * has none, or if its hour of `processing` is over.
   */
  session(channel: string, threadTs: string): SessionStatus | undefined;
}

export class StatusStore implements Statuses {
  readonly #now: () => number;
  readonly #isCodeChannel: (channel: string) => boolean;
  readonly #history: StatusRecord[] = [];
  readonly #current = new Map<string, StatusRecord>();

  constructor(now: () => number, isCodeChannel: (channel: string) => boolean) {
    this.#now = now;
    this.#isCodeChannel = isCodeChannel;
  }

  get history(): readonly StatusRecord[] {
    return this.#history;
  }

  assistant(channel: string, threadTs: string): string | undefined {
    return this.#read({ kind: "assistant", channel, threadTs }, SLACK_LIMITS.assistantStatusMs)?.status;
  }

  loading(channel: string, threadTs: string): readonly string[] {
    const line = this.#read({ kind: "assistant", channel, threadTs }, SLACK_LIMITS.assistantStatusMs);
    return line?.loadingMessages ?? [];
  }

  session(channel: string, threadTs: string): SessionStatus | undefined {
    const record = this.#read({ kind: "session", channel, threadTs }, SLACK_LIMITS.sessionProcessingMs);
    return record?.status as SessionStatus | undefined;
  }

  set(record: StatusRecord): void {
    this.#history.push(record);
    this.#current.set(this.#toKey(record), record);
  }

  /** Removes the status line, because the thread got a message. */
  clearLine(place: Omit<StatusRecord, "kind" | "status">): StatusRecord | undefined {
    if (this.assistant(place.channel, place.threadTs) === undefined) return undefined;
    const record: StatusRecord = { kind: "assistant", ...place, status: "" };
    this.set(record);
    return record;
  }

  clear(): void {
    this.#history.length = 0;
    this.#current.clear();
  }

  #read(place: StatusPlace, lifeMs: number): StatusRecord | undefined {
    const record = this.#current.get(this.#toKey(place));
    if (record === undefined || record.status === "") return undefined;
    const ends = place.kind === "assistant" || record.status === "processing";
    return ends && this.#now() - record.at >= lifeMs ? undefined : record;
  }

  /** A code channel is a single session for all its threads (S4). */
  #toKey({ kind, channel, threadTs }: StatusPlace): string {
    const isWhole = kind === "session" && this.#isCodeChannel(channel);
    return `${kind} ${channel} ${isWhole ? "" : threadTs}`;
  }
}

type StatusPlace = Pick<StatusRecord, "kind" | "channel" | "threadTs">;
