import { useRef, useState } from "preact/hooks";
import { ask } from "../live/act.ts";
import type { Place } from "../live/messages.ts";
import { isStoppable } from "../live/select.ts";
import { useDesk } from "./context.ts";
import { SendIcon, StopIcon } from "./icons.tsx";

export interface ComposerProps {
  readonly channel: string;
  /** Undefined where a message opens a thread of its own. */
  readonly threadTs: string | undefined;
}

/** A placeholder of one line, in a narrow column too. */
const MOST_SHOWN = 26;

export function Composer({ channel, threadTs }: ComposerProps) {
  const { slack, act } = useDesk();
  const [text, setText] = useState("");
  const [isMentioning, setMentioning] = useState(true);
  const field = useRef<HTMLTextAreaElement>(null);
  const place = slack.workspace.channels.find(({ id }) => id === channel);
  const bot = slack.workspace.users.find((user) => user.isBot);
  const canMention = place?.isDirect !== true && bot !== undefined;
  const label =
    threadTs === undefined ? `Message ${place?.isDirect ? "" : "#"}${place?.name ?? channel}` : "Reply";

  async function send(): Promise<void> {
    if (text.trim() === "") return;
    const mention = canMention && isMentioning && !text.includes(`<@${bot.id}>`) ? `<@${bot.id}> ` : "";
    setText("");
    field.current?.focus();
    await act(ask.write({ channel, text: mention + text.trim(), threadTs }));
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={field}
        data-composer={threadTs === undefined ? "channel" : "thread"}
        aria-label={label}
        placeholder={label.length > MOST_SHOWN ? `${label.slice(0, MOST_SHOWN)}…` : label}
        rows={2}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <div class="composer-bar">
        {canMention && (
          <label class="mention-switch">
            <input type="checkbox" checked={isMentioning} onChange={() => setMentioning(!isMentioning)} />
            mention @{bot.name}
          </label>
        )}
        {threadTs !== undefined && <StopButton place={{ channel, threadTs }} />}
        <button type="submit" class="send" disabled={text.trim() === ""} aria-label="Send">
          <SendIcon />
        </button>
      </div>
    </form>
  );
}

/** Slack's own stop button: there as long as the thread's session is busy (S136). */
function StopButton({ place }: { place: Place }) {
  const { slack, act } = useDesk();
  if (!isStoppable(slack, place)) return null;
  return (
    <button type="button" class="stop" onClick={() => void act(ask.pressStop(place))}>
      <StopIcon /> Stop
    </button>
  );
}
