import type { Recording } from "../../src/page/recording.ts";
import type {
  BannerView,
  CallView,
  ConditionsView,
  FaultView,
  MessageView,
  PageUpdate,
  ThreadView,
  WorkspaceView,
} from "../../src/page/wire.ts";

/** Everything the server has told, put together. */
export interface Slack {
  readonly isConnected: boolean;
  /** Where it is a recording that is shown: when that was saved, ms since 1970. */
  readonly recordedAt?: number | undefined;
  readonly now: number;
  readonly workspace: WorkspaceView;
  /** By time. */
  readonly messages: readonly MessageView[];
  /** The newest first. */
  readonly calls: readonly CallView[];
  readonly threads: readonly ThreadView[];
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
      const before = update.replace ? undefined : slack;
      const fresh = update.banners.map((banner) => {
        banners += 1;
        return { ...banner, id: banners };
      });
      set({
        isConnected: true,
        now: update.now,
        workspace: before === undefined ? update.workspace : keep(before.workspace, update.workspace),
        messages: merge(before?.messages ?? [], update.messages),
        calls: mergeCalls(before?.calls ?? [], update.calls, KEPT_CALLS),
        threads: update.threads,
        faults: update.faults,
        conditions: update.conditions,
        banners: [...(before?.banners ?? []), ...fresh].slice(-KEPT_BANNERS),
      });
    },
    lose() {
      if (slack !== undefined) set({ ...slack, isConnected: false });
    },
    showRecording({ savedAt, update }) {
      recorded = {
        ...update,
        calls: mergeCalls([], update.calls),
        banners: [],
        isConnected: true,
        recordedAt: savedAt,
      };
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

/** The same object while nothing in it changed, so that what depends on it is not drawn again. */
function keep(before: WorkspaceView, after: WorkspaceView): WorkspaceView {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

function merge(before: readonly MessageView[], changed: readonly MessageView[]): readonly MessageView[] {
  if (changed.length === 0) return before;
  const byTs = new Map(before.map((message) => [message.ts, message]));
  for (const message of changed) byTs.set(message.ts, message);
  return [...byTs.values()].sort((one, other) => Number(one.ts) - Number(other.ts));
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
