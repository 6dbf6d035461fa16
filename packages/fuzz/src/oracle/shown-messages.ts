import type { StoredMessage } from "slack-stream-emulator";
import type { RunRecord, Segment } from "./run-record.ts";

/** One message of the answer as a reader sees it. */
export interface ShownMessage {
  readonly ts: string;
  readonly state: StoredMessage["state"];
  readonly errored: boolean;
  readonly streamed: boolean;
  readonly text: string;
  /** Statuses of its cards by id. */
  readonly cards: StoredMessage["cards"];
  /** The receipt's segment for it. Undefined if the receipt does not contain the message. */
  readonly segment: Segment | undefined;
}

/** The bot's messages of the thread in order, without the notice. */
export function toShownMessages(record: RunRecord, segments: readonly Segment[]): readonly ShownMessage[] {
  return record.slack.messages
    .filter((message) => message.botId !== undefined)
    .map((message) => ({
      ts: message.ts,
      state: message.state,
      errored: message.errored,
      streamed: message.streamed,
      text: withoutNotice(toText(message), record.script.notice),
      cards: message.cards,
      segment: segments.find((one) => one.ts === message.ts),
    }));
}

function toText(message: Readonly<StoredMessage>): string {
  const text = message.items
    .filter((item) => item.type === "text")
    .map((item) => item.text)
    .join("\n\n");
  return text.replaceAll(cardLine, "");
}

/** A card is a line in a post that is never edited, and in a message that only had cards and whose cards Slack refused. */
const cardLine = /^_card (c\d+)(?:: (done|failed|stopped)|…)_$/gm;

/** The states of the cards that the lines show, in order. */
export function toCardLines(
  message: Readonly<StoredMessage>,
): readonly { readonly id: string; readonly became: string }[] {
  const text = message.items.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("\n\n");
  return [...text.matchAll(cardLine)].map(([, id = "", became = "goes on"]) => ({ id, became }));
}

/** The messages with text. In a shared answer these do not include the stream of cards. */
export function toTextMessages(record: RunRecord, segments: readonly Segment[]): readonly ShownMessage[] {
  const isText = ({ streamed }: ShownMessage) => record.script.transport !== "shared" || !streamed;
  return toShownMessages(record, segments).filter(isText);
}

function withoutNotice(text: string, notice: string): string {
  const end = text.trimEnd();
  return end.endsWith(notice) ? end.slice(0, -notice.length) : text;
}
