import type { ComponentChildren } from "preact";
import { useDesk } from "../chat/context.ts";
import { CloseIcon } from "../chat/icons.tsx";
import type { Store } from "../live/store.ts";
import { Calls } from "./calls.tsx";
import { ConditionsForm } from "./conditions.tsx";
import { FaultsForm } from "./faults.tsx";
import { RecordingLinks } from "./recording.tsx";

export const TABS = ["calls", "faults", "limits", "recording"] as const;
export type Tab = (typeof TABS)[number];

export const TITLES: Readonly<Record<Tab, string>> = {
  calls: "Calls",
  faults: "Faults",
  limits: "Limits",
  recording: "Recording",
};
const VIEWS: Readonly<Record<Tab, (props: { store: Store }) => ComponentChildren>> = {
  calls: Calls,
  faults: FaultsForm,
  limits: ConditionsForm,
  recording: RecordingLinks,
};

export interface LabProps {
  readonly tab: Tab;
  choose(tab: Tab): void;
  close(): void;
  readonly store: Store;
}

/** What Slack has no page for: the calls of the bot, and the ways to break them. */
export function Lab({ tab, choose, close, store }: LabProps) {
  const { slack } = useDesk();
  const View = VIEWS[tab];
  const counts: Readonly<Record<Tab, number>> = {
    calls: slack.calls.length,
    faults: slack.faults.reduce((sum, { times }) => sum + times, 0),
    limits: 0,
    recording: 0,
  };
  return (
    <aside class="pane lab" data-pane="lab" aria-label="Lab">
      <header class="pane-head">
        <div class="tabs" role="tablist" onKeyDown={(event) => moveTab(event, { tab, choose })}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={name === tab}
              aria-controls="lab-view"
              tabIndex={name === tab ? 0 : -1}
              onClick={() => choose(name)}
            >
              {TITLES[name]}
              {counts[name] > 0 && <span class="count">{counts[name]}</span>}
            </button>
          ))}
        </div>
        <button type="button" class="quiet" aria-label="Close the lab" onClick={close}>
          <CloseIcon />
        </button>
      </header>
      <div class="lab-view" id="lab-view" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        <View store={store} />
      </div>
    </aside>
  );
}

function moveTab(event: KeyboardEvent, { tab, choose }: Pick<LabProps, "tab" | "choose">): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
  choose(next);
  document.getElementById(`tab-${next}`)?.focus();
}
