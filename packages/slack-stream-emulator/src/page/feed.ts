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

/** A page that follows: what it holds, and what it has not been told yet. So an update costs what changed. */
interface Follower {
  /** Whether it knows nothing: what there is has to be told too. */
  isNew: boolean;
  /** Whether it holds what was forgotten since. */
  replace: boolean;
  readonly messages: Set<Readonly<StoredMessage>>;
  readonly calls: Set<Readonly<Call>>;
  readonly threads: Map<string, Place>;
  banners: BannerView[];
  /** Threads whose status line or session ends by the clock, as they were told. */
  readonly running: Map<string, ThreadView>;
  /** As they were told, in JSON. */
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

/** A set keeps the order in which things came. */
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
  // Reading ends the streams that have outlived their time, which may note more.
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

/** Those that are not as they were told. */
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

/** Everything that there is, in one update. */
export function toWholeUpdate(slack: SlackEmulator): WholeUpdate {
  const page = createFollower();
  const update = takeUpdate(page, slack);
  return { ...update, ...toSurroundings(slack), calls: slack.calls.map((call) => toCallView(call, slack)) };
}
