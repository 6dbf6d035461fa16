import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { MessageView } from "../../src/page/wire.ts";
import { findStatus, type Place, selectChannel, selectThread } from "../live/select.ts";
import type { Slack } from "../live/store.ts";
import { Composer } from "./composer.tsx";
import { ConnectHelp } from "./connect-help.tsx";
import { useDesk } from "./context.ts";
import { CloseIcon, HashIcon } from "./icons.tsx";
import { Message } from "./message.tsx";

export function ChannelPane({ channel }: { channel: string }) {
  const { slack } = useDesk();
  const place = slack.workspace.channels.find(({ id }) => id === channel);
  const messages = selectChannel(slack, channel);
  return (
    <main class="pane channel" data-pane="channel" aria-label="Channel">
      <header class="pane-head">
        <h1 class="pane-title">
          {place?.isDirect ? null : <HashIcon />}
          <span class="name">{place?.name ?? channel}</span>
        </h1>
        <code class="id">{channel}</code>
      </header>
      <Scroller>
        {messages.length === 0 && !isUnheard(slack) && (
          <p class="empty">Nothing here yet. Write to the bot below, or let it post through the Web API.</p>
        )}
        {messages.map((message) => (
          <Message key={message.ts} message={message} where="channel" />
        ))}
        {isUnheard(slack) && <ConnectHelp />}
      </Scroller>
      <Composer key={channel} channel={channel} threadTs={undefined} />
    </main>
  );
}

/** No bot is connected, and none has called: a script in another process may answer without being told of anything. */
function isUnheard({ workspace, calls, recordedAt }: Slack): boolean {
  return workspace.bots === 0 && calls.length === 0 && recordedAt === undefined;
}

export function ThreadPane({ place, onClose }: { place: Place; onClose: () => void }) {
  const { slack, areCardsOpen, toggleCards } = useDesk();
  const messages = selectThread(slack, place);
  const status = findStatus(slack, place);
  return (
    <aside class="pane thread" data-pane="thread" aria-label="Thread">
      <header class="pane-head">
        <h2 class="pane-title">Thread</h2>
        {status?.session !== undefined && (
          <Session session={status.session} isStreaming={messages.some(({ state }) => state === "open")} />
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
        {messages.map((message) => (
          <Message key={message.ts} message={message} where="thread" />
        ))}
        {status?.line !== undefined && (
          <p class="status-line" role="status">
            <span class="dots" aria-hidden="true" />
            {status.line}
          </p>
        )}
      </Scroller>
      <Composer key={place.threadTs} channel={place.channel} threadTs={place.threadTs} />
    </aside>
  );
}

/** The agent session of the thread. Slack leaves it busy when it ends a stream itself: only the app's calls change it (S140, S144). */
function Session({ session, isStreaming }: { session: string; isStreaming: boolean }) {
  const isLeftBusy = session === "processing" && !isStreaming;
  return (
    <span
      class={`session ${session}`}
      title={
        isLeftBusy
          ? "No stream is open, but no call has ended the session: Slack shows the agent as busy for up to an hour."
          : "The agent session of this thread"
      }
    >
      {isLeftBusy ? "session still processing, no stream open" : `session ${session}`}
    </span>
  );
}

function hasCards({ items }: MessageView): boolean {
  return items.some(({ type }) => type === "card");
}

/** How far from the end a reader may be and still follow what comes. */
const NEAR_PX = 120;

/** Stays at the end while something is added there, unless its reader has scrolled away. */
function Scroller({ children }: { children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  // After each drawing: a message grows without becoming another one.
  useLayoutEffect(() => {
    if (isFollowing.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
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
