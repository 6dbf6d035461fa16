import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import type { Call } from "../protocol/call-log.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { Change } from "../workspace/observers.ts";
import { toMessageView } from "./message-view.ts";
import { toCallView, toConditionsView, toFaultViews, toThreadViews, toWorkspaceView } from "./to-view.ts";
import type { BannerView, PageUpdate } from "./wire.ts";

/** What changes within this time is told in one update. */
const GATHER_MS = 40;
/** Time passes without a change: streams end, statuses run out, and a dead connection is found. */
const TICK_MS = 1_000;
const KEPT_CALLS = 300;
const KEPT_BANNERS = 20;

/**
 * The updates for one page, as server-sent events. It is written when it is read: for a slow reader changes are kept
 * as a set of what changed, never as a queue.
 */
export function openFeed(slack: SlackEmulator, refreshes: Set<() => void>): ReadableStream<Uint8Array> {
  const pending = createPending(slack);
  const encoder = new TextEncoder();
  let wake = () => {};
  const leave = slack.onChange((change) => {
    pending.note(change);
    wake();
  });
  const refresh = () => {
    pending.refresh();
    wake();
  };
  refreshes.add(refresh);
  const ignore = toInternals(slack).deliveries.onAdd(refresh);
  const ticks = setInterval(() => wake(), TICK_MS);
  ticks.unref();
  let isFirst = true;

  function close(): void {
    leave();
    refreshes.delete(refresh);
    ignore();
    clearInterval(ticks);
    wake();
  }

  return new ReadableStream(
    {
      async pull(controller) {
        if (!isFirst) {
          if (!pending.hasNews()) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
        }
        isFirst = false;
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(pending.take())}\n\n`));
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

interface Pending {
  hasNews(): boolean;
  /** There is news that no change tells of: time, faults, limits, bots. */
  refresh(): void;
  note(change: Change): void;
  take(): PageUpdate;
}

function createPending(slack: SlackEmulator): Pending {
  const { workspace } = toInternals(slack);
  let replace = true;
  let isNews = true;
  let messages = new Set<Readonly<StoredMessage>>(slack.messages);
  let calls = new Set<Readonly<Call>>(slack.calls.slice(-KEPT_CALLS));
  let banners: BannerView[] = [];

  function toBanner({ channel, ts, banner }: { channel: string; ts: string; banner: string }): BannerView {
    const message = workspace.findByTs(ts);
    const author = message === undefined ? "" : toMessageView(message, slack).author;
    return { channel, ts, author, text: banner };
  }

  function noteReaction(ts: string): void {
    const message = workspace.findByTs(ts);
    if (message !== undefined) messages.add(message);
  }

  return {
    hasNews: () => isNews,
    refresh() {
      isNews = true;
    },
    note(change) {
      isNews = true;
      switch (change.type) {
        case "message":
          messages.add(change.message);
          return;
        case "call":
          calls.add(change.call);
          if (calls.size > KEPT_CALLS) calls = new Set([...calls].slice(-KEPT_CALLS));
          return;
        case "notification":
          banners = [...banners, toBanner(change.notification)].slice(-KEPT_BANNERS);
          return;
        case "reaction":
          noteReaction(change.reaction.ts);
          return;
        case "reset":
          replace = true;
          messages = new Set();
          calls = new Set();
          banners = [];
          return;
        case "status":
          return;
        default:
          change satisfies never;
      }
    },
    take() {
      // Reading ends the streams that have outlived their time, which may note more.
      void slack.messages;
      const update = toUpdate(slack, { replace, messages, calls, banners });
      replace = false;
      isNews = false;
      messages = new Set();
      calls = new Set();
      banners = [];
      return update;
    },
  };
}

/** Everything that there is, in one update. */
export function toWholeUpdate(slack: SlackEmulator): PageUpdate {
  return toUpdate(slack, { replace: true, messages: slack.messages, calls: slack.calls, banners: [] });
}

interface News {
  readonly replace: boolean;
  readonly messages: Iterable<Readonly<StoredMessage>>;
  readonly calls: Iterable<Readonly<Call>>;
  readonly banners: readonly BannerView[];
}

function toUpdate(slack: SlackEmulator, { replace, messages, calls, banners }: News): PageUpdate {
  return {
    replace,
    now: slack.clock.now(),
    workspace: toWorkspaceView(slack),
    messages: [...messages].map((message) => toMessageView(message, slack)),
    calls: [...calls].map((call) => toCallView(call, slack)),
    threads: toThreadViews(slack),
    banners,
    faults: toFaultViews(slack),
    conditions: toConditionsView(slack),
  };
}
