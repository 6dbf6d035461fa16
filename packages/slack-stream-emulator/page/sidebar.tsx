import { useDesk } from "./chat/context.ts";
import { HashIcon } from "./chat/icons.tsx";

export interface SidebarProps {
  readonly channel: string;
  choose(channel: string): void;
}

export function Sidebar({ channel, choose }: SidebarProps) {
  const { slack } = useDesk();
  const { channels } = slack.workspace;
  return (
    <nav class="sidebar" data-pane="sidebar" aria-label="Conversations">
      <h2>Channels</h2>
      <List {...{ channel, choose }} entries={channels.filter(({ isDirect }) => !isDirect)} />
      <h2>Direct messages</h2>
      <List {...{ channel, choose }} entries={channels.filter(({ isDirect }) => isDirect)} />
    </nav>
  );
}

function List({
  entries,
  channel,
  choose,
}: SidebarProps & { entries: readonly { id: string; name: string; isDirect: boolean }[] }) {
  const { slack } = useDesk();
  return (
    <ul>
      {entries.map(({ id, name, isDirect }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === channel ? "page" : undefined}
            data-channel={id}
            onClick={() => choose(id)}
          >
            {isDirect ? <span class="presence" aria-hidden="true" /> : <HashIcon />}
            <span class="name">{name}</span>
            {(slack.messages.open.get(id)?.size ?? 0) > 0 && <span class="live">streaming</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
