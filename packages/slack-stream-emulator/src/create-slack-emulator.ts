import {
  advance,
  assertNoFaultLeft,
  type Core,
  clickElement,
  configure,
  createCore,
  deleteByTs,
  find,
  postUserMessage,
  reset,
  stopThread,
  sweep,
} from "./core.ts";
import type { SlackEmulator } from "./emulator.ts";
import { issueTrigger } from "./events/payloads.ts";
import { createAxiosAdapter } from "./interfaces/axios-adapter.ts";
import { createFetch } from "./interfaces/fetch.ts";
import { toAllowedHosts } from "./interfaces/guard.ts";
import { type BoundApp, createHttpApp, type HttpApp } from "./interfaces/http-app.ts";
import { type Listening, listen } from "./interfaces/http-server.ts";
import { setInternals } from "./internals.ts";
import type { EmulatorOptions } from "./options.ts";
import { SLACK_ORIGIN } from "./protocol/dispatch.ts";
import { toThreadText } from "./view/thread.ts";
import { toTranscript } from "./view/transcript.ts";
import { expireNow } from "./workspace/lifecycle.ts";
import { toThreadKey } from "./workspace/records.ts";

/**
 * Creates a local Slack that contains only its workspace. Throws a `RangeError` that names the option if a value
 * is wrong.
 *
 * @example
 * const slack = createSlackEmulator();
 * const client = new WebClient(slack.token, slack.webClientOptions(8));
 */
export function createSlackEmulator(options: EmulatorOptions = {}): SlackEmulator {
  const core = createCore(options);
  const allowedHosts = toAllowedHosts(options.allowHosts);
  const servers: Listening[] = [];
  const slack: SlackEmulator = toHandle(core, {
    fetch: createFetch(core.dispatch),
    axiosAdapter: createAxiosAdapter(core.dispatch, core.settings.clock),
    // Created at first use, because property tests create thousands of emulators, and few of them use HTTP.
    app: once(() => createHttpApp({ dispatch: core.dispatch, ...toLazyApps(() => slack), allowedHosts })),
    async listen(where) {
      if (where?.host !== undefined) allowedHosts.add(where.host.toLowerCase());
      const server = await listen(slack.app, { where, sockets: core.sockets, allowedHosts });
      servers.push(server);
      return server;
    },
    async close() {
      core.timers.clear();
      core.sockets.close();
      await Promise.all(servers.splice(0).map((server) => server.close()));
    },
  });
  const { workspace, settings, sockets, deliveries, delayed, observers } = core;
  setInternals(slack, {
    workspace,
    settings,
    sockets,
    bots: new Set(),
    deliveries,
    delayed,
    notice: observers.notice,
    origin: () => servers[0]?.url ?? SLACK_ORIGIN,
  });
  return slack;
}

/** The page and the control API. They are loaded at their first request. */
function toLazyApps(toSlack: () => SlackEmulator) {
  return {
    loadPage: once(async (): Promise<BoundApp> => {
      const { createPage } = await import("./page/create-page.ts");
      return createPage(toSlack());
    }),
    loadControl: once(async (): Promise<BoundApp> => {
      const { createControl } = await import("./control/create-control.ts");
      return createControl(toSlack());
    }),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Interfaces extends Pick<SlackEmulator, "fetch" | "axiosAdapter" | "listen" | "close"> {
  app(): HttpApp;
}

function toHandle(core: Core, { fetch, axiosAdapter, app, listen, close }: Interfaces): SlackEmulator {
  const { workspace, observers, faults, log } = core;
  const { directory, records } = workspace;
  const { clock } = core.settings;
  return {
    get token() {
      return directory.mainApp.token;
    },
    directory,
    clock,
    get options() {
      return core.conditions;
    },
    configure: (changes) => configure(core, changes),
    advance: (ms) => advance(core, ms),
    fetch,
    axiosAdapter,
    webClientOptions: toWebClientOptions({ fetch, axiosAdapter }),
    get app() {
      return app();
    },
    listen,
    failNext(method, fault, options) {
      faults.script(method, fault, options);
      observers.notice.emit();
    },
    unusedFaults: () => faults.unused,
    clearFaults() {
      faults.clear();
      observers.notice.emit();
    },
    assertNoFaultLeft: () => assertNoFaultLeft(core),
    calls: log.calls,
    get messages() {
      sweep(core);
      return workspace.messages;
    },
    get notifications() {
      sweep(core);
      return workspace.notifications;
    },
    reactions: workspace.reactions.list,
    statuses: workspace.statuses,
    events: workspace.events,
    get views() {
      return [...records.views.values()];
    },
    get files() {
      return [...records.files.values()];
    },
    ephemeralMessages: records.ephemerals,
    get scheduledMessages() {
      return [...records.scheduled.values()];
    },
    suggestedPrompts: (channel, threadTs) => records.prompts.get(toThreadKey(channel, threadTs)),
    threadTitle: (channel, threadTs) => records.threadTitles.get(toThreadKey(channel, threadTs)),
    issueTrigger: ({ user = directory.firstPerson, viewId } = {}) =>
      issueTrigger({ workspace }, { user, viewId }),
    socketMode: core.sockets,
    expire: (ts) => expireNow(workspace, find(core, ts)),
    stopByUser: (target, options) => stopThread(core, target, options),
    deleteMessage: (ts) => deleteByTs(core, ts),
    postUserMessage: (message) => postUserMessage(core, message),
    click: (clicked) => clickElement(core, clicked),
    thread(channel, threadTs, options) {
      sweep(core);
      return toThreadText(workspace, { channel, threadTs }, options);
    },
    transcript() {
      sweep(core);
      return toTranscript(log.calls, { workspace, startMs: core.startMs });
    },
    onCall: observers.call.add,
    onChange: observers.change.add,
    onEvent: observers.event.add,
    onActivity: observers.activity.add,
    onClick: observers.click.add,
    reset: ({ workspace: seed } = {}) => reset(core, seed),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toWebClientOptions({
  fetch,
  axiosAdapter: adapter,
}: Pick<SlackEmulator, "fetch" | "axiosAdapter">): SlackEmulator["webClientOptions"] {
  const slackApiUrl = `${SLACK_ORIGIN}/api/`;
  function webClientOptions(major: 7): { slackApiUrl: string; adapter: typeof adapter };
  function webClientOptions(major: 8): { slackApiUrl: string; fetch: typeof fetch };
  function webClientOptions(major: 7 | 8) {
    if (major !== 7 && major !== 8)
      throw new RangeError(
        `webClientOptions: the major version of @slack/web-api must be 7 or 8, got ${String(major)}`,
      );
    return major === 7 ? { slackApiUrl, adapter } : { slackApiUrl, fetch };
  }
  return webClientOptions;
}
