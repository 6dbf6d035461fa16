import { toConditions } from "../control/views.ts";
import type { SlackEmulator } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import type { Call } from "../protocol/call-log.ts";
import { type StoredMessage, toAuthorName } from "../workspace/message.ts";
import type { Change } from "../workspace/observers.ts";
import { toThreadKey } from "../workspace/records.ts";
import type { Notification } from "../workspace/workspace.ts";
import { toMessageView } from "./message-view.ts";
import { toCallView, toFaultViews, toThreadView, toWorkspaceView } from "./to-view.ts";
import type { BannerView, PageUpdate, Surroundings, ThreadView, WholeUpdate } from "./wire.ts";

/** All changes within this time are sent in one update. */
const GATHER_MS = 40;
/**
 * How often an update is sent without a change, because streams and statuses end by time, and to notice a dead
 * connection.
 */
const TICK_MS = 1_000;
const KEPT_CALLS = 300;
const KEPT_BANNERS = 20;

/**
 * The updates for one page, as server-sent events. An update is written when the reader is ready. For a slow reader
 * changes are kept as a set and not as a queue.
 */
export function openFeed(slack: SlackEmulator): ReadableStream<Uint8Array> {
  const page = createFollower();
  const encoder = new TextEncoder();
  let isNews = true;
  let isFirst = true;
  let wake = () => {};

  function refresh(): void {
    isNews = true;
    wake();
  }

  const leave = [
    slack.onChange((change) => {
      note(page, change, slack);
      refresh();
    }),
    toInternals(slack).notice.add(refresh),
  ];
  const ticks = setInterval(() => wake(), TICK_MS);
  ticks.unref();

  return new ReadableStream(
    {
      async pull(controller) {
        if (!isFirst) {
          if (!isNews) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
        }
        isFirst = false;
        const update = takeUpdate(page, slack);
        isNews = false;
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(update)}\n\n`));
      },
      cancel() {
        for (const one of leave) one();
        clearInterval(ticks);
        wake();
      },
    },
    { highWaterMark: 0 },
  );
}

interface Place {
  readonly channel: string;
  readonly threadTs: string;
}

/**
 * The state of one page: its data, and the changes that were not sent yet. So the cost of an update depends only on the
 * changes.
 */
interface Follower {
  /** True if the page has no data yet, so that all data has to be sent. */
  isNew: boolean;
  /** True if the page has data that was deleted. */
  replace: boolean;
  readonly messages: Set<Readonly<StoredMessage>>;
  readonly calls: Set<Readonly<Call>>;
  readonly threads: Map<string, Place>;
  banners: BannerView[];
  /** Threads whose status line or session ends by time, as they were sent. */
  readonly running: Map<string, ThreadView>;
  /** The last sent values, as JSON. */
  readonly surroundings: Map<string, string>;
}

function createFollower(): Follower {
  return {
    isNew: true,
    replace: true,
    messages: new Set(),
    calls: new Set(),
    threads: new Map(),
    banners: [],
    running: new Map(),
    surroundings: new Map(),
  };
}

function note(page: Follower, change: Change, slack: SlackEmulator): void {
  const { workspace } = toInternals(slack);
  switch (change.type) {
    case "message":
      page.messages.add(change.message);
      return;
    case "call":
      page.calls.add(change.call);
      keepNewest(page.calls, KEPT_CALLS);
      return;
    case "notification":
      page.banners = [...page.banners, toBanner(change.notification, slack)].slice(-KEPT_BANNERS);
      return;
    case "reaction": {
      const message = workspace.findByTs(change.reaction.ts);
      if (message !== undefined) page.messages.add(message);
      return;
    }
    case "status":
      noteThread(page, change.status);
      return;
    case "reset":
      page.replace = true;
      for (const told of [page.messages, page.calls, page.threads, page.running, page.surroundings])
        told.clear();
      page.banners = [];
      return;
    default:
      change satisfies never;
  }
}

function noteThread({ threads }: Follower, { channel, threadTs }: Place): void {
  threads.set(toThreadKey(channel, threadTs), { channel, threadTs });
}

/** Drops the oldest values. A set keeps the order of insertion. */
function keepNewest<Value>(values: Set<Value>, most: number): void {
  for (const oldest of values) {
    if (values.size <= most) return;
    values.delete(oldest);
  }
}

function toBanner({ channel, ts, banner }: Notification, slack: SlackEmulator): BannerView {
  const message = toInternals(slack).workspace.findByTs(ts);
  const author = message === undefined ? "" : toAuthorName(message, slack.directory);
  return { channel, ts, author, text: banner };
}

function takeUpdate(page: Follower, slack: SlackEmulator): PageUpdate {
  // Reading ends the streams whose time is over, which may add changes.
  const { messages, calls } = slack;
  if (page.isNew) {
    for (const message of messages) page.messages.add(message);
    for (const call of calls.slice(-KEPT_CALLS)) page.calls.add(call);
    for (const status of slack.statuses.history) noteThread(page, status);
    page.banners = [];
  }
  const update: PageUpdate = {
    replace: page.replace,
    now: slack.clock.now(),
    ...takeSurroundings(page, slack),
    messages: [...page.messages].map((message) => toMessageView(message, slack)),
    calls: [...page.calls].map((call) => toCallView(call, slack)),
    threads: takeThreads(page, slack),
    banners: page.banners,
  };
  page.isNew = false;
  page.replace = false;
  for (const told of [page.messages, page.calls, page.threads]) told.clear();
  page.banners = [];
  return update;
}

/** Takes the surroundings that changed since they were sent. */
function takeSurroundings({ surroundings }: Follower, slack: SlackEmulator): Partial<Surroundings> {
  const changed = Object.entries(toSurroundings(slack)).filter(([name, view]) => {
    const json = JSON.stringify(view);
    const isChanged = surroundings.get(name) !== json;
    surroundings.set(name, json);
    return isChanged;
  });
  return Object.fromEntries(changed);
}

function takeThreads({ threads, running }: Follower, slack: SlackEmulator): ThreadView[] {
  const changed = [...threads.values()].map((place) => toThreadView(slack, place));
  for (const [key, told] of running) {
    if (threads.has(key)) continue;
    const view = toThreadView(slack, told);
    if (view.line !== told.line || view.session !== told.session) changed.push(view);
  }
  for (const view of changed) {
    const key = toThreadKey(view.channel, view.threadTs);
    if (view.line !== undefined || view.session === "processing") running.set(key, view);
    else running.delete(key);
  }
  return changed;
}

function toSurroundings(slack: SlackEmulator): Surroundings {
  return {
    workspace: toWorkspaceView(slack),
    faults: toFaultViews(slack),
    conditions: toConditions(slack),
  };
}

/** Makes one update with all data. */
export function toWholeUpdate(slack: SlackEmulator): WholeUpdate {
  const page = createFollower();
  const update = takeUpdate(page, slack);
  return { ...update, ...toSurroundings(slack), calls: slack.calls.map((call) => toCallView(call, slack)) };
}
