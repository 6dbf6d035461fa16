import { useState } from "preact/hooks";
import { useDesk, type Viewer } from "./chat/context.ts";
import { ClockIcon, FlaskIcon, ForwardIcon } from "./chat/icons.tsx";
import { ask } from "./live/act.ts";
import { formatClock, toSpan } from "./live/format.ts";

const STEPS = [
  { label: "20 s", ms: 20_000, title: "Move the clock 20 seconds ahead" },
  { label: "1 min", ms: 60_000, title: "Move the clock 1 minute ahead" },
  { label: "5 min", ms: 300_000, title: "Move the clock 5 minutes ahead: no stream lives longer" },
] as const;

const VIEWERS: readonly { viewer: Viewer; label: string }[] = [
  { viewer: "recipient", label: "Recipient" },
  { viewer: "others", label: "Others" },
];

export interface TopbarProps {
  watch(viewer: Viewer): void;
  readonly isLabOpen: boolean;
  toggleLab(): void;
  showHelp(): void;
}

export function Topbar({ watch, isLabOpen, toggleLab, showHelp }: TopbarProps) {
  const { slack, viewer } = useDesk();
  return (
    <header class="topbar">
      <strong class="brand">
        <img src="page/icon.svg" alt="" width={22} height={22} /> <span>Local Slack</span>
      </strong>
      {!slack.isConnected && <span class="lost">connection lost</span>}
      <ClockControl />
      <span class="view-as">View as</span>
      <div class="segmented" role="radiogroup" aria-label="Whose view">
        {VIEWERS.map((one) => (
          <label key={one.viewer}>
            <input
              type="radio"
              name="viewer"
              value={one.viewer}
              checked={one.viewer === viewer}
              onChange={() => watch(one.viewer)}
            />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
      <button type="button" class="lab-toggle" aria-pressed={isLabOpen} onClick={toggleLab}>
        <FlaskIcon /> <span>Lab</span>
      </button>
      <button type="button" class="help" aria-label="Keyboard shortcuts" onClick={showHelp}>
        ?
      </button>
    </header>
  );
}

/** The emulator's clock, and the buttons that move it: streams end and timers fire on the way. */
function ClockControl() {
  const { slack, act } = useDesk();
  const [movedMs, setMovedMs] = useState(0);
  return (
    <fieldset class="clock">
      <legend class="sr-only">Clock</legend>
      <ClockIcon />
      {/* A new element each time the clock is moved, so that the change is seen. */}
      <time key={movedMs} class={movedMs > 0 ? "moved" : ""} title="The emulator's clock">
        {formatClock(slack.now)}
      </time>
      {movedMs > 0 && (
        <span class="ahead" role="status">
          moved {toSpan(movedMs)} ahead
        </span>
      )}
      {STEPS.map(({ label, ms, title }) => (
        <button
          key={ms}
          type="button"
          title={title}
          aria-label={title}
          onClick={() => {
            setMovedMs(movedMs + ms);
            void act(ask.advance(ms));
          }}
        >
          <ForwardIcon /> {label}
        </button>
      ))}
    </fieldset>
  );
}
