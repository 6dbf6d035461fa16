import type { StreamChunk } from "chat";
import { Agent } from "../agent/agent.ts";
import type { WithholdingSink } from "../agent/reply-gate.ts";
import { type Settings, toSettings } from "../options/settings.ts";
import { checkSource } from "../source/open-source.ts";
import type { CardChunk } from "../source/part-reader.ts";
import { readSource } from "../source/read-source.ts";
import type { SessionStatus, SlackBlock, StreamOptions, StreamSource } from "../types/index.ts";

/** Options for the cards of one reply. They are the same as in `streamToSlack`. */
export type CardOptions = Pick<
  StreamOptions,
  "tasks" | "maxTasks" | "plan" | "approvalBlocks" | "sources" | "finishNotice" | "silentReplies" | "clock"
> & {
  /** How the model's reasoning is shown: not at all, or in a card. @default "hide" */
  readonly reasoning?: "hide" | "card" | undefined;
};

/**
 * Makes a value for `thread.post()` that shows the work of an agent: its text, a card for each call of a tool, its sources, requests for
 * approval, and a sentence if the answer is empty or was cut off. `chat` itself passes on only the text.
 *
 * An error of the model is thrown. `chat` itself drops it. With the adapter of `slack-stream-adapter/chat-sdk` requests for approval are
 * shown with their blocks, and the session is suspended. With any other adapter, and if Slack doesn't stream, blocks are left out, and
 * cards are shown if the adapter supports them.
 *
 * @param source the result of `streamText` or of an agent, its stream, or a function that gets a signal and makes one.
 * @param options how cards look, as in `streamToSlack`.
 * @throws TypeError if the value is not a source, or if an option is wrong.
 * @example
 * bot.onNewMention(async (thread, message) => {
 *   const result = await agent.stream({ prompt: message.text, abortSignal: thread.signal });
 *   await thread.post(withCards(result));
 * });
 */
export function withCards(
  source: StreamSource,
  options: CardOptions = {},
): AsyncIterable<string | StreamChunk> {
  checkSource(source);
  toSettings(options);
  // Each iteration has its own timers.
  return { [Symbol.asyncIterator]: () => openCards(source, toSettings(options)) };
}

function openCards(source: StreamSource, settings: Settings): AsyncIterator<string | StreamChunk> {
  const items: (string | StreamChunk)[] = [];
  const aborter = new AbortController();
  let ending: { readonly error?: unknown; readonly failed: boolean } | undefined;
  let wake = () => {};
  let isShown = false;

  const push = (item: string | StreamChunk) => {
    isShown ||= isVisible(item);
    items.push(item);
    wake();
  };
  const end = (how: { readonly error?: unknown; readonly failed: boolean }) => {
    ending ??= how;
    settings.clock.close();
    wake();
  };
  const inbox: WithholdingSink = {
    text: push,
    chunk: (chunk) => push(toStreamChunk(chunk)),
    endStep: () => push(carry({ part: { type: "finish-step" } })),
    // An adapter that can't remove text shows both tries, separated by a blank line.
    takeBack: () => push(carry({ part: { type: "reset-step" } }, "\n\n")),
    withhold() {},
    failed: (error) => end({ error, failed: true }),
    aborted: () => end({ failed: false }),
    done() {
      const last = toLastWords(agent, isShown);
      if (last !== undefined) push(isShown ? `\n\n${last}` : last);
      if (agent.waiting.length > 0) push(carry({ sessionStatus: "suspended" }));
      end({ failed: false });
    },
    get closed() {
      return ending !== undefined;
    },
  };
  const agent = new Agent(inbox, settings);
  let reading: { letGo(): void } | undefined;

  return {
    async next() {
      reading ??= readSource(source)(aborter, agent);
      for (;;) {
        const [value] = items.splice(0, 1);
        if (value !== undefined) return { done: false, value };
        if (ending?.failed === true) throw ending.error;
        if (ending !== undefined) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      end({ failed: false });
      aborter.abort();
      reading?.letGo();
      return { done: true, value: undefined };
    },
  };
}

function toLastWords(agent: Agent, isShown: boolean): string | undefined {
  const shown = isShown ? "something" : "nothing";
  return agent.notice({ type: "ended", outcome: "completed" }, { cards: "shown", shown });
}

function toStreamChunk(chunk: CardChunk): StreamChunk {
  return chunk.type === "blocks" ? carry({ blocks: chunk.blocks }) : (chunk as StreamChunk);
}

function isVisible(item: string | StreamChunk): boolean {
  if (typeof item === "string") return item.trim() !== "";
  return item.type !== "markdown_text" || readCarried(item)?.blocks !== undefined;
}

/** Data that `chat` would drop. */
interface Carried {
  readonly blocks?: readonly SlackBlock[];
  readonly sessionStatus?: SessionStatus;
  /** The end of a step, or the place where the source retracts its text since the last step. */
  readonly part?: { readonly type: "finish-step" | "reset-step" };
}

/** The data is kept by a chunk of text, because `chat` passes on the same object, and no adapter shows an empty chunk. */
const carriedBy = new WeakMap<object, Carried>();

function carry(carried: Carried, text = ""): StreamChunk {
  const chunk: StreamChunk = { type: "markdown_text", text };
  carriedBy.set(chunk, carried);
  return chunk;
}

/** The data of a chunk, beside its own text. */
export function readCarried(item: unknown): Carried | undefined {
  return typeof item === "object" && item !== null ? carriedBy.get(item) : undefined;
}
