import type { MessageView } from "../../src/page/wire.ts";
import { toTimeOfDay } from "../live/format.ts";
import { selectReplies, toPlace } from "../live/messages.ts";
import { toEmoji } from "../text/emoji.ts";
import { Markdown } from "../text/markdown.tsx";
import { useNames } from "../text/names.ts";
import { Avatar } from "./avatar.tsx";
import { toPushLine } from "./banners.tsx";
import { useDesk } from "./context.ts";
import { BellIcon, FailedIcon, ThreadIcon } from "./icons.tsx";
import { MessageBody } from "./message-body.tsx";
import { StreamLine } from "./stream-line.tsx";

export interface MessageProps {
  readonly message: MessageView;
  /** In a channel a message leads to its thread. */
  readonly where: "channel" | "thread";
}

export function Message({ message, where }: MessageProps) {
  const { author, isBot, number, state } = message;
  return (
    <article
      class={`message ${state}`}
      data-ts={message.ts}
      data-state={state}
      aria-label={`${author}, ${toTimeOfDay(message.at)}`}
    >
      <Avatar name={author} isBot={isBot} />
      <div class="content">
        <header>
          <strong>{author}</strong>
          {isBot && <span class="badge">App</span>}
          <time>{toTimeOfDay(message.at)}</time>
          {number !== undefined && <span class="number">#{number}</span>}
        </header>
        <SeenBody message={message} />
        {message.errored && (
          <p class="red-mark">
            <FailedIcon /> Something went wrong
          </p>
        )}
        {state === "user-stopped" && <p class="hint stopped-mark">Stopped by you</p>}
        <Pushes message={message} />
        <Reactions message={message} />
        {message.isBot && <StreamLine message={message} />}
        {where === "channel" && <Replies message={message} />}
      </div>
    </article>
  );
}

/** In a channel only the recipient sees a stream grow (S147). */
function SeenBody({ message }: { message: MessageView }) {
  const { viewer, slack } = useDesk();
  const isDirect = slack.workspace.channels.find(({ id }) => id === message.channel)?.isDirect === true;
  if (viewer === "recipient" || isDirect || message.state !== "open")
    return (
      <>
        <MessageBody message={message} />
        {message.showsEdited && <span class="hint edited">(edited)</span>}
      </>
    );
  return (
    <div class="body">
      <Markdown text={message.firstText} />
      <p class="hint">Everybody else sees only this text until the stream ends.</p>
    </div>
  );
}

/** What people get of it who do not look: a push for each message (S146). */
function Pushes({ message: { pushes } }: { message: MessageView }) {
  return pushes.map((push, index) => (
    <p key={index} class="hint push" title="What the push notification of this message says">
      <BellIcon /> <span>{toPushLine(push)}</span>
    </p>
  ));
}

function Reactions({ message }: { message: MessageView }) {
  const names = useNames();
  if (message.reactions.length === 0) return null;
  return (
    <ul class="reactions" aria-label="Reactions">
      {message.reactions.map(({ name, users }) => (
        <li key={name} title={`:${name}: by ${users.map((id) => names.user(id)).join(", ")}`}>
          {toEmoji(name)}
          <span class="sr-only"> {name}</span> {users.length}
        </li>
      ))}
    </ul>
  );
}

function Replies({ message }: { message: MessageView }) {
  const { slack, openThread } = useDesk();
  const replies = selectReplies(slack.messages, message);
  const isStreaming = replies.some((reply) => reply.state === "open");
  const isErrored = replies.some((reply) => reply.errored);
  return (
    <button
      type="button"
      class={`replies ${replies.length === 0 ? "none" : ""}`}
      onClick={() => openThread(toPlace(message))}
    >
      <ThreadIcon />
      {toReplyWords(replies.length)}
      {isStreaming && <span class="live">streaming</span>}
      {isErrored && <span class="red">something went wrong</span>}
    </button>
  );
}

function toReplyWords(count: number): string {
  if (count === 0) return "Open the thread";
  return count === 1 ? "1 reply" : `${count} replies`;
}
