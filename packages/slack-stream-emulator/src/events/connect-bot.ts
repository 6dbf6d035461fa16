import { checkNames } from "../check-names.ts";
import type { SlackEmulator, UserMessage } from "../emulator.ts";
import { type Internals, toInternals } from "../internals.ts";
import type { EmulatorClock } from "../time/clock.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { App } from "../workspace/seed.ts";
import { type Installation, type Parcel, toEventParcel } from "./bodies.ts";
import { checkBotOptions, withCheckedOptions } from "./check-options.ts";
import { type Attempt, createHttpTransport, deliver, type Receiver, type Transport } from "./deliver.ts";
import { EVENT_KINDS, type EventKind } from "./kinds.ts";
import { createPeople, type People } from "./people.ts";

/** How a bot is reached, and what it is sent. */
export interface BotOptions {
  /** Where the bot takes Slack's requests: a URL, or a function from request to response. Not with `socketMode`. */
  readonly bot?: string | Receiver | undefined;
  /** What requests are signed with; needed with `bot`. */
  readonly signingSecret?: string | undefined;
  /** The bot has connected, or will connect, by Socket Mode. @default false */
  readonly socketMode?: boolean | undefined;
  /**
   * Events that the bot subscribes to, as in its manifest. The emulator sends each of them, also those that the bot's own
   * calls cause. An event that a method of this handle causes is sent even when it is not listed.
   *
   * @default ["agent_session_stopped"]
   */
  readonly events?: readonly EventKind[] | undefined;
  /** For the waits before retries. @default the emulator's */
  readonly clock?: EmulatorClock | undefined;
  /**
   * The time that requests are signed with, in ms. A bot compares it with its own clock, which no manual clock moves.
   *
   * @default the system's
   */
  readonly signedAt?: (() => number) | undefined;
  /** Called after each request. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** The app that the bot is. @default the emulator's first */
  readonly app?: Partial<Installation> | undefined;
}

/** A bot that this Slack sends its events to, and what people do with it. */
export interface BotConnection extends People {
  /** Somebody mentions the bot: the message is there, and `app_mention` is on its way. */
  mention(message: UserMessage): Sent;
  /** Somebody writes to the bot directly: `message.im`. */
  directMessage(message: UserMessage): Sent;
  /** Somebody writes in a channel: `message.channels`, `.groups`, `.im` or `.mpim`. */
  message(message: UserMessage): Sent;
  /** Somebody presses stop in a thread: Slack ends the app's streams, and `agent_session_stopped` is on its way. */
  pressStop(place: { channel: string; threadTs: string }): Promise<Attempt> | undefined;
  /** Any other event. */
  send(event: { type: string }): Promise<Attempt>;
  /** Slack asks whether the address is the app's: `url_verification`. Over HTTP only. */
  verifyUrl(): Promise<Attempt & { readonly isVerified: boolean }>;
  /** Every request so far. */
  readonly attempts: readonly Attempt[];
  /** No event is delivered any more that the emulator causes by itself. */
  disconnect(): void;
}

/** A message that somebody wrote to a bot, and what became of its event. */
export interface Sent {
  /** The message as Slack holds it. */
  readonly message: Readonly<StoredMessage>;
  /**
   * Resolves with the last attempt. Rejects with an `Error` that says what may be wrong when the bot can't be reached, or
   * refuses with an HTTP status of 400 to 499, twice.
   */
  readonly delivered: Promise<Attempt>;
}

/** What a connection gives to the parts that make its payloads. */
export interface Wire {
  readonly internals: Internals;
  readonly app: App;
  readonly installation: Installation;
  readonly clock: EmulatorClock;
  deliver(parcel: Omit<Parcel, "isRepeated">): Promise<Attempt>;
  send(event: { readonly type: string }): Promise<Attempt>;
  /** Does something, and gives the delivery of the event of that kind which it causes. */
  cause(kinds: readonly EventKind[], act: () => void): Promise<Attempt>;
}

const DEFAULT_EVENTS: readonly EventKind[] = ["agent_session_stopped"];

/**
 * Lets a bot have its events: signed over HTTP, or by Socket Mode, and sent again when the bot takes longer than three
 * seconds or fails. Stop events are delivered however the stop came about.
 *
 * Throws a `TypeError` or `RangeError` that names the option that is missing or unknown.
 *
 * @example
 * const bot = connectBot(slack, { bot: "http://127.0.0.1:3000/slack/events", signingSecret });
 * await bot.mention({ text: "Any news?" }).delivered;
 */
