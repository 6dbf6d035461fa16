import type { Block } from "../content/chunks.ts";
import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import { toDeadline } from "../workspace/lifecycle.ts";
import { type StoredMessage, toAuthorName } from "../workspace/message.ts";
import type { ItemView, MessageView } from "./wire.ts";

export function toMessageView(message: Readonly<StoredMessage>, slack: SlackEmulator): MessageView {
  const { channel, ts, threadTs, number, userId, state, endedAt, startedAt } = message;
  const { settings, workspace } = toInternals(slack);
  return {
    channel,
    ts,
    threadTs,
    number,
    userId,
    author: toAuthorName(message, slack.directory),
    isBot: message.botId !== undefined,
    at: startedAt,
    endedAt,
    deadline: state === "open" ? toDeadline(message, settings) : undefined,
    state,
    syntax: message.syntax,
    layout: message.taskDisplayMode,
    items: toItems(message),
    stopBlocks: message.stopBlocks,
    firstText: message.firstText,
    pushes: workspace.pushesOf(message),
    errored: message.errored,
    showsEdited: message.showsEdited,
    edits: message.edits,
    broadcast: message.broadcast,
    size: { used: message.cost, limit: settings.size.limit, unit: settings.size.unit },
    reactions: workspace.reactions.on(message),
  };
}

/** A header and rich text keep their form. */
function toTextView({ text, block }: { text: string; block?: Block | undefined }): ItemView {
  return block === undefined ? { type: "text", text } : { type: "blocks", blocks: [block] };
}

function toItems(message: Readonly<StoredMessage>): ItemView[] {
  return message.items.flatMap((item): ItemView[] => {
    if (item.type === "text") return [toTextView(item)];
    if (item.type !== "card") return [item];
    const card = message.cards.get(item.id);
    return card === undefined ? [] : [{ type: "card", card }];
  });
}
