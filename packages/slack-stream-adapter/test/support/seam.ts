import { createManualClock } from "slack-stream-emulator";
import { deliver } from "../../src/delivery/deliver.ts";
import { createSession } from "../../src/delivery/session.ts";
import { toReceipt } from "../../src/delivery/to-receipt.ts";
import type { CallKind } from "../../src/delivery/verdicts.ts";
import { SlackStreamError } from "../../src/errors.ts";
import { toSettings } from "../../src/options.ts";
import type { Outcome, RefusalReason } from "../../src/slack/outcome.ts";
import type { MessageContent, MessageRef, SlackCalls, StopContent } from "../../src/slack/slack-calls.ts";
import type { SlackBlock, SlackChunk, StreamOptions } from "../../src/types.ts";

/** What a call came to, in a word. */
export type OutcomeName = "applied" | "unknown" | RefusalReason;

export interface SeamScript {
  /** Texts and cards with a silence of 4 s after each; then the source is done. */
  readonly says: readonly (string | Exclude<SlackChunk, { type: "markdown_text" }>)[];
  readonly options?: StreamOptions | undefined;
  /** What the n-th call of a kind comes to, such as `{ "append 1": "unknown" }`; all else is applied. */
  readonly outcomes: Readonly<Record<string, OutcomeName>>;
}

/** Delivers at the seam to Slack, where any call can come to anything, and tells in one line what was called and how it ended. */
export async function playAtSeam({ says, options, outcomes }: SeamScript): Promise<string> {
  const clock = createManualClock();
  const told: string[] = [];
  const counts: Partial<Record<CallKind, number>> = {};
  let messages = 0;

  const call = async (kind: CallKind, ref: MessageRef, content: string): Promise<Outcome> => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    const name = outcomes[`${kind} ${counts[kind]}`] ?? "applied";
    told.push(`${kind}${content === "" ? "" : ` ${content}`}${name === "applied" ? "" : ` !${name}`}`);
    if (told.length > 60) throw new Error("the stream does not come to an end");
    return toOutcome(name, ref);
  };
  const newRef = () => {
    messages += 1;
    return { channel: "C1", ts: `${messages + 1}.0` };
  };
  const calls: SlackCalls = {
    start: ({ chunks }) => call("start", newRef(), showChunks(chunks)),
    append: (ref, chunks) => call("append", ref, showChunks(chunks)),
    stop: (ref, content) => call("stop", ref, showStop(content)),
    update: (ref, content) => call("update", ref, showContent(content)),
    post: (content) => call("post", newRef(), showContent(content)),
    find: async () => ({ type: "found", messages: [] }),
    setSessionStatus: async () => ({ type: "applied", ts: "", channel: "C1" }),
  };
  const session = createSession({
    target: { token: "xoxb-test", channel: "C1", threadTs: "1.0" },
    settings: toSettings({ budget: false, keepaliveMs: false, failureNotice: "failed", ...options, clock }),
    calls,
    late: [],
  });
  const promise = deliver(session, () => {});
  for (const one of says) {
    if (typeof one === "string") session.inbox.text(one);
    else session.inbox.chunk(one);
    await clock.advance(4_000);
  }
  session.inbox.done();
  const conclusion = await clock.runUntil(promise, { maxMs: 3_600_000 });
  session.wakeup.close();
  session.control.close();

  const { segments } = toReceipt(session, conclusion.type === "ended" ? conclusion.outcome : "failed");
  const ends = segments.map(({ ended, repaired, uncertain }) =>
    [ended, repaired && "repaired", uncertain && "uncertain"].filter(Boolean).join("+"),
  );
  const result = conclusion.type === "ended" ? conclusion.outcome : toCode(conclusion.error);
  return `${told.join(", ")} → ${[result, ...ends].join(" ")}`;
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
  return SlackStreamError.isInstance(error) ? error.code : String(error);
}

function showStop({ chunks = [], blocks, metadata }: StopContent): string {
  return [showChunks(chunks), blocks && "+blocks", metadata && "+metadata"].filter(Boolean).join(" ");
}

function showChunks(chunks: readonly SlackChunk[]): string {
  return chunks.map(showChunk).join(" ");
}

function showChunk(chunk: SlackChunk): string {
  if (chunk.type === "markdown_text") return JSON.stringify(chunk.text);
  return chunk.type === "task_update" ? `[${chunk.title} ${chunk.status}]` : `[${chunk.type}]`;
}

function showContent(content: MessageContent): string {
  const text =
    content.type === "markdown"
      ? JSON.stringify(content.markdown)
      : content.blocks.map((block) => showBlock(block)).join(" ");
  return content.metadata === undefined ? text : `${text} +metadata`;
}

function showBlock(block: SlackBlock): string {
  const { type, text, title, status, tasks }: ShownBlock = block;
  if (type === "markdown") return JSON.stringify(text);
  if (type === "task_card") return `[${title} ${status}]`;
  return tasks === undefined ? `[${type}]` : `plan(${tasks.map((task) => showBlock(task)).join(" ")})`;
}

interface ShownBlock extends SlackBlock {
  readonly text?: string;
  readonly title?: string;
  readonly status?: string;
  readonly tasks?: readonly SlackBlock[];
}
