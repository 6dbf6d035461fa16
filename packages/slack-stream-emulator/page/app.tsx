import { useMemo, useState } from "preact/hooks";
import { Banners } from "./chat/banners.tsx";
import { type Desk, DeskContext } from "./chat/context.ts";
import { ChannelPane, ThreadPane } from "./chat/panes.tsx";
import { Help } from "./help.tsx";
import { Lab, TABS, TITLES } from "./lab/lab.tsx";
import { ask, type ControlRequest, act as send } from "./live/act.ts";
import { toPlace } from "./live/messages.ts";
import type { Slack, Store } from "./live/store.ts";
import { useStore } from "./live/use-store.ts";
import { focusComposer, type KeyShortcut, useShortcuts } from "./shortcuts.ts";
import { Sidebar } from "./sidebar.tsx";
import { NamesProvider, toNames } from "./text/names.ts";
import { Topbar } from "./topbar.tsx";
import type { Pane } from "./use-layout.ts";
import { useLayout } from "./use-layout.ts";

export function PageApp({ store }: { store: Store }) {
  const slack = useStore(store);
  if (slack === undefined) return <p class="empty">Waiting for the emulator…</p>;
  return <Workspace store={store} slack={slack} />;
}

function Workspace({ store, slack }: { store: Store; slack: Slack }) {
  const layout = useLayout(slack);
  const [problem, setProblem] = useState<string>();
  const [areCardsOpen, setCardsOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const names = useMemo(() => toNames(slack.workspace), [slack.workspace]);

  async function act(request: ControlRequest): Promise<void> {
    if (slack.recordedAt !== undefined) setProblem("This is a recording: nothing can be done in it.");
    else setProblem(await send(request));
  }

  const desk: Desk = {
    slack,
    viewer: layout.viewer,
    act,
    openThread: layout.openThread,
    areCardsOpen,
    toggleCards: () => setCardsOpen(!areCardsOpen),
  };
  const shortcuts: KeyShortcut[] = [
    { key: "c", label: "write a message", run: focusComposer },
    {
      key: "s",
      label: "press Stop in the open thread",
      run: () => void (layout.thread && act(ask.pressStop(layout.thread))),
    },
    {
      key: "5",
      label: "move the clock 5 minutes ahead",
      run: () => void act(ask.advance(300_000)),
    },
    { key: "v", label: "switch between the recipient's view and everybody else's", run: layout.toggleViewer },
    { key: "l", label: "open or close the lab", run: layout.toggleLab },
    ...TABS.map(
      (tab, index): KeyShortcut => ({
        key: String(index + 1),
        label: `open the lab at ${TITLES[tab]}`,
        run: () => layout.openLab(tab),
      }),
    ),
    { key: "o", label: "open or close all cards", run: () => setCardsOpen(!areCardsOpen) },
    { key: "Escape", label: "close the thread", run: layout.closeThread },
    { key: "?", label: "show this list", run: () => setHelpOpen(true) },
  ];
  useShortcuts(shortcuts);

  return (
    <DeskContext.Provider value={desk}>
      <NamesProvider value={names}>
        <div
          class={`app ${layout.thread ? "with-thread" : ""} ${layout.tab ? "with-lab" : ""}`}
          data-shown={layout.pane}
        >
          <Topbar
            watch={layout.watch}
            isLabOpen={layout.tab !== undefined}
            toggleLab={layout.toggleLab}
            showHelp={() => setHelpOpen(true)}
          />
          <Sidebar channel={layout.channel} choose={layout.openChannel} />
          <ChannelPane channel={layout.channel} />
          {layout.thread && <ThreadPane place={layout.thread} onClose={layout.closeThread} />}
          {layout.tab && (
            <Lab tab={layout.tab} choose={layout.openLab} close={layout.toggleLab} store={store} />
          )}
          <PaneBar shown={layout.pane} hasThread={layout.thread !== undefined} show={layout.show} />
          <Banners
            banners={slack.banners}
            dismiss={store.dismiss}
            open={(banner) => {
              const message = slack.messages.byTs.get(banner.ts);
              if (message !== undefined) layout.openThread(toPlace(message));
              store.dismiss(banner.id);
            }}
          />
          {slack.recordedAt !== undefined && (
            <div class="recording-bar" role="status">
              A recording, saved on {new Date(slack.recordedAt).toLocaleString()}
              <button type="button" onClick={store.closeRecording}>
                Back to the running Slack
              </button>
            </div>
          )}
          {problem !== undefined && (
            <div class="problem" role="alert">
              {problem}
              <button type="button" onClick={() => setProblem(undefined)}>
                Dismiss
              </button>
            </div>
          )}
          {isHelpOpen && <Help shortcuts={shortcuts} close={() => setHelpOpen(false)} />}
        </div>
      </NamesProvider>
    </DeskContext.Provider>
  );
}

const PANES: readonly { pane: Pane; label: string }[] = [
  { pane: "sidebar", label: "Places" },
  { pane: "channel", label: "Channel" },
  { pane: "thread", label: "Thread" },
  { pane: "lab", label: "Lab" },
];

interface PaneBarProps {
  readonly shown: Pane;
  readonly hasThread: boolean;
  show(pane: Pane): void;
}

/** On a narrow screen one pane is shown at a time. */
function PaneBar({ shown, hasThread, show }: PaneBarProps) {
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
