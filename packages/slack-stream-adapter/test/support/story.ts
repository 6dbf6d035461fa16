import { LogLevel, WebClient } from "@slack/web-api";
import { LogLevel as LogLevel7, WebClient as WebClient7 } from "@slack/web-api-7";
import {
  createManualClock,
  createSlackEmulator,
  type EmulatorOptions,
  type ManualClock,
  type SlackEmulator,
} from "slack-stream-emulator";
import {
  type ClientTarget,
  type StreamOptions,
  type StreamReceipt,
  type StreamSource,
  streamToSlack,
} from "../../src/index.ts";

/** One line of a script: text, a chunk or a part of the source, a silence, or an action. */
export type Line = string | object | Silence | Happening;

/** How long the source is silent, ms of the clock. */
export interface Silence {
  readonly silence: number;
}

/** Runs when the source reaches this line. */
export interface Happening {
  readonly happen: () => void;
}

export const silence = (ms: number): Silence => ({ silence: ms });
export const happen = (what: () => void): Happening => ({ happen: what });

export interface Story {
  readonly clock: ManualClock;
  readonly slack: SlackEmulator;
  readonly target: ClientTarget;
  /** How often `return()` of the source was called. */
  readonly returned: { count: number };
  /** A source that plays the script on the story's clock. */
  script(lines: readonly Line[]): AsyncIterable<never>;
  /** Streams a script, or any source, to its end, and moves the clock as needed. */
  play(source: readonly Line[] | StreamSource, options?: StreamOptions): Promise<StreamReceipt>;
  /** The emulator's transcript, one line for each call. */
  transcript(): string;
  /** The thread as a reader sees it. */
  thread(): string;
}

export interface StoryOptions extends EmulatorOptions {
  /** Major version of the real `@slack/web-api` between us and the emulator. @default 8 */
  readonly client?: 7 | 8 | undefined;
  readonly channel?: string | undefined;
  readonly target?: Partial<ClientTarget> | undefined;
  readonly maxMs?: number | undefined;
  /** The default options: those of older stories, or those of the library. @default "old" */
  readonly defaults?: "old" | "library" | undefined;
}

const channelId = "C0000000001";

/** The defaults when the older stories were written. Other stories test the current defaults. */
const oldDefaults: StreamOptions = {
  status: false,
  firstTextMs: 0,
  tasks: { "*": { output: true } },
  maxTasks: false,
  failureNotice: (_, { shown }) => (shown ? "_Something went wrong; this answer is incomplete._" : undefined),
  finishNotice(reason, { shown }) {
    if (!shown) return undefined;
    if (reason === "length") return "_The answer ends here because it reached its length limit._";
    return reason === "content-filter" ? "_The answer was ended by a content filter._" : undefined;
  },
};

/** A stream from a script to the emulator through a real Slack client, on a clock that the test owns. */
export function createStory({
  client = 8,
  channel = channelId,
  target,
  maxMs = 3_600_000,
  defaults = "old",
  ...emulator
}: StoryOptions = {}): Story {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock, ...emulator });
  const parent = slack.postUserMessage({ channel, text: "question", user: "U0000000001" });
  const returned = { count: 0 };
  const streamTarget: ClientTarget = {
    client:
      client === 8
        ? new WebClient(slack.token, { ...slack.webClientOptions(8), logLevel: LogLevel.ERROR })
        : new WebClient7(slack.token, { ...slack.webClientOptions(7), logLevel: LogLevel7.ERROR }),
    channel,
    threadTs: parent.ts,
    recipientUserId: "U0000000001",
    recipientTeamId: "T0000000001",
    ...target,
  };

  const script = (lines: readonly Line[]) => playScript(lines, clock, returned) as AsyncIterable<never>;
  return {
    clock,
    slack,
    target: streamTarget,
    returned,
    script,
    async play(source, options) {
      const stream = Array.isArray(source) ? script(source as readonly Line[]) : (source as StreamSource);
      const promise = streamToSlack(stream, streamTarget, {
        clock: emulator.clock ?? clock,
        ...(defaults === "old" ? oldDefaults : {}),
        ...options,
      });
      promise.catch(() => {}); // runUntil() reports it to the caller.
      // A source with timers of its own, such as the AI SDK's, plays in real time.
      return emulator.clock === undefined ? clock.runUntil(promise, { maxMs }) : promise;
    },
    transcript: () => `\n${slack.transcript().join("\n")}\n`,
    thread: () => `\n${slack.thread(channel, parent.ts)}\n`,
  };
}

/** The content of the last message's cards, without the times of the calls. */
export function cardsOf({ slack }: Story): readonly string[] {
  return [...(slack.messages.at(-1)?.cards.values() ?? [])].map(({ title, status, details, output }) =>
    [status, title, details, output].filter((text) => text !== "").join(" | "),
  );
}

/** The text of each push notification. */
export function bannersOf({ slack }: Story): readonly string[] {
  return slack.notifications.map(({ banner }) => banner);
}

function playScript(
  lines: readonly Line[],
  clock: ManualClock,
  returned: { count: number },
): AsyncIterable<unknown> {
  const remaining = [...lines];
  const next = async (): Promise<IteratorResult<unknown>> => {
    for (;;) {
      const line = remaining.shift();
      if (line === undefined) return { done: true, value: undefined };
      if (line instanceof Error) throw line;
      if (typeof line === "object" && "silence" in line) {
        await new Promise<void>((resolve) => void clock.setTimer((line as Silence).silence, resolve));
      } else if (typeof line === "object" && "happen" in line) {
        (line as Happening).happen();
      } else {
        return { done: false, value: line };
      }
    }
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        returned.count += 1;
        return { done: true, value: undefined };
      },
    }),
  };
}
