import type { SlackEmulator, UserMessage } from "../emulator.ts";
import type { EmulatorClock } from "../time/clock.ts";
import type { StoredMessage } from "../workspace/message.ts";
import type { AgentSessionStopped } from "../workspace/workspace.ts";
import { type Installation, toEventBody, toInteractionBody } from "./bodies.ts";
import { type Attempt, type Courier, deliver, RETRY_AFTER_MS, type Receiver } from "./deliver.ts";
import { type Click, toAppMention, toBlockActions, toDirectMessage } from "./events.ts";

export interface BotOptions {
  /** Where the bot takes Slack's requests: a URL, or a function from request to response. */
  readonly bot: string | Receiver;
  readonly signingSecret: string;
  /** For the waits before retries. @default the emulator's */
  readonly clock?: EmulatorClock | undefined;
  /**
   * The time that requests are signed with, in ms. A bot compares it with its own clock, which no manual clock moves.
   *
   * @default the system's
   */
  readonly signedAt?: (() => number) | undefined;
  /** The app that the bot is. @default the emulator's first */
  readonly app?: Partial<Installation> | undefined;
}

/** A bot that this Slack sends its events to. */
export interface BotConnection {
  /** Somebody mentions the bot: the message is there, and `app_mention` is on its way. */
  mention(message: UserMessage): Sent;
  /** Somebody writes to the bot directly: `message.im`. */
  directMessage(message: UserMessage): Sent;
  /** Somebody presses stop in a thread: Slack ends the app's streams, and `agent_session_stopped` is on its way. */
  pressStop(place: { channel: string; threadTs: string }): Promise<Attempt> | undefined;
  /** Somebody clicks a button: `block_actions`, sent once. */
  click(click: Click): Promise<Attempt>;
  /** Any other event. */
  send(event: { type: string }): Promise<Attempt>;
  /** Every request so far. */
  readonly attempts: readonly Attempt[];
  /** No event is delivered any more that the emulator causes by itself. */
  disconnect(): void;
}

export interface Sent {
  readonly message: Readonly<StoredMessage>;
  /** Resolves with the last attempt. */
  readonly delivered: Promise<Attempt>;
}

/**
 * Lets a bot have its events: signed, and sent again when the bot takes longer than three seconds or fails. Stop events
 * are delivered however the stop came about.
 *
 * @example
 * const bot = connectBot(slack, { bot: "http://127.0.0.1:3000/slack/events", signingSecret });
 * await bot.mention({ text: "Any news?" }).delivered;
 */
export function connectBot(slack: SlackEmulator, options: BotOptions): BotConnection {
  const attempts: Attempt[] = [];
  const clock = options.clock ?? slack.clock;
  const courier = toCourier(options, clock, (attempt) => attempts.push(attempt));
  const installation = { ...slack.directory.mainApp, ...options.app };
  let stop: Promise<Attempt> | undefined;
  let events = 0;

  const send = (event: { type: string }) => {
    events += 1;
    const id = `Ev${String(events).padStart(10, "0")}`;
    const body = toEventBody(event, { id, installation, nowMs: clock.now() });
    return deliver(courier, { type: event.type, body, retryAfterMs: RETRY_AFTER_MS });
  };

  const disconnect = slack.onEvent((event: AgentSessionStopped) => {
    stop = send(event);
  });

  return {
    attempts,
    send,
    mention(message) {
      const text = `<@${installation.botUserId}> ${message.text}`;
      const posted = slack.postUserMessage({ ...message, text });
      return { message: posted, delivered: send(toAppMention(posted)) };
    },
    directMessage(message) {
      const posted = slack.postUserMessage({ channel: "D0000000001", ...message });
      return { message: posted, delivered: send(toDirectMessage(posted)) };
    },
    pressStop(place) {
      stop = undefined;
      slack.stopByUser(place);
      // Only an app that subscribes to them gets stop events.
      return stop;
    },
    click: (click) => {
      const message = slack.messages.find(({ ts }) => ts === click.ts);
      if (message === undefined) throw new RangeError(`click.ts must be a message's ts, got ${click.ts}`);
      const body = toInteractionBody(toBlockActions(click, { message, installation }));
      return deliver(courier, { type: "block_actions", body, retryAfterMs: [] });
    },
    disconnect,
  };
}

function toCourier(options: BotOptions, clock: EmulatorClock, onAttempt: Courier["onAttempt"]): Courier {
  const { bot, signedAt = Date.now, signingSecret } = options;
  if (typeof signingSecret !== "string" || signingSecret === "")
    throw new TypeError("signingSecret must be a string that is not empty");
  const url = typeof bot === "string" ? bot : "http://bot.invalid/slack/events";
  const receiver: Receiver = typeof bot === "string" ? fetchWhole : bot;
  return { url, receiver, signingSecret, clock, signedAt, onAttempt };
}

/** An answer whose body nobody reads keeps its connection, and a bot that is to end waits for that. */
async function fetchWhole(request: Request): Promise<Response> {
  const response = await fetch(request);
  await response.arrayBuffer();
  return response;
}
