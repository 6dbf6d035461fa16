import type { StoredMessage } from "slack-stream-emulator";
import type { RunRecord, Segment } from "./run-record.ts";

/** One message of the answer as a reader sees it. */
export interface ShownMessage {
  readonly ts: string;
  readonly state: StoredMessage["state"];
  readonly errored: boolean;
  readonly text: string;
  /** Statuses of its cards by id. */
  readonly cards: StoredMessage["cards"];
  /** What the receipt says of it; nothing when it does not know of it. */
  readonly segment: Segment | undefined;
}

/** The bot's messages of the thread in order, with the notice taken away. */
export function toShownMessages(record: RunRecord, segments: readonly Segment[]): readonly ShownMessage[] {
  return record.slack.messages
    .filter((message) => message.botId !== undefined)
    .map((message) => ({
      ts: message.ts,
      state: message.state,
      errored: message.errored,
      text: withoutNotice(toText(message), record.script.notice),
      cards: message.cards,
      segment: segments.find((one) => one.ts === message.ts),
    }));
}

function toText(message: Readonly<StoredMessage>): string {
  return message.items
    .filter((item) => item.type === "text")
    .map((item) => item.text)
    .join("\n\n");
}

function withoutNotice(text: string, notice: string): string {
  const end = text.trimEnd();
  return end.endsWith(notice) ? end.slice(0, -notice.length) : text;
}
