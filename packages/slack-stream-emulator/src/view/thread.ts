import { toRichTextContent } from "../content/cards.ts";
import type { Block } from "../content/chunks.ts";
import { toPlainText } from "../content/plain-text.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Options of `thread()`. */
export interface ThreadOptions {
  /** `shown`: adds the text of its push notification below each message. @default "hidden" */
  readonly pushes?: "shown" | "hidden" | undefined;
}

/** A thread as a reader sees it, message by message, with the status line below it. */
export function toThreadText(
  workspace: Workspace,
  { channel, threadTs }: { channel: string; threadTs: string },
  { pushes = "hidden" }: ThreadOptions = {},
): string {
  const messages = workspace.messages
    .filter((message) => message.channel === channel && message.state !== "deleted")
    .filter((message) => message.ts === threadTs || message.threadTs === threadTs)
    .map((message) => {
      const text = toMessageText(message, workspace);
      return pushes === "shown" ? [text, ...toPushLines(message, workspace)].join("\n") : text;
    });
  return [...messages, ...toStatusLines(workspace, channel, threadTs)].join("\n\n");
}

function toStatusLines({ statuses }: Workspace, channel: string, threadTs: string): string[] {
  const status = statuses.assistant(channel, threadTs);
  if (status === undefined) return [];
  return [`(${[status, ...statuses.loading(channel, threadTs)].join(" | ")})`];
}

function toPushLines(message: StoredMessage, workspace: Workspace): string[] {
  return workspace
    .pushesOf(message)
    .map((push) => `→ push: ${push === "" ? "(no text)" : push.replaceAll("\n", " ")}`);
}

const STATE_MARKS: Readonly<Record<StoredMessage["state"], string>> = {
  open: " (streaming…)",
  stopped: "",
  expired: "",
  "user-stopped": " (stopped)",
  deleted: " (deleted)",
  posted: "",
};

const CARD_MARKS = { pending: "○", in_progress: "◔", complete: "✓", error: "✗" } as const;

function toMessageText(message: StoredMessage, workspace: Workspace): string {
  const name = workspace.directory.users.get(message.userId)?.name ?? message.userId;
  const number = message.number === undefined ? "" : ` #${message.number}`;
  const head = `${name}${number}:${STATE_MARKS[message.state]}${message.showsEdited ? " (edited)" : ""}`;
  const body = message.items.flatMap((item) => {
    switch (item.type) {
      case "text":
        return [toShownText(message, item.text)];
      case "card":
        return toCardLines(message, item.id);
      case "plan":
        return [`▣ ${item.title}`];
      case "blocks":
        return item.blocks.map(toBlockLine);
      default:
        return item satisfies never;
    }
  });
  const tail = [
    ...message.stopBlocks.map(toBlockLine),
    ...(message.errored ? ["⚠ Something went wrong"] : []),
  ];
  return [head, ...body, ...tail].join("\n");
}

function toShownText({ syntax }: StoredMessage, text: string): string {
  return (syntax === "mrkdwn" ? text : toPlainText(text)).replaceAll("\u200b", "‹zwsp›");
}

function toCardLines(message: StoredMessage, id: string): string[] {
  const card = message.cards.get(id);
  if (card === undefined) return [];
  const fields = [
    card.details,
    card.output,
    ...card.sources.map((source) => `${source.text} <${source.url}>`),
  ];
  return [
    `[${CARD_MARKS[card.status]}] ${card.title}`,
    ...fields.filter((field) => field !== "").map((field) => `    ${field}`),
  ];
}

function toBlockLine(block: Block): string {
  const text = toRichTextContent([block.text, block.elements]);
  return text === "" ? `[${block.type}]` : `[${block.type}] ${text}`;
}
