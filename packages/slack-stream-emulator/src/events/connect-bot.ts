import { checkKnownFields, checkNames } from "../check-names.ts";
import { isRecord } from "../content/chunks.ts";
import type { SlackEmulator, UserMessage } from "../emulator.ts";
import { toInternals } from "../internals.ts";
import type { SocketHub } from "../socket/hub.ts";
import type { EmulatorClock } from "../time/clock.ts";
import type { StoredMessage } from "../workspace/message.ts";
import { ACTION_SHAPES } from "./action-shapes.ts";
import type { Installation } from "./bodies.ts";
import { type Attempt, createHttpTransport, type Receiver, type Transport } from "./deliver.ts";
import { changeAssistantContext, openHome, runFunction, startAssistantThread, verifyUrl } from "./happen.ts";
import { click, command, shortcut, typeInMenu } from "./interact.ts";
import { EVENT_KINDS, type EventKind } from "./kinds.ts";
import { closeView, submitView } from "./modals.ts";
import type { People } from "./people.ts";
import { openWire, type Wire } from "./wire.ts";
import { directMessage, edit, join, mention, message, pressStop, react, remove, unreact } from "./write.ts";

/** The address of a bot, and its subscriptions. */
export interface BotOptions {
  /** The bot's address for Slack's requests: a URL, or a function from request to response. Not with `socketMode`. */
  readonly bot?: string | Receiver | undefined;
  /** The secret that signs the requests. Needed with `bot`. */
  readonly signingSecret?: string | undefined;
  /** True if the bot has connected, or will connect, by Socket Mode. @default false */
  readonly socketMode?: boolean | undefined;
  /**
   * Events that the bot subscribes to, as in its manifest. The emulator sends each of them, also those that the bot's
   * own calls cause. If a method of this handle causes an event, the event is sent even if it is not listed.
   *
   * @default ["agent_session_stopped"]
   */
  readonly events?: readonly EventKind[] | undefined;
  /** The clock for the waits before retries. @default the emulator's */
  readonly clock?: EmulatorClock | undefined;
  /**
   * Returns the time for the signature of requests, in ms. A bot compares it with its own clock, which a manual clock
   * does not move.
   *
   * @default the system's
   */
  readonly signedAt?: (() => number) | undefined;
  /** Called after each request. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** The bot's app. @default the emulator's first app */
  readonly app?: Partial<Installation> | undefined;
}

/** A bot that gets events from this Slack, and the acts of people for it. */
export interface BotConnection extends People {
  /** Somebody mentions the bot. The message is posted, and `app_mention` is being sent. */
  mention(message: UserMessage): Sent;
  /** Somebody writes a direct message to the bot: `message.im`. */
  directMessage(message: UserMessage): Sent;
  /** Somebody writes in a channel: `message.channels`, `.groups`, `.im` or `.mpim`. */
  message(message: UserMessage): Sent;
  /** Somebody presses stop in a thread. Slack ends the app's streams, and `agent_session_stopped` is being sent. */
  pressStop(place: { channel: string; threadTs: string }): Promise<Attempt> | undefined;
  /** Sends any other event. */
  send(event: { type: string }): Promise<Attempt>;
  /** Slack verifies the app's address: `url_verification`. Only over HTTP. */
  verifyUrl(): Promise<Attempt & { readonly isVerified: boolean }>;
  /** All requests so far. */
  readonly attempts: readonly Attempt[];
  /** Disconnects the bot. It gets no more events that the emulator causes. */
  disconnect(): void;
}

/** A message that somebody wrote to a bot, and the delivery of its event. */
export interface Sent {
  /** The message as Slack stores it. */
  readonly message: Readonly<StoredMessage>;
  /**
   * Resolves with the last attempt. If the bot twice can't be reached, or twice refuses with an HTTP status of 400 to
   * 499, it rejects with an `Error` that names the likely cause.
   */
  readonly delivered: Promise<Attempt>;
}

const BOT_OPTIONS = [
  "app",
  "bot",
  "clock",
  "events",
  "onAttempt",
  "signedAt",
  "signingSecret",
  "socketMode",
] as const satisfies readonly (keyof BotOptions)[];

