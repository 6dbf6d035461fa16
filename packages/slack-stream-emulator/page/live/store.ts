import type { Recording } from "../../src/page/recording.ts";
import type {
  BannerView,
  CallView,
  ConditionsView,
  FaultView,
  PageUpdate,
  ThreadView,
  WholeUpdate,
  WorkspaceView,
} from "../../src/page/wire.ts";
import { createMessages, type Messages, putMessage, toKey } from "./messages.ts";

/** Everything the server has told, put together. */
export interface Slack {
  readonly isConnected: boolean;
  /** Where it is a recording that is shown: when that was saved, ms since 1970. */
  readonly recordedAt?: number | undefined;
  readonly now: number;
  readonly workspace: WorkspaceView;
  readonly messages: Messages;
  /** The newest first. */
  readonly calls: readonly CallView[];
  /** By channel and thread. */
  readonly threads: Map<string, ThreadView>;
  readonly faults: readonly FaultView[];
  readonly conditions: ConditionsView;
  readonly banners: readonly Banner[];
}

export interface Banner extends BannerView {
  readonly id: number;
}

export interface Store {
  /** Undefined until the server has told anything. */
  read(): Slack | undefined;
  subscribe(listener: () => void): () => void;
  apply(update: PageUpdate): void;
  /** The connection is lost. */
  lose(): void;
  dismiss(bannerId: number): void;
  /** Shows a recording until it is closed; what the server tells meanwhile is not lost. */
  showRecording(recording: Recording): void;
  closeRecording(): void;
}

const KEPT_CALLS = 300;
const KEPT_BANNERS = 3;

export function createStore(): Store {
  const listeners = new Set<() => void>();
  let slack: Slack | undefined;
  let recorded: Slack | undefined;
  let banners = 0;

  function set(next: Slack | undefined): void {
    slack = next;
    tell();
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  return {
    read: () => recorded ?? slack,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    apply(update) {
      const next = isWhole(update) ? toSlack(update) : slack && merge(slack, update);
      // The first update is whole, so there is something to change.
      if (next === undefined) return;
      const fresh = update.banners.map((banner) => {
        banners += 1;
        return { ...banner, id: banners };
      });
      set({ ...next, isConnected: true, banners: [...next.banners, ...fresh].slice(-KEPT_BANNERS) });
    },
    lose() {
      if (slack !== undefined) set({ ...slack, isConnected: false });
    },
    showRecording({ savedAt, update }) {
      recorded = { ...toSlack(update), recordedAt: savedAt };
      tell();
    },
    closeRecording() {
      recorded = undefined;
      tell();
    },
    dismiss(bannerId) {
      if (slack === undefined) return;
      set({ ...slack, banners: slack.banners.filter(({ id }) => id !== bannerId) });
    },
  };
}

function isWhole(update: PageUpdate): update is WholeUpdate {
  return update.replace;
}

function toSlack({ now, workspace, faults, conditions, messages, threads, calls }: WholeUpdate): Slack {
  return {
    isConnected: true,
    now,
    workspace,
    faults,
    conditions,
    messages: createMessages(messages),
    threads: new Map(threads.map((thread) => [toKey(thread), thread])),
    calls: mergeCalls([], calls),
    banners: [],
  };
}

function merge(slack: Slack, update: PageUpdate): Slack {
  for (const message of update.messages) putMessage(slack.messages, message);
  for (const thread of update.threads) slack.threads.set(toKey(thread), thread);
  const { now, workspace, faults, conditions } = update;
  return {
    ...slack,
    now,
    workspace: workspace ?? slack.workspace,
    faults: faults ?? slack.faults,
    conditions: conditions ?? slack.conditions,
    calls: mergeCalls(slack.calls, update.calls, KEPT_CALLS),
  };
}

function mergeCalls(
  before: readonly CallView[],
  changed: readonly CallView[],
  most = Number.POSITIVE_INFINITY,
): readonly CallView[] {
  if (changed.length === 0) return before;
  const byIndex = new Map(before.map((call) => [call.index, call]));
  for (const call of changed) byIndex.set(call.index, call);
  return [...byIndex.values()].sort((one, other) => other.index - one.index).slice(0, most);
}
