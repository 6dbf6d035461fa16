import { createManualClock } from "slack-stream-emulator";
import type { MessageCall } from "../../src/answer/next-actions.ts";
import { toReceipt } from "../../src/answer/receipt.ts";
import { deliver, Run } from "../../src/answer/run.ts";
import { SlackStreamError } from "../../src/errors.ts";
import { toSettings } from "../../src/options/settings.ts";
import type { Outcome, RefusalReason } from "../../src/slack/outcome.ts";
import type { Found, MessageRef, SlackCalls } from "../../src/slack/slack-calls.ts";
import type { SlackChunk, StreamEvent, StreamOptions } from "../../src/types/index.ts";
import { shorten, showChunks, showContent, showEvent, showStop } from "./seam-words.ts";

/** The outcome of a call, in one word. */
export type OutcomeName = "applied" | "unknown" | RefusalReason;

/**
 * The result of reading the thread: so many of our messages that begin like the answer, which stream if a start was made, a
 * message of another kind, or a failure.
 */
export type Look = number | "posted" | "somebody's" | OutcomeName;

export interface SeamScript {
  /** Texts and cards with a silence of 4 s after each; then the source is done. */
  readonly says: readonly (string | Exclude<SlackChunk, { type: "markdown_text" }>)[];
  readonly options?: StreamOptions | undefined;
  /**
   * The outcome of the n-th call of a kind, or of each call, as in `{ "append 1": "unknown", update: "applied" }`. All
   * other calls are applied.
   */
  readonly outcomes: Readonly<Record<string, OutcomeName>>;
  /** How the source ends. @default "done" */
  readonly ending?: "done" | "failed" | undefined;
  /** The results of reading the thread, one for each look-up. Later look-ups find nothing. */
  readonly thread?: readonly Look[] | undefined;
}

/** Delivers to scripted `SlackCalls`, in which any call can have any outcome. Returns the calls and the ending in one line. */
export async function playAtSeam(script: SeamScript): Promise<string> {
  const { says, options, outcomes, ending = "done", thread = [] } = script;
  const clock = createManualClock();
  const told: string[] = [];
  const counts: Partial<Record<MessageCall, number>> = {};
  const looks = [...thread];
  let messages = 0;

  const call = async (kind: MessageCall, ref: MessageRef, content: string): Promise<Outcome> => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    const name = outcomes[`${kind} ${counts[kind]}`] ?? outcomes[kind] ?? "applied";
    told.push(`${kind}${content === "" ? "" : ` ${content}`}${name === "applied" ? "" : ` !${name}`}`);
    if (told.length > 500) throw new Error("the stream does not come to an end");
    return toOutcome(name, ref);
  };
  const newRef = () => {
    messages += 1;
    return { channel: "C1", ts: `${Math.floor(clock.now() / 1_000)}.${String(messages).padStart(6, "0")}` };
  };
  const calls: SlackCalls = {
    start: ({ chunks, taskDisplayMode }) => {
      const mode = taskDisplayMode === undefined ? "" : ` as ${taskDisplayMode}`;
      return call("start", newRef(), showChunks(chunks) + mode);
    },
    append: (ref, chunks) => call("append", ref, showChunks(chunks)),
    stop: (ref, content) => call("stop", ref, showStop(content)),
    update: (ref, content) => call("update", ref, showContent(content)),
    delete: (ref) => call("update", ref, "deleted"),
    post: (content) => call("post", newRef(), showContent(content)),
    find: async () => {
      const seen = looks.shift() ?? 0;
      told.push("find");
      return isShown(seen)
        ? toFound(seen, counts.start !== undefined, String(says[0]), newRef)
        : toFailed(seen);
    },
    setSessionStatus: async () => ({ type: "applied", ts: "", channel: "C1" }),
  };
  const onEvent = (event: StreamEvent): void => {
    const text = showEvent(event);
    if (text !== undefined) told.push(`(${text})`);
  };
  const run = new Run({
    target: { token: "xoxb-test", channel: "C1", threadTs: "1.0" },
    settings: toSettings({
      budget: false,
      firstTextMs: 0,
      keepaliveMs: false,
      failureNotice: "failed",
      finishNotice: false,
      ...options,
      onEvent,
      clock,
    }),
    calls,
  });
  const promise = deliver(run);
  for (const one of says) {
    if (typeof one === "string") run.inbox.text(one);
    else run.inbox.chunk(one);
    await clock.advance(4_000);
  }
  if (ending === "done") run.inbox.done();
  else run.inbox.failed(new Error("the model failed"));
  const conclusion = await clock.runUntil(promise, { maxMs: 3_600_000 });
  run.wakeup.close();
  run.control.close();

  const receipt = toReceipt(run, conclusion.type === "ended" ? conclusion.outcome : "failed");
  const { segments } = receipt;
  const ends = segments.map(({ ended, repaired, uncertain }) =>
    [ended, repaired && "repaired", uncertain && "uncertain"].filter(Boolean).join("+"),
  );
  const result = conclusion.type === "ended" ? conclusion.outcome : toCode(conclusion.error);
  const counted = Object.entries(receipt.counts).filter(([name, count]) => name !== "calls" && count > 0);
  const counters = counted.map(([name, count]) => `${name}=${count}`);
  const reason = receipt.fallbackReason === undefined ? [] : [`by edit: ${receipt.fallbackReason}`];
  return `${shorten(told).join(", ")} → ${[result, ...ends, ...counters, ...reason].join(" ")}`;
}

function toFound(
  look: Exclude<Look, OutcomeName>,
  isStreamed: boolean,
  text: string,
  newRef: () => MessageRef,
): Found {
  const messages = Array.from({ length: typeof look === "number" ? look : 1 }, () => ({
    ...newRef(),
    own: look !== "somebody's",
    streamingState: look === "posted" || !isStreamed ? undefined : "in_progress",
    text,
    blocks: [],
  }));
  return { type: "found", messages };
}

function isShown(look: Look): look is Exclude<Look, OutcomeName> {
  return typeof look === "number" || look === "posted" || look === "somebody's";
}

function toFailed(name: OutcomeName): Found {
  const outcome = toOutcome(name, { channel: "C1", ts: "" });
  if (outcome.type === "applied")
    throw new RangeError("what reading the thread shows must be told by number or kind, got applied");
  return { type: "failed", outcome };
}

function toOutcome(name: OutcomeName, ref: MessageRef): Outcome {
  if (name === "applied") return { type: "applied", ...ref };
  if (name === "unknown") return { type: "unknown", code: "reset", error: undefined };
  return {
    type: "refused",
    reason: name,
    code: name,
    error: undefined,
    ...(name === "rate-limited" && { retryAfterMs: 2_000 }),
  };
}

function toCode(error: unknown): string {
  return SlackStreamError.isInstance(error) ? `${error.code} (${error.message})` : String(error);
}
