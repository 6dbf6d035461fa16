import type { Pane } from "./use-layout.ts";

const PANES: readonly { pane: Pane; label: string }[] = [
  { pane: "sidebar", label: "Places" },
  { pane: "channel", label: "Channel" },
  { pane: "thread", label: "Thread" },
  { pane: "lab", label: "Lab" },
];

export interface PaneBarProps {
  readonly shown: Pane;
  readonly hasThread: boolean;
  show(pane: Pane): void;
}

/** On a narrow screen one pane is shown at a time. */
export function PaneBar({ shown, hasThread, show }: PaneBarProps) {
  return (
    <nav class="pane-bar" aria-label="Panes">
      {PANES.map(({ pane, label }) => (
        <button
          key={pane}
          type="button"
          aria-current={pane === shown ? "page" : undefined}
          disabled={pane === "thread" && !hasThread}
          onClick={() => show(pane)}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
