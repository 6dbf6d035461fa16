import { useEffect, useState } from "preact/hooks";
import type { Viewer } from "./chat/context.ts";
import type { Tab } from "./lab/lab.tsx";
import { type Place, toPlace } from "./live/messages.ts";
import type { Slack } from "./live/store.ts";

export type Pane = "sidebar" | "channel" | "thread" | "lab";

export interface Layout {
  readonly channel: string;
  readonly thread: Place | undefined;
  /** Undefined while the lab is closed. */
  readonly tab: Tab | undefined;
  /** The one that a narrow screen shows. */
  readonly pane: Pane;
  readonly viewer: Viewer;
  openChannel(channel: string): void;
  openThread(place: Place): void;
  closeThread(): void;
  openLab(tab: Tab): void;
  toggleLab(): void;
  watch(viewer: Viewer): void;
  toggleViewer(): void;
  show(pane: Pane): void;
}

/** Below this the lab would leave no room for a conversation. */
const WIDE = "(min-width: 1100px)";

/** What is open on the page. Who closes a thread is not led back to it; else the newest one that moves is shown. */
export function useLayout(slack: Slack): Layout {
  const [channel, setChannel] = useState(slack.workspace.channels[0]?.id ?? "");
  const [thread, setThread] = useState<Place>();
  const [tab, setTab] = useState<Tab | undefined>(matchMedia(WIDE).matches ? "calls" : undefined);
  const [pane, setPane] = useState<Pane>("channel");
  const [viewer, setViewer] = useState<Viewer>("recipient");
  const newest = slack.messages.newest;

  function openThread(place: Place): void {
    setChannel(place.channel);
    setThread(place);
    setPane("thread");
  }

  useEffect(() => {
    if (newest === undefined) setThread(undefined);
    else if (newest.isBot || newest.threadTs === undefined) openThread(toPlace(newest));
  }, [newest?.ts]);

  function openLab(next: Tab): void {
    setTab(next);
    setPane("lab");
  }

  return {
    channel,
    thread,
    tab,
    pane,
    viewer,
    openThread,
    openLab,
    openChannel(next) {
      setChannel(next);
      setThread(undefined);
      setPane("channel");
    },
    closeThread() {
      setThread(undefined);
      setPane("channel");
    },
    toggleLab() {
      if (tab === undefined) return openLab("calls");
      setTab(undefined);
      setPane(thread === undefined ? "channel" : "thread");
    },
    watch: setViewer,
    toggleViewer: () => setViewer(viewer === "recipient" ? "others" : "recipient"),
    show(next) {
      if (next === "lab" && tab === undefined) setTab("calls");
      setPane(next);
    },
  };
}
