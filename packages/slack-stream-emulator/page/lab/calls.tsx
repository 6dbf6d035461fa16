import { useState } from "preact/hooks";
import type { CallView } from "../../src/page/wire.ts";
import { useDesk } from "../chat/context.ts";
import { toClock, toMs } from "../live/format.ts";

export function Calls() {
  const { slack } = useDesk();
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const calls = slack.calls.filter((call) => toSearchText(call).includes(wanted));
  return (
    <>
      <input
        type="search"
        class="filter"
        placeholder="Filter by method, message or answer"
        aria-label="Filter the calls"
        value={filter}
        onInput={({ currentTarget }) => setFilter(currentTarget.value)}
      />
      {calls.length === 0 && (
        <p class="empty">{slack.calls.length === 0 ? "No call yet." : "No such call."}</p>
      )}
      <ol class="calls" reversed>
        {calls.map((call) => (
          <Call key={call.index} call={call} />
        ))}
      </ol>
    </>
  );
}

function Call({ call }: { call: CallView }) {
  const [isOpen, setOpen] = useState(false);
  const { method, number, outcome, effect, durationMs } = call;
  return (
    <li class={`call ${outcome.mood}`} data-method={method}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class="call-head">
            <code>{method}</code>
            {number !== undefined && <span class="number">#{number}</span>}
            <span class="outcome">{outcome.words}</span>
          </span>
          <span class="call-foot">
            <time>{toClock(call.at)}</time>
            <span>{durationMs === undefined ? "no answer" : toMs(durationMs)}</span>
            <span class="effect">{effect}</span>
          </span>
        </summary>
        {isOpen && (
          <>
            <h4>Arguments</h4>
            <pre>{JSON.stringify(call.args, null, 2)}</pre>
            <h4>Answer of the rules</h4>
            {call.answer === undefined ? (
              <p class="hint">None: a fault met the call first.</p>
            ) : (
              <pre>{JSON.stringify(call.answer, null, 2)}</pre>
            )}
          </>
        )}
      </details>
    </li>
  );
}

function toSearchText({ method, number, outcome, effect }: CallView): string {
  return `${method} #${number ?? ""} ${outcome.words} ${effect}`.toLowerCase();
}
