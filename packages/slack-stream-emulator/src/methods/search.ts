import { accept, refuse } from "../protocol/answer.ts";
import { toText } from "../protocol/arguments.ts";
import { toApiMessage } from "../view/api-message.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Channel } from "../workspace/seed.ts";
import { isVisible, toConversation } from "./conversation-view.ts";
import type { Method, MethodContext, MethodTable } from "./method.ts";
import { toNumberedPage } from "./paging.ts";
import { toPermalink } from "./permalink.ts";

/** Finds words in all messages that the person may read. Sorted by time, or by the number of matches. */
const searchMessages: Method = (context) => {
  const { args, workspace, settings } = context;
  const text = toText(args, "query")?.trim() ?? "";
  if (text === "") return refuse("no_query");
  const query = readQuery(context, text);
  const found = workspace.messages
    .filter((message) => message.state !== "deleted" && isReadable(context, message))
    .map((message) => ({ message, score: toScore(query, message) }))
    .filter(({ score }) => score > 0);
  const byTime = (one: StoredMessage, other: StoredMessage) => Number(other.ts) - Number(one.ts);
  found.sort((one, other) =>
    args.sort === "timestamp"
      ? byTime(one.message, other.message)
      : other.score - one.score || byTime(one.message, other.message),
  );
  if (args.sort_dir === "asc") found.reverse();
  const { items, paging } = toNumberedPage(found, args);
  const first = (paging.page - 1) * paging.count + 1;
  return accept({
    query: text,
    messages: {
      total: paging.total,
      matches: items.map(({ message, score }) => {
        const { channel, ts, user, text: shown, team, blocks } = toApiMessage(message, settings);
        const place = workspace.directory.channels.get(message.channel);
        return {
          iid: `${message.channel}-${ts}`,
          type: "message",
          team,
          score,
          channel: place === undefined ? { id: channel } : toConversation(context, place),
          user,
          username: workspace.directory.users.get(message.userId)?.name ?? "",
          ts,
          text: shown,
          blocks,
          permalink: toPermalink(context, message),
          no_reactions: !workspace.reactions.list.some((one) => one.ts === message.ts),
        };
      }),
      paging,
      pagination: {
        total_count: paging.total,
        page: paging.page,
        per_page: paging.count,
        page_count: paging.pages,
        first,
        last: first + items.length - 1,
      },
    },
  });
};

interface Query {
  readonly words: readonly string[];
  readonly user: string | undefined;
  readonly channel: string | undefined;
}

/** Words, "phrases", `from:` and `in:`. */
function readQuery({ workspace, caller }: MethodContext, text: string): Query {
  const { users, channels } = workspace.directory;
  const words: string[] = [];
  let user: string | undefined;
  let channel: string | undefined;
  for (const [, phrase, word = ""] of text.matchAll(/"([^"]+)"|(\S+)/g)) {
    const [, operator, value = ""] = /^(from|in):(.+)$/.exec(word) ?? [];
    const name = value.replace(/^[<@#]+|[>]+$/g, "").replace(/^[@#]/, "");
    if (operator === "from")
      user = name === "me" ? caller.userId : ([...users.values()].find(named(name))?.id ?? "nobody");
    else if (operator === "in") channel = [...channels.values()].find(named(name))?.id ?? "nowhere";
    else words.push((phrase ?? word).toLowerCase());
  }
  return { words, user, channel };
}

function named(name: string) {
  return (one: { id: string; name: string }) => one.id === name || one.name === name;
}

function toScore({ words, user, channel }: Query, message: StoredMessage): number {
  if (user !== undefined && message.userId !== user) return 0;
  if (channel !== undefined && message.channel !== channel) return 0;
  const text = message.markdown.toLowerCase();
  const counts = words.map((word) => text.split(word).length - 1);
  return counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 1);
}

function isReadable(context: MethodContext, { channel }: StoredMessage): boolean {
  const place: Channel | undefined = context.workspace.directory.channels.get(channel);
  return place !== undefined && isVisible(context, place);
}

export const SEARCH: MethodTable = {
  "search.messages": {
    run: searchMessages,
    scope: "search:read",
    tokens: ["user"],
    errors: ["no_query", "not_allowed_token_type"],
    notes: 'Understands words, "phrases", `from:` and `in:`; no other operators, no highlighting.',
  },
};
