import { type ComponentChildren, Fragment } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MessageView } from "../../src/page/wire.ts";
import { toDay } from "../live/format.ts";
import { type Place, selectChannel, selectThread } from "../live/messages.ts";
import { findStatus } from "../live/select.ts";
import type { Slack } from "../live/store.ts";
import { Composer } from "./composer.tsx";
import { ConnectHelp } from "./connect-help.tsx";
import { useDesk } from "./context.ts";
import { CloseIcon, HashIcon } from "./icons.tsx";
import { Message } from "./message.tsx";

export function ChannelPane({ channel }: { channel: string }) {
  const { slack } = useDesk();
  const place = slack.workspace.channels.find(({ id }) => id === channel);
  const messages = selectChannel(slack.messages, channel);
  return (
    <main class="pane channel" data-pane="channel" aria-label="Channel">
      <header class="pane-head">
        <h1 class="pane-title">
          {place?.isDirect ? null : <HashIcon />}
          <span class="name">{place?.name ?? channel}</span>
        </h1>
        <code class="id">{channel}</code>
      </header>
      <Scroller isEmpty={messages.length === 0}>
        {messages.length === 0 && !isUnheard(slack) && (
          <p class="empty">Nothing here yet. Write to the bot below, or let it post through the Web API.</p>
        )}
        <Messages key={channel} messages={messages} where="channel" />
        {isUnheard(slack) && <ConnectHelp />}
      </Scroller>
      <Composer key={channel} channel={channel} threadTs={undefined} />
    </main>
  );
}

/** No bot is connected, and none has written: a script in another process may answer without being told of anything. */
function isUnheard({ workspace, messages, recordedAt }: Slack): boolean {
  return workspace.bots === 0 && recordedAt === undefined && !messages.hasBot;
}

/** A long run would make each drawing slow: older messages are drawn when somebody asks for them. */
const DRAWN_AT_ONCE = 100;

interface MessagesProps {
  readonly messages: readonly MessageView[];
  readonly where: "channel" | "thread";
}

/** Messages with what Slack puts between them: the day, and in a thread the number of replies. */
function Messages({ messages, where }: MessagesProps) {
  const [most, setMost] = useState(DRAWN_AT_ONCE);
  const replies = messages.length - 1;
  // A thread always shows what began it.
  const head = where === "thread" ? messages.slice(0, 1) : [];
  const rest = messages.slice(head.length);
  const left = Math.max(0, rest.length - most);
  const drawn = rest.slice(left);
  return (
    <>
      {head.map((message) => (
        <Message key={message.ts} message={message} where={where} />
      ))}
      {head.length > 0 && replies > 0 && (
        <p class="divider replies-divider">
          <span>{replies === 1 ? "1 reply" : `${replies.toLocaleString("en")} replies`}</span>
        </p>
      )}
      {left > 0 && (
        <button type="button" class="earlier" onClick={() => setMost(most + DRAWN_AT_ONCE)}>
          Show earlier messages ({left.toLocaleString("en")})
        </button>
      )}
      {drawn.map((message, index) => {
        const before = drawn[index - 1];
        const isNewDay = where === "channel" && toDay(message.at) !== (before && toDay(before.at));
        return (
          <Fragment key={message.ts}>
            {isNewDay && (
              <p class="divider">
                <span>{toDay(message.at)}</span>
              </p>
            )}
            <Message message={message} where={where} />
          </Fragment>
        );
      })}
    </>
  );
}

export function ThreadPane({ place, onClose }: { place: Place; onClose: () => void }) {
  const { slack, areCardsOpen, toggleCards } = useDesk();
  const messages = selectThread(slack.messages, place);
  const status = findStatus(slack, place);
  // Slack leaves the session busy when it ends a stream itself: only the app's calls change it (S140, S144).
  const isLeftBusy =
    status?.session === "processing" && messages.findLast(({ isBot }) => isBot)?.state === "expired";
  return (
    <aside class="pane thread" data-pane="thread" aria-label="Thread">
      <header class="pane-head">
        <h2 class="pane-title">Thread</h2>
        {status?.session !== undefined && (
          <span class={`session ${status.session}`} title="The agent session of this thread">
            session {isLeftBusy ? `still ${status.session}` : status.session}
          </span>
        )}
        {messages.some(hasCards) && (
          <button type="button" class="cards-toggle" aria-pressed={areCardsOpen} onClick={toggleCards}>
            {areCardsOpen ? "Close cards" : "Open cards"}
          </button>
        )}
        <button type="button" class="quiet" aria-label="Close the thread" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <Scroller>
        <Messages key={place.threadTs} messages={messages} where="thread" />
        {isUnheard(slack) && (
          <p class="empty">No bot is connected, so nobody answers. The channel shows how to connect one.</p>
        )}
        {slack.workspace.undelivered !== undefined && (
          <p class="notice" role="alert">
            {slack.workspace.undelivered}
          </p>
        )}
        {isLeftBusy && (
          <p class="notice">
            Slack ended the stream, and still shows the agent as busy: only the bot ends its session. If it
            does not, the session ends after an hour.
          </p>
        )}
        {status?.line !== undefined && (
          <p class="status-line" role="status">
            <span class="dots" aria-hidden="true" />
            {[status.line, ...status.loading].join(" ")}
          </p>
        )}
      </Scroller>
      <Composer key={place.threadTs} channel={place.channel} threadTs={place.threadTs} />
    </aside>
  );
}

function hasCards({ items }: MessageView): boolean {
  return items.some(({ type }) => type === "card");
}

/** How far from the end a reader may be and still follow what comes. */
const NEAR_PX = 120;

/** Stays at the end while something is added there, unless its reader has scrolled away. */
function Scroller({ children, isEmpty = false }: { children: ComponentChildren; isEmpty?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  // After each drawing: a message grows without becoming another one.
  useLayoutEffect(() => {
    if (!isEmpty && isFollowing.current && box.current !== null)
      box.current.scrollTop = box.current.scrollHeight;
  });
  return (
    <div
      class="scroller"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard.
      tabIndex={0}
      role="log"
      aria-label="Messages"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {children}
    </div>
  );
}
