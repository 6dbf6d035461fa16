import { useDesk, type Viewer } from "./chat/context.ts";
import { FlaskIcon } from "./chat/icons.tsx";
import { toClock } from "./live/format.ts";

const STEPS = [
  { label: "+20 s", ms: 20_000, title: "20 seconds on" },
  { label: "+1 min", ms: 60_000, title: "1 minute on" },
  { label: "+5 min", ms: 300_000, title: "5 minutes on: no stream lives longer" },
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
  const { slack, viewer, act } = useDesk();
  return (
    <header class="topbar">
      <strong class="brand">
        <img src="page/icon.svg" alt="" width={22} height={22} /> <span>Local Slack</span>
      </strong>
      {!slack.isConnected && <span class="lost">connection lost</span>}
      <fieldset class="time">
        <legend class="sr-only">Time</legend>
        <time title="The emulator's clock">{toClock(slack.now)}</time>
        {STEPS.map(({ label, ms, title }) => (
          <button key={ms} type="button" title={title} onClick={() => void act({ type: "advance", ms })}>
            {label}
          </button>
        ))}
      </fieldset>
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
