import type { Block } from "../content/chunks.ts";
import { toPlainText } from "../content/plain-text.ts";
import { toStoredBlocks } from "../content/stored-blocks.ts";
import type { Settings } from "../options.ts";
import type { StoredMessage } from "../workspace/message.ts";
import { toFile } from "./file.ts";

/** A message in the form of the reading methods and of the response to stop (S116, S127, S128). */
export function toApiMessage(message: StoredMessage, settings: Settings): Record<string, unknown> {
  const blocks: Block[] = [...toStoredBlocks(message, message.taskDisplayMode), ...message.stopBlocks];
  return {
    type: "message",
    ts: message.ts,
    user: message.userId,
    team: message.teamId,
    text: toReadText(message),
    ...(message.botId === undefined ? {} : { bot_id: message.botId, app_id: message.appId }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(blocks.length === 0 ? {} : { blocks }),
    ...toExtras(message),
    ...(message.showsEdited ? { edited: { user: message.userId, ts: message.ts } } : {}),
    ...toStreamingState(message, settings),
  };
}

function toExtras({ subtype, files, attachments }: StoredMessage): Record<string, unknown> {
  return {
    ...(subtype === undefined ? {} : { subtype }),
    ...(files.length === 0 ? {} : { files: files.map(toFile), upload: false }),
    ...(attachments.length === 0
      ? {}
      : { attachments: attachments.map((one, index) => ({ id: index + 1, ...one })) }),
  };
}

function toReadText(message: StoredMessage): string {
  const text = message.syntax === "mrkdwn" ? message.markdown : toPlainText(message.markdown);
  const titles = [...message.cards.values()].map((card) => card.title);
  return [text, ...titles].filter((part) => part !== "").join("\n");
}

function toStreamingState(message: StoredMessage, settings: Settings): { streaming_state?: string } {
  if (!message.streamed) return {};
  if (message.state === "open") return { streaming_state: "in_progress" };
  // An update removes the error (S112). The state that Slack returns for an expired message is not known (S181).
  return { streaming_state: message.errored ? settings.readBack.expired : "completed" };
}
