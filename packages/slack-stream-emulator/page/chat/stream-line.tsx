import type { MessageView } from "../../src/page/wire.ts";
import { ask } from "../live/act.ts";
import { toMinutes } from "../live/format.ts";
import { useDesk } from "./context.ts";

/** What Slack does not show but a bot's author wants to know: how old the stream is and how full the message. */
export function StreamLine({ message }: { message: MessageView }) {
  const { slack, act } = useDesk();
  const { size, deadline, state, at, edits } = message;
  const full = Math.round((size.used / size.limit) * 100);
  const unit = size.unit === "utf8bytes" ? "bytes" : "characters";
  return (
    <div class="stream-line">
      {deadline !== undefined && <Life now={slack.now} at={at} deadline={deadline} />}
      <span title={`${size.used.toLocaleString("en")} of ${size.limit.toLocaleString("en")} ${unit}`}>
        {full} % full
      </span>
      {state !== "open" && state !== "posted" && message.endedAt !== undefined && (
        <span>
          {STATES[state]} after {toMinutes(message.endedAt - at)}
        </span>
      )}
      {edits > 0 && <span>{edits === 1 ? "edited once" : `edited ${edits} times`}</span>}
      {state === "open" && (
        <button type="button" onClick={() => void act(ask.expire(message.ts))}>
          Expire now
        </button>
      )}
      <button type="button" onClick={() => void act(ask.remove(message.ts))}>
        Delete
      </button>
    </div>
  );
}

const STATES = {
  stopped: "closed",
  expired: "expired",
  "user-stopped": "stopped",
  deleted: "deleted",
} as const;

function Life({ now, at, deadline }: { now: number; at: number; deadline: number }) {
  const share = Math.min(1, Math.max(0, (now - at) / (deadline - at)));
  return (
    <span class="life">
      <span class="live">streaming</span>
      <progress value={share} max={1} aria-label="Life of the stream" />
      {toMinutes(now - at)} of {toMinutes(deadline - at)}
    </span>
  );
}
