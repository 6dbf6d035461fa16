import { useState } from "preact/hooks";
import type { CallView } from "../../src/page/wire.ts";
import { useDesk } from "../chat/context.ts";
import { formatClock, toMs } from "../live/format.ts";

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
        <p class="empty">{slack.calls.length === 0 ? "No call yet." : "No call matches the filter."}</p>
      )}
      <ol class="calls" reversed>
        {toRuns(calls).map((run) => {
          const [newest, ...earlier] = run;
          if (newest === undefined) return null;
          const oldest = run.at(-1) ?? newest;
          // By its oldest call, which stays the same while the run grows.
          return earlier.length === 0 ? (
            <CallRow key={oldest.index} call={newest} />
          ) : (
            <RunRow key={oldest.index} run={run} newest={newest} oldest={oldest} />
          );
        })}
      </ol>
    </>
  );
}

/** Calls in a row that did the same to the same message: what a reader wants to see are the others. */
function toRuns(calls: readonly CallView[]): readonly (readonly CallView[])[] {
  const runs: CallView[][] = [];
  for (const call of calls) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && isAlike(last[0], call)) last.push(call);
    else runs.push([call]);
  }
  return runs;
}

function isAlike(one: CallView, other: CallView): boolean {
  const isPlain = one.outcome.mood === "good" && other.outcome.mood === "good";
  return isPlain && one.method === other.method && one.ts === other.ts;
}

interface Run {
  /** The newest first. */
  readonly run: readonly CallView[];
  readonly newest: CallView;
  readonly oldest: CallView;
}

function RunRow({ run, newest, oldest }: Run) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class="call run good" data-method={newest.method} data-count={run.length}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class="call-head">
            <code>{newest.method}</code>
            {newest.number !== undefined && <span class="number">#{newest.number}</span>}
            <span class="times">× {run.length}</span>
            <span class="outcome">ok</span>
          </span>
          <span class="call-foot">
            <time>{formatSpan(oldest.at, newest.at)}</time>
            <span class="effect">{toEffects(run)}</span>
          </span>
        </summary>
        {isOpen && (
          <ol class="calls" reversed>
            {run.map((call) => (
              <CallRow key={call.index} call={call} />
            ))}
          </ol>
        )}
      </details>
    </li>
  );
}

function formatSpan(from: number, to: number): string {
  const [first, last] = [formatClock(from), formatClock(to)];
  return first === last ? first : `${first} – ${last}`;
}

/** Characters add up; of anything else the newest is told. */
function toEffects(run: readonly CallView[]): string {
  const counts = run.map(({ effect }) => /^\+([\d,]+) characters?$/.exec(effect)?.[1]);
  const sum = counts.reduce((total, count) => total + Number(count?.replaceAll(",", "") ?? 0), 0);
  const other = run.find((_call, index) => counts[index] === undefined)?.effect;
  return [sum > 0 ? `+${sum.toLocaleString("en")} characters` : "", other ?? ""].filter(Boolean).join(", ");
}

function CallRow({ call }: { call: CallView }) {
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
            <time>{formatClock(call.at)}</time>
            <span>{durationMs === undefined ? "no answer" : toMs(durationMs)}</span>
            <span class="effect">{effect}</span>
          </span>
        </summary>
        {isOpen && (
          <>
            <h4>Arguments</h4>
            <pre>{JSON.stringify(call.args, null, 2)}</pre>
            <h4>Answer</h4>
            {call.answer === undefined ? (
              <p class="hint">The fault met the call before Slack looked at it.</p>
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