const DEFAULT_EVENTS: readonly EventKind[] = ["agent_session_stopped"];

/**
 * Connects a bot, so that the emulator sends events to it: signed over HTTP, or by Socket Mode. An event is sent again
 * if the bot fails, or takes longer than three seconds. Stop events are sent for every person who presses stop.
 *
 * Throws a `TypeError` if an option is missing, and a `RangeError` if an option is unknown.
 *
 * @example
 * const bot = connectBot(slack, { bot: "http://127.0.0.1:3000/slack/events", signingSecret });
 * await bot.mention({ text: "Any news?" }).delivered;
 */
export function connectBot(slack: SlackEmulator, options: BotOptions): BotConnection {
  checkKnownFields(options, { place: "connectBot", what: "option", known: BOT_OPTIONS });
  const { app: given, events = DEFAULT_EVENTS } = options;
  checkNames("connectBot: events", events, EVENT_KINDS);
  const { mainApp, apps } = slack.directory;
  const clock = options.clock ?? slack.clock;
  const installation = { ...mainApp, ...given };
  const { bots, sockets, notice } = toInternals(slack);
  const wire = openWire({
    slack,
    app: [...apps.values()].find(({ appId }) => appId === installation.appId) ?? mainApp,
    installation,
    clock,
    transport: toTransport(options, { sockets, installation, clock }),
    isSocketMode: options.socketMode === true,
    events,
    onAttempt: options.onAttempt,
  });
  bots.add(wire);
  notice.emit();
  return {
    ...toPeople(wire),
    attempts: wire.attempts,
    disconnect() {
      wire.close();
      bots.delete(wire);
      notice.emit();
    },
  };
}

/** The acts of people for one bot. Each function throws a `RangeError` for an unknown option. */
function toPeople(wire: Wire): Omit<BotConnection, "attempts" | "disconnect"> {
  const { send } = wire;
  const act = <Options, Result>(
    name: keyof typeof ACTION_SHAPES,
    run: (wire: Wire, options: Options) => Result,
  ): ((options: Options) => Result) => {
    const known = Object.keys(ACTION_SHAPES[name].entries);
    return (options) => {
      if (isRecord(options)) checkKnownFields(options, { place: name, what: "option", known });
      return run(wire, options);
    };
  };
  return {
    send,
    verifyUrl: () => verifyUrl(wire),
    mention: act("mention", mention),
    directMessage: act("directMessage", directMessage),
    message: act("message", message),
    edit: act("edit", edit),
    remove: act("remove", remove),
    react: act("react", react),
    unreact: act("unreact", unreact),
    join: act("join", join),
    pressStop: act("pressStop", pressStop),
    click: act("click", click),
    suggest: act("suggest", typeInMenu),
    command: act("command", command),
    shortcut: act("shortcut", shortcut),
    openHome: act("openHome", openHome),
    startAssistantThread: act("startAssistantThread", startAssistantThread),
    changeAssistantContext: act("changeAssistantContext", changeAssistantContext),
    runFunction: act("runFunction", runFunction),
    submitView: act("submitView", submitView),
    closeView: act("closeView", closeView),
  };
}

function toTransport(
  options: BotOptions,
  { sockets, installation, clock }: { sockets: SocketHub; installation: Installation; clock: EmulatorClock },
): Transport {
  const { bot, signedAt = Date.now, signingSecret, socketMode = false } = options;
  if (socketMode) {
    if (bot !== undefined) throw new TypeError("connectBot: bot and socketMode can't be given together");
    return sockets.createTransport(installation, clock);
  }
  if (bot === undefined)
    throw new TypeError("connectBot: bot must be a URL or a function, or socketMode true");
  if (typeof signingSecret !== "string" || signingSecret === "")
    throw new TypeError("signingSecret must be a string that is not empty");
  const url = typeof bot === "string" ? bot : "http://bot.invalid/slack/events";
  return createHttpTransport({
    url,
    receiver: typeof bot === "string" ? fetch : bot,
    signingSecret,
    clock,
    signedAt,
  });
}
