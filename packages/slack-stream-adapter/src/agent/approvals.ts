import { readProperty, readString } from "../slack/read-property.ts";
import type { ApprovalRequest, SlackBlock } from "../types/index.ts";
import { cutTitle } from "./task-look.ts";

/** The state of a request for an approval. */
export type Settled = "Approved" | "Declined" | "Withdrawn";

const waiting = "Waiting for approval: ";

/** The title of a call that waits. The outcome replaces it later. */
export function toWaitingTitle(title: string): string {
  return cutTitle(waiting + title);
}

/** The title of a call that waited. Undefined if the call did not wait. */
export function toSettledTitle(title: string, settled: Settled): string | undefined {
  return title.startsWith(waiting) ? `${settled}: ${title.slice(waiting.length)}` : undefined;
}

/** The ids of the buttons of {@link approvalButtons}. */
export const buttonIds = { approve: "slack_stream_approve", deny: "slack_stream_deny" } as const;

const blockPrefix = "slack_stream_approval:";

/** Slack takes block ids of up to this many characters. */
const blockIdCharacters = 255;

/**
 * Two buttons, Approve and Deny, below a call that waits: pass it as `approvalBlocks`. Listen for `approvalAction`, and
 * give the press to `settleApproval`. The value of both buttons is the `approvalId`.
 *
 * @example
 * await streamToSlack(result, target, { approvalBlocks: approvalButtons });
 */
export function approvalButtons({ approvalId, toolCallId }: ApprovalRequest): readonly SlackBlock[] {
  const toButton = (text: string, actionId: string, style: "primary" | "danger") => ({
    type: "button",
    action_id: actionId,
    value: approvalId,
    style,
    text: { type: "plain_text", text },
  });
  const blockId = blockPrefix + toolCallId;
  return [
    {
      type: "actions",
      ...(blockId.length <= blockIdCharacters ? { block_id: blockId } : {}),
      elements: [
        toButton("Approve", buttonIds.approve, "primary"),
        toButton("Deny", buttonIds.deny, "danger"),
      ],
    },
  ];
}

export interface Press {
  /** The block with the button. */
  readonly blockId: string;
  readonly settled: Settled;
  /** The line that replaces the buttons, as mrkdwn. */
  readonly line: string;
}

export interface SettledBlocks {
  readonly blocks: readonly SlackBlock[];
  readonly toolCallId: string | undefined;
}

/**
 * Returns the blocks of a message after a button was pressed. A line replaces the block with the button, and the call does not wait any more.
 * The call is not done yet: an approved call keeps its empty circle, because it runs in the next turn.
 */
export function settleBlocks(
  blocks: readonly SlackBlock[],
  { blockId, settled, line }: Press,
): SettledBlocks {
  const at = blocks.findIndex((block) => readString(block, "block_id") === blockId);
  const named = blockId.startsWith(blockPrefix) ? blockId.slice(blockPrefix.length) : undefined;
  const cards = blocks.flatMap((block, index) => toCards(block).map((card) => ({ card, index })));
  const isWaiting = ({ card }: { card: unknown }) => toSettledTitle(toTitle(card), settled) !== undefined;
  const asking =
    cards.find((one) => isWaiting(one) && named !== undefined && toCallId(one.card) === named) ??
    cards.findLast((one) => isWaiting(one) && (one.index < at || at === -1));
  const settleCard = (card: SlackBlock): SlackBlock =>
    card === asking?.card
      ? {
          ...card,
          title: toSettledTitle(toTitle(card), settled),
          status: settled === "Approved" ? "pending" : "error",
        }
      : card;
  const left = cards.filter((one) => one !== asking && isWaiting(one)).length;
  const written = blocks.map((block, index): SlackBlock => {
    if (index === at) return { type: "context", elements: [{ type: "mrkdwn", text: line }] };
    const tasks = readProperty(block, "tasks");
    if (block.type !== "plan" || !Array.isArray(tasks)) return settleCard(block);
    const isSettled = left === 0 && readString(block, "title") === "Waiting";
    return { ...block, ...(isSettled ? { title: settled } : {}), tasks: tasks.map(settleCard) };
  });
  return { blocks: written, toolCallId: named ?? (asking && toCallId(asking.card)) };
}

function toCards(block: SlackBlock): readonly SlackBlock[] {
  const tasks = readProperty(block, "tasks");
  if (block.type === "plan" && Array.isArray(tasks)) return tasks;
  return block.type === "task_card" ? [block] : [];
}

function toTitle(card: unknown): string {
  return readString(card, "title") ?? "";
}

/** Slack reads a card's id back with a prefix (S127). */
function toCallId(card: unknown): string | undefined {
  return readString(card, "task_id")?.replace(/^task-/, "");
}
