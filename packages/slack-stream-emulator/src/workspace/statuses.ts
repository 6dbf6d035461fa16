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
  /** The text of the line, or the state of the session; empty where it was cleared. */
  status: string;
  /** The title of the session. */
  title?: string | undefined;
  /** What Slack shows one after the other beside the line. */
  loadingMessages?: readonly string[] | undefined;
  /** What set it. */
  by: string;
}

/** The status lines and agent sessions of all threads. */
export interface Statuses {
  /** Every status that was set, in order. */
  readonly history: readonly StatusRecord[];
  /** The status line that people see now. Undefined when none is set, or its two minutes are over. */
  assistant(channel: string, threadTs: string): string | undefined;
  /** The `loading_messages` that the line has now. */
  loading(channel: string, threadTs: string): readonly string[];
  /** The status of the agent session. Undefined when the thread has none, or its hour of `processing` is over. */
  session(channel: string, threadTs: string): SessionStatus | undefined;
}

export interface StatusStore extends Statuses {
  set(record: StatusRecord): void;
  /** A message in the thread takes the status line away. */
  clearLine(place: { channel: string; threadTs: string; at: number; by: string }): StatusRecord | undefined;
  clear(): void;
}

export function createStatuses(now: () => number): StatusStore {
  const history: StatusRecord[] = [];
  const current = new Map<string, StatusRecord>();

  function read(place: StatusPlace, lifeMs: number): string | undefined {
    const record = current.get(toKey(place));
    if (record === undefined || record.status === "") return undefined;
    const ends = place.kind === "assistant" || record.status === "processing";
    return ends && now() - record.at >= lifeMs ? undefined : record.status;
  }

  function set(record: StatusRecord): void {
    history.push(record);
    current.set(toKey(record), record);
  }

  const assistant = (channel: string, threadTs: string) =>
    read({ kind: "assistant", channel, threadTs }, SLACK_LIMITS.assistantStatusMs);

  return {
    history,
    assistant,
    loading: (channel, threadTs) =>
      assistant(channel, threadTs) === undefined
        ? []
        : (current.get(toKey({ kind: "assistant", channel, threadTs }))?.loadingMessages ?? []),
    session: (channel, threadTs) =>
      read({ kind: "session", channel, threadTs }, SLACK_LIMITS.sessionProcessingMs) as
        | SessionStatus
        | undefined,
    set,
    clearLine({ channel, threadTs, at, by }) {
      if (assistant(channel, threadTs) === undefined) return undefined;
      const record: StatusRecord = { kind: "assistant", at, channel, threadTs, status: "", by };
      set(record);
      return record;
    },
    clear() {
      history.length = 0;
      current.clear();
    },
  };
}

type StatusPlace = Pick<StatusRecord, "kind" | "channel" | "threadTs">;

function toKey({ kind, channel, threadTs }: StatusPlace): string {
  return `${kind} ${channel} ${threadTs}`;
}
