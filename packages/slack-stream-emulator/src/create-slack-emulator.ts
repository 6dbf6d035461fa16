import { toTextContent } from "./content/rewrite.ts";
import { createAxiosDoor } from "./doors/axios-door.ts";
import { createFetchDoor } from "./doors/fetch-door.ts";
import { toAllowedHosts } from "./doors/guard.ts";
import { type BoundApp, createHttpApp, type HttpApp } from "./doors/http-app.ts";
import { type Listening, listen } from "./doors/http-server.ts";
import type { SlackEmulator } from "./emulator.ts";
import { createDeliveryLog } from "./events/delivery-log.ts";
import { issueTrigger } from "./events/payloads.ts";
import { setInternals } from "./internals.ts";
import { type EmulatorOptions, toSettings } from "./options.ts";
import { type Call, createCallLog } from "./protocol/call-log.ts";
import { createDispatch, SLACK_ORIGIN } from "./protocol/dispatch.ts";
import { createFaults, toFaultName } from "./protocol/faults.ts";
import { createRateLimiter } from "./protocol/rate-limiter.ts";
import { createSocketHub } from "./socket/hub.ts";
import { createTimers } from "./time/timers.ts";
import { toThreadText } from "./view/thread.ts";
import { toTranscript } from "./view/transcript.ts";
import { expireNow, expireOverdue, markDeleted, stopByUser } from "./workspace/lifecycle.ts";
import { createObservers } from "./workspace/observers.ts";
import { toThreadKey } from "./workspace/records.ts";
import { toDirectory } from "./workspace/seed.ts";
import { createWorkspace } from "./workspace/workspace.ts";

const SLACK_API_URL = `${SLACK_ORIGIN}/api/`;

/**
 * A Slack of its own, empty but for its workspace. Throws a `RangeError` that names the option for a number that
 * makes no sense.
 *
 * @example
 * const slack = createSlackEmulator();
 * const client = new WebClient(slack.token, slack.webClientOptions(8));
 */
