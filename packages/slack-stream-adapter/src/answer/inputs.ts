import type { Agent, ShownContent } from "../agent/agent.ts";
import type { StatusLine } from "../agent/status-line.ts";
import type { MentionPolicy } from "../markdown/compose.ts";
import type { Settings } from "../options/settings.ts";
import type { Inbox } from "../pacing/inbox.ts";
import type { SessionStatus, StreamTarget } from "../types/index.ts";
import { currentContent, type Lane, takesCards } from "./answer.ts";
import type { CardsAtEnd } from "./cards.ts";
import { type Batch, type BatchOptions, composeBatch } from "./compose-batch.ts";
import { type Content, isEmpty } from "./content.ts";
import type { StopCause } from "./control.ts";
import { toHeld } from "./first-text.ts";
import type { LateMessage, UnderWay } from "./make-calls.ts";
import { neutraliseMentions, toToolLine } from "./neutralise-mentions.ts";
import { isRefused } from "./refused-blocks.ts";
import type { Below } from "./task.ts";
import { type ContentForm, type Decorations, toTables } from "./whole-form.ts";

/** The inputs of `plan` and `settle` beside the lane. They change none of them. */
export interface Inputs {
  /** Which lane of the answer it is, and the other ones. */
  readonly index: number;
  readonly beside: readonly Lane[];
  readonly now: number;
  readonly target: StreamTarget;
  readonly settings: Settings;
  readonly mentions: MentionPolicy;
  readonly inbox: Readonly<
    Pick<
      Inbox,
      | "ending"
      | "endedAt"
      | "pending"
      | "heldSince"
      | "lastReadAt"
      | "firstAt"
      | "textSince"
      | "items"
      | "released"
      | "stepStart"
      | "takenBack"
      | "keptSince"
    >
  >;
  readonly agent: Pick<Agent, "currentTool" | "lastToolOutcome" | "waiting" | "notice"> & {
    readonly status: Pick<StatusLine, "permitted" | "isSessionBusy"> | undefined;
  };
  /** Why the stream is to stop before its source is over. */
  readonly stopped: StopCause | undefined;
  /** The messages that the user's stop event names. Undefined if no such event came. */
  readonly stoppedMessages: ReadonlySet<string> | undefined;
  /** A message call that nobody waits for any more, and that Slack may still carry out. */
  readonly underWay: UnderWay | undefined;
  /** When writing must end; never, while nothing hurries. */
  readonly deadline: number;
  /** How often something happened that a wait must not sleep over. */
  readonly nudges: number;
  /** The least that Slack's clock can have shown at a time of the host's, ms; undefined until Slack has told it. */
  readonly toSlackTime: (hostMs: number) => number | undefined;
  /** Messages of this lane whose opening was answered after it was given up. */
  readonly late: readonly LateMessage[];
}

export interface BatchEnd {
  /** End the message at the first such place. */
  readonly stopAt?: "line" | "word" | undefined;
  /** Nothing comes after what waits in the inbox. */
  readonly ended?: boolean | undefined;
}

/** The content that the next call would carry. */
export function composeNext(lane: Lane, inputs: Inputs, options: BatchEnd = {}): Batch {
  const free = inputs.inbox.items.slice(0, toHeld(lane, inputs)?.free);
  return composeBatch(currentContent(lane), free, {
    released: inputs.inbox.released,
    isFirst: lane.messages.length === 0,
    ...toBatchOptions(lane, inputs, options),
  });
}

export function toBatchOptions(
  { maxBytes, refused, refusedBlocks }: Lane,
  { mentions, settings }: Inputs,
  { ended = false, stopAt }: BatchEnd,
): BatchOptions {
  return { maxBytes, ended, stopAt, refused, refusedBlocks, firstLine: settings.firstLine, mentions };
}

/** How open cards end with a message that takes this batch. Once the source is over and has given all their updates, no card goes on in the next message. */
export function toCardsAtEnd({ ending }: Lane, { takes }: Batch, { inbox }: Inputs): CardsAtEnd {
  const isSaid = !inbox.items
    .slice(takes.length)
    .some((item) => item.type === "chunk" && item.chunk.type === "task_update");
  if (ending === undefined || !isSaid) return "rotated";
  return ending === "completed" ? "completed" : "failed";
}