export function connectBot(slack: SlackEmulator, options: BotOptions): BotConnection {
  checkBotOptions(options);
  const { app: given, events = DEFAULT_EVENTS } = options;
  checkNames("connectBot: events", events, EVENT_KINDS);
  const internals = toInternals(slack);
  const { mainApp, apps } = slack.directory;
  const clock = options.clock ?? slack.clock;
  const installation = { ...mainApp, ...given };
  const app = [...apps.values()].find(({ appId }) => appId === installation.appId) ?? mainApp;
  const { deliveries } = internals;
  const transport = deliveries.watch(toTransport(options, { internals, installation, clock }));
  const attempts: Attempt[] = [];
  const subscribed = new Set<string>(events);
  let awaited: { kinds: ReadonlySet<string>; delivery: Promise<Attempt> | undefined } | undefined;
  let numbers = 0;

  function hand(parcel: Parcel): Promise<Attempt> {
    const { kind, payload } = parcel;
    const delivered = deliver(transport, parcel, (attempt) => {
      attempts.push(attempt);
      deliveries.add({ ...attempt, kind, payload, appId: installation.appId });
      options.onAttempt?.(attempt);
    });
    deliveries.track(delivered);
    return delivered;
  }

  function send(event: { readonly type: string }): Promise<Attempt> {
    numbers += 1;
    const id = `Ev${String(numbers).padStart(10, "0")}`;
    return hand(toEventParcel(event, { id, installation, nowMs: clock.now() }));
  }

  function take(kind: string, event: { readonly type: string }): void {
    const isAwaited = awaited?.kinds.has(kind) === true && awaited.delivery === undefined;
    if (!isAwaited && !subscribed.has(kind)) return;
    const delivery = send(event);
    if (isAwaited && awaited !== undefined) awaited.delivery = delivery;
  }

  function cause(kinds: readonly EventKind[], act: () => void): Promise<Attempt> | undefined {
    awaited = { kinds: new Set(kinds), delivery: undefined };
    try {
      act();
      return awaited.delivery;
    } finally {
      awaited = undefined;
    }
  }

  function causeOne(kinds: readonly EventKind[], act: () => void): Promise<Attempt> {
    const delivery = cause(kinds, act);
    if (delivery === undefined)
      throw new RangeError(`nothing happened that Slack would tell as ${kinds.join(", ")}`);
    return delivery;
  }

  function write(kinds: readonly EventKind[], message: UserMessage): Sent {
    const posted: { message?: Readonly<StoredMessage> } = {};
    const delivered = causeOne(kinds, () => {
      posted.message = slack.postUserMessage(message);
    });
    if (posted.message === undefined) throw new Error("postUserMessage gave no message");
    return { message: posted.message, delivered };
  }

  const leave = [
    slack.onActivity(({ kind, event, appId }) => {
      if (appId === undefined || appId === installation.appId) take(kind, event);
    }),
    slack.onEvent((event) => take("agent_session_stopped", event)),
  ];

  const wire: Wire = {
    internals,
    app,
    installation,
    clock,
    deliver: (parcel) => hand({ ...parcel, isRepeated: false }),
    send,
    cause: causeOne,
  };

  const bot: BotConnection = withCheckedOptions({
    ...createPeople(wire),
    attempts,
    send,
    mention: (message) =>
      write(["app_mention"], { ...message, text: `<@${installation.botUserId}> ${message.text}` }),
    directMessage: (message) => write(["message.im"], { channel: "D0000000001", ...message }),
    message: (message) =>
      write(["message.channels", "message.groups", "message.im", "message.mpim"], message),
    // Only an app that subscribes to them gets stop events.
    pressStop: (place) => cause(["agent_session_stopped"], () => void slack.stopByUser(place)),
    async verifyUrl() {
      if (options.socketMode === true)
        throw new TypeError("verifyUrl: an app in Socket Mode has no URL to verify");
      const challenge = `challenge-${Math.floor(clock.now())}`;
      const payload = { token: "emulator-verification-token", challenge, type: "url_verification" };
      const attempt = await hand({
        type: "url_verification",
        kind: "events_api",
        payload,
        isRepeated: false,
      });
      return { ...attempt, isVerified: attempt.failure === undefined && isEcho(attempt.answer, challenge) };
    },
    disconnect() {
      for (const one of leave) one();
      internals.bots.delete(bot);
    },
  });
  internals.bots.add(bot);
  return bot;
}

/** As JSON, a form or plain text. */
function isEcho(answer: unknown, challenge: string): boolean {
  if (typeof answer === "string") return answer === challenge || answer === `challenge=${challenge}`;
  return (
    typeof answer === "object" && answer !== null && "challenge" in answer && answer.challenge === challenge
  );
}

function toTransport(
  options: BotOptions,
  {
    internals,
    installation,
    clock,
  }: { internals: Internals; installation: Installation; clock: EmulatorClock },
): Transport {
  const { bot, signedAt = Date.now, signingSecret, socketMode = false } = options;
  if (socketMode) {
    if (bot !== undefined) throw new TypeError("connectBot: bot and socketMode can't be given together");
    return internals.sockets.createTransport(installation, clock);
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