export function createSlackEmulator(options: EmulatorOptions = {}): SlackEmulator {
  const settings = toSettings(options);
  const { clock } = settings;
  const observers = createObservers();
  const directory = toDirectory(options.workspace);
  const log = createCallLog();
  const timers = createTimers(clock);
  const workspace = createWorkspace(directory, {
    clock,
    observers,
    countCalls: () => log.count,
    later: timers.set,
  });
  const sockets = createSocketHub(clock);
  const faults = createFaults();
  const limiter = createRateLimiter(settings);
  const delayed = new Set<Call>();
  const deliveries = createDeliveryLog();
  const dispatch = createDispatch({
    settings,
    workspace,
    observers,
    log,
    faults,
    limiter,
    timers,
    delayed,
    sockets,
  });
  const fetch = createFetchDoor(dispatch);
  const axiosAdapter = createAxiosDoor(dispatch, clock);
  const sweep = () => expireOverdue(workspace, settings);
  const allowedHosts = toAllowedHosts(options.allowHosts);
  const servers: Listening[] = [];
  let conditions: EmulatorOptions = { ...options, clock };
  let startMs = clock.now();
  let app: HttpApp | undefined;
  let page: Promise<BoundApp> | undefined;
  let control: Promise<BoundApp> | undefined;

  // Property tests make emulators by the thousand, and few of them are spoken to over HTTP.
  function toApp(): HttpApp {
    app ??= createHttpApp({ dispatch, loadPage, loadControl, allowedHosts });
    return app;
  }

  function loadPage(): Promise<BoundApp> {
    page ??= import("./page/create-page.ts").then(({ createPage }) => createPage(slack));
    return page;
  }

  function loadControl(): Promise<BoundApp> {
    control ??= import("./control/create-control.ts").then(({ createControl }) => createControl(slack));
    return control;
  }

  function find(ts: string) {
    sweep();
    const message = workspace.findByTs(ts);
    if (message === undefined) throw new RangeError(`ts must name a message of this emulator, got ${ts}`);
    return message;
  }

  function webClientOptions(major: 7): { slackApiUrl: string; adapter: typeof axiosAdapter };
  function webClientOptions(major: 8): { slackApiUrl: string; fetch: typeof fetch };
  function webClientOptions(major: 7 | 8) {
    if (major !== 7 && major !== 8)
      throw new RangeError(
        `webClientOptions: the major version of @slack/web-api must be 7 or 8, got ${String(major)}`,
      );
    return major === 7
      ? { slackApiUrl: SLACK_API_URL, adapter: axiosAdapter }
      : { slackApiUrl: SLACK_API_URL, fetch };
  }

  async function close(): Promise<void> {
    timers.clear();
    sockets.close();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  }

  const slack: SlackEmulator = {
    get token() {
      return directory.mainApp.token;
    },
    directory,
    clock,
    get options() {
      return conditions;
    },
    configure(changes) {
      const changed = { ...conditions, ...changes };
      // Checked before anything is changed.
      Object.assign(settings, toSettings(changed));
      conditions = changed;
      if (changes.rateLimits !== undefined) limiter.clear();
    },
    async advance(ms) {
      if (clock.advance === undefined)
        throw new TypeError("advance: the clock option must have advance(ms), the given one has not");
      await clock.advance(ms);
      sweep();
    },
    fetch,
    axiosAdapter,
    webClientOptions,
    get app() {
      return toApp();
    },
    async listen(where) {
      if (where?.host !== undefined) allowedHosts.add(where.host.toLowerCase());
      const server = await listen(toApp(), { where, sockets, allowedHosts });
      servers.push(server);
      return server;
    },
    failNext: faults.script,
    unusedFaults: () => faults.unused,
    clearFaults: faults.clear,
    assertNoFaultLeft() {
      const left = faults.unused.map(
        ({ method, fault, times }) => `${method}: ${toFaultName(fault)} (${times} left)`,
      );
      if (left.length > 0) throw new Error(`Scripted faults that no call met: ${left.join(", ")}`);
    },
    calls: log.calls,
    get messages() {
      sweep();
      return workspace.messages;
    },
    get notifications() {
      sweep();
      return workspace.notifications;
    },
    reactions: workspace.reactions.list,
    statuses: workspace.statuses,
    events: workspace.events,
    get views() {
      return [...workspace.records.views.values()];
    },
    get files() {
      return [...workspace.records.files.values()];
    },
    ephemeralMessages: workspace.records.ephemerals,
    get scheduledMessages() {
      return [...workspace.records.scheduled.values()];
    },
    suggestedPrompts: (channel, threadTs) => workspace.records.prompts.get(toThreadKey(channel, threadTs)),
    threadTitle: (channel, threadTs) => workspace.records.threadTitles.get(toThreadKey(channel, threadTs)),
    issueTrigger: ({ user = directory.firstPerson, viewId } = {}) =>
      issueTrigger({ workspace }, { user, viewId }),
    socketMode: sockets,
    expire: (ts) => expireNow(workspace, find(ts)),
    stopByUser(target, { answer = "stopped_by_user", user = directory.firstPerson } = {}) {
      sweep();
      const place = typeof target === "string" ? toPlace(find(target)) : target;
      const event = stopByUser(workspace, { ...place, user, answer });
      if (settings.subscribesToStop) workspace.send(event);
      return event;
    },
    deleteMessage(ts) {
      const message = find(ts);
      markDeleted(workspace, message);
      workspace.record({ at: clock.now(), what: "deleted", message });
    },
    postUserMessage({ text, channel = directory.firstChannel, user = directory.firstPerson, threadTs }) {
      if (!directory.channels.has(channel))
        throw new RangeError(`channel must be a seeded channel, got ${channel}`);
      return workspace.add({
        ...toTextContent(text, { size: settings.size, syntax: "mrkdwn" }),
        channel,
        ts: workspace.nextTs(),
        threadTs,
        teamId: directory.users.get(user)?.teamId ?? directory.mainApp.teamId,
        userId: user,
        state: "posted",
        startedAt: clock.now(),
      });
    },
    click(click) {
      find(click.ts);
      observers.click.emit({ user: directory.firstPerson, ...click });
    },
    thread(channel, threadTs, options) {
      sweep();
      return toThreadText(workspace, { channel, threadTs }, options);
    },
    transcript() {
      sweep();
      return toTranscript(log.calls, { workspace, startMs });
    },
    onCall: observers.call.add,
    onChange: observers.change.add,
    onEvent: observers.event.add,
    onActivity: observers.activity.add,
    onClick: observers.click.add,
    reset({ workspace: seed } = {}) {
      // Throws where the seed is wrong, before anything is forgotten.
      if (seed !== undefined) Object.assign(directory, toDirectory(seed));
      workspace.reset();
      deliveries.clear();
      log.clear();
      faults.clear();
      limiter.clear();
      timers.clear();
      sockets.reset();
      startMs = clock.now();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  setInternals(slack, {
    workspace,
    settings,
    sockets,
    bots: new Set(),
    deliveries,
    delayed,
    origin: () => servers[0]?.url ?? SLACK_ORIGIN,
  });
  return slack;
}

function toPlace(message: { channel: string; threadTs: string | undefined; ts: string }) {
  return { channel: message.channel, threadTs: message.threadTs ?? message.ts };
}
