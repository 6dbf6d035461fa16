import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { findStatus, type Place, selectChannel, selectThread } from "../live/select.ts";
import { Composer } from "./composer.tsx";
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
          {place?.name ?? channel}
        </h1>
        <code class="id">{channel}</code>
      </header>
      <Scroller>
        {messages.length === 0 && (
          <p class="empty">Nothing here yet. Write to the bot below, or let it post through the Web API.</p>
        )}
        {messages.map((message) => (
          <Message key={message.ts} message={message} where="channel" />
        ))}
      </Scroller>
      <Composer key={channel} channel={channel} threadTs={undefined} />
    </main>
  );
}

export function ThreadPane({ place, onClose }: { place: Place; onClose: () => void }) {
  const { slack } = useDesk();
  const messages = selectThread(slack, place);
  const status = findStatus(slack, place);
  return (
    <aside class="pane thread" data-pane="thread" aria-label="Thread">
      <header class="pane-head">
        <h2 class="pane-title">Thread</h2>
        {status?.session !== undefined && (
          <span class={`session ${status.session}`}>session {status.session}</span>
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
