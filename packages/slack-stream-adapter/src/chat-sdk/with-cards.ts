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
 * Makes a value for `thread.post()` that shows what an agent does: its text, a card for each call of a tool, its sources, requests for
 * approval, and a sentence if the answer is empty or was cut off. `chat` itself passes on only the text.
 *
 * An error of the model is thrown. `chat` itself drops it. With the adapter of `slack-stream-adapter/chat-sdk` requests for approval are
 * shown with their blocks, and the session is suspended. With any other adapter, and where Slack doesn't stream, blocks are left out, and
 * cards are shown if the adapter shows them.
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
  // Each reading has timers of its own.
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
    // An adapter that takes nothing back shows both tries, apart from each other.
    takeBack: () => push(carry({ part: { type: "reset-step" } }, "\n\n")),
    withhold() {},
    failed: (error) => end({ error, failed: true }),
    aborted: () => end({ failed: false }),
    done() {
      const last = toLastWords(agent, isShown);
      if (last !== undefined) push(isShown ? `\n\n${last}` : last);
      if (agent.waiting.count > 0) push(carry({ sessionStatus: "suspended" }));
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

/** What `chat` would drop. */
interface Carried {
  readonly blocks?: readonly SlackBlock[];
  readonly sessionStatus?: SessionStatus;
  /** Where a step ends, and where the source takes back what it said since then. */
  readonly part?: { readonly type: "finish-step" | "reset-step" };
}

/** `chat` passes a chunk of text on as an object, and an empty one shows nothing in any adapter. */
const carriedBy = new WeakMap<object, Carried>();

function carry(carried: Carried, text = ""): StreamChunk {
  const chunk: StreamChunk = { type: "markdown_text", text };
  carriedBy.set(chunk, carried);
  return chunk;
}

/** What a chunk carries beside its own text. */
export function readCarried(item: unknown): Carried | undefined {
  return typeof item === "object" && item !== null ? carriedBy.get(item) : undefined;
}