/** How a message of the lane is written whole. */
export function toForm(lane: Lane, { mentions, settings }: Inputs): ContentForm {
  const { taskDisplayMode } = settings;
  return { prefer: "markdown", taskDisplayMode, mentions, tables: toTables(lane) };
}

/** Where Slack takes no cards, a line says what a tool does; the answer takes its place. A lane of cards says it in its own. */
export function toProgress(lane: Lane, inputs: Inputs): string | undefined {
  const isSaidBeside = lane.kind === "main" && inputs.beside.length > 0;
  return !takesCards(lane) && !isSaidBeside ? toLine(inputs.agent.currentTool, inputs) : undefined;
}

function toLine(text: string | undefined, { mentions }: Inputs): string | undefined {
  return text && toToolLine(text, mentions);
}

/** What is written below the text: the blocks and metadata of the finished answer, and the library's notice. */
export function toDecorations(
  lane: Lane,
  below: Below | undefined,
  content: Content,
  inputs: Inputs,
): Decorations {
  if (below === undefined || below === "nothing") return {};
  const blocks = toBlocksBelow(lane, inputs);
  return below === "all" ? { ...blocks, notice: toNotice(lane, content, inputs) } : blocks;
}

/** A message that has but a line of ours in it is not left with what is no longer true. */
function toNotice(lane: Lane, content: Content, inputs: Inputs): string | undefined {
  const end = lane.isRequestPosted ? undefined : toEndNotice(lane, inputs, "something");
  return end ?? (isEmpty(content) ? toLine(inputs.agent.lastToolOutcome, inputs) : undefined);
}

/** The notice about the answer's end, below the shown text or alone. It may hold text of a model or a tool, such as an error's message. */
export function toEndNotice(
  lane: Lane,
  { agent, inbox, mentions }: Inputs,
  shown: ShownContent["shown"],
): string | undefined {
  const { ending } = lane;
  if (lane.kind === "cards") return undefined;
  const isFailed = ending === "failed" && inbox.ending?.type === "failed";
  const end = isFailed
    ? ({ type: "failed", error: inbox.ending.error } as const)
    : ({ type: "ended", outcome: ending === "completed" ? "completed" : "aborted" } as const);
  const text = agent.notice(end, { cards: takesCards(lane) ? "shown" : "refused", shown });
  return text && neutraliseMentions(text, mentions);
}

/**
 * The blocks and text below the finished answer, without those that Slack has refused. Where Slack takes no cards it takes no blocks between
 * texts either, so blocks that ask for an approval go here.
 */
function toBlocksBelow(lane: Lane, { agent, settings }: Inputs): Decorations {
  const { refused } = lane;
  if (lane.kind === "cards") return {};
  const { metadata, stopBlocks } = settings;
  const isShown = lane.messages.some(({ wanted }) => wanted.parts.some(({ type }) => type === "blocks"));
  const asked = agent.waiting.flatMap(({ blocks }) => blocks);
  const areRefused = !takesCards(lane) || asked.some((block) => isRefused(lane.refusedBlocks, block));
  const asking = areRefused && !isShown ? asked : [];
  const blocks = asking.length === 0 ? stopBlocks : [...asking, ...(stopBlocks ?? [])];
  return {
    stopBlocks: refused.includes("blocks") ? undefined : blocks,
    metadata: refused.includes("metadata") ? undefined : metadata,
  };
}

/** Whether something has to be written below the text. */
export function belongsBelow(lane: Lane, below: Below, content: Content, inputs: Inputs): boolean {
  return Object.values(toDecorations(lane, below, content, inputs)).some((one) => one !== undefined);
}

/** The final status of the agent session: an answer that waits for somebody is suspended, and one that is followed by another sets none. */
export function statusAtEnd({ agent, inbox, settings, stopped }: Inputs): SessionStatus | undefined {
  if (stopped === "newer-answer") return undefined;
  const isDone = inbox.ending?.type === "done" && stopped === undefined;
  return settings.sessionStatus ?? (isDone && agent.waiting.length > 0 ? "suspended" : undefined);
}
