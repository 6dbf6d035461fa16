import type { Block } from "../content/chunks.ts";
import type { SlackEmulator } from "../emulator.ts";
import { toSettings } from "../options.ts";
import { toDeadline } from "../workspace/lifecycle.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { ItemView, MessageView } from "./wire.ts";

export function toMessageView(message: Readonly<StoredMessage>, slack: SlackEmulator): MessageView {
  const { channel, ts, threadTs, number, userId, state, endedAt, startedAt } = message;
  const settings = toSettings(slack.options);
  return {
    channel,
    ts,
    threadTs,
    number,
    userId,
    author: message.author.username ?? slack.directory.users.get(userId)?.name ?? userId,
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
    pushes: slack.notifications
      .filter((push) => push.channel === channel && push.ts === ts)
      .map(({ banner }) => banner),
    errored: message.errored,
    showsEdited: message.showsEdited,
    edits: message.edits,
    broadcast: message.broadcast,
    size: { used: message.cost, limit: settings.size.limit, unit: settings.size.unit },
    reactions: toReactions(message, slack),
  };
}

/** A header and rich text are shown with their looks. */
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

function toReactions(
  { channel, ts }: Readonly<StoredMessage>,
  slack: SlackEmulator,
): MessageView["reactions"] {
  const byName = new Map<string, string[]>();
  for (const reaction of slack.reactions) {
    if (reaction.channel !== channel || reaction.ts !== ts) continue;
    byName.set(reaction.name, [...(byName.get(reaction.name) ?? []), reaction.userId]);
  }
  return [...byName].map(([name, users]) => ({ name, users }));
}
