import { buttonIds, settleBlocks } from "../agent/approvals.ts";
import * as limits from "../limits.ts";
import { describe } from "../options/check.ts";
import { toSettings } from "../options/settings.ts";
import type { BoltArgs } from "../options/slack-target.ts";
import { createSlackCalls } from "../slack/create-slack-calls.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import type { SlackBlock } from "../types/index.ts";

/** What somebody decided, and what became of the message that asked. */
export interface ApprovalDecision {
  /** For the model's `tool-approval-response`: the value of the button. */
  readonly approvalId: string;
  /** The call, as the model named it; undefined where neither the block nor a card of the message names it. */
  readonly toolCallId: string | undefined;
  /** What the person decided. */
  readonly approved: boolean;
  /** Who pressed the button. */
  readonly userId: string | undefined;
  /**
   * `settled`: the message shows the decision, and no buttons. `failed`: Slack did not let us; the decision counts all the
   * same. An answer that still streams can't be edited: `streaming_state_conflict`.
   */
  readonly outcome: "settled" | "failed";
  /** With `failed`: Slack's code, or the client's. */
  readonly code?: string | undefined;
}

/** How a decision is read and shown. */
export interface SettleApprovalOptions {
  /** What the button means. @default what the pressed button of `approvalButtons` says */
  readonly approved?: boolean | undefined;
  /** Stands in the place of the buttons, as Slack's mrkdwn. @default "Approved by" or "Declined by", and the person */
  readonly line?: string | undefined;
}

/** The buttons of `approvalButtons`, for `app.action(approvalAction, listener)`. */
export const approvalAction: RegExp = new RegExp(`^(${buttonIds.approve}|${buttonIds.deny})$`);

/**
 * Shows in the message that asked for an approval who decided what, in the place of its buttons, and hands back what to
 * tell the model. All it needs is in the press itself, so any process can take it. It may be called again with the same press.
 *
 * It makes one call, `chat.update`. The other requests of the same message keep their buttons.
 *
 * @param press a Bolt listener's arguments, or the `block_actions` payload as `body` and a client.
 * @throws TypeError where it is no press of a button in a message, or nothing says what the button means.
 * @example
 * app.action(approvalAction, async (args) => {
 *   await args.ack();
 *   const { approvalId, approved } = await settleApproval(args);
 *   await goOn(args, { role: "tool", content: [{ type: "tool-approval-response", approvalId, approved }] });
 * });
 */
export async function settleApproval(
  { body, client }: Pick<BoltArgs, "body" | "client">,
  { approved, line }: SettleApprovalOptions = {},
): Promise<ApprovalDecision> {
  const message = readProperty(body, "message");
  const held = readProperty(message, "blocks");
  const [action] = [readProperty(body, "actions")].flat();
  const channel = readString(readProperty(body, "channel"), "id");
  const ts = readString(message, "ts");
  const blockId = readString(action, "block_id");
  if (!Array.isArray(held) || channel === undefined || ts === undefined || blockId === undefined)
    throw new TypeError(
      `settleApproval() needs the press of a button in a message (block_actions), got ${readString(body, "type") ?? describe(body)}`,
    );
  const isApproved = approved ?? toMeaning(readString(action, "action_id"));
  if (isApproved === undefined)
    throw new TypeError(
      "settleApproval(): approved must be given for buttons that are not of approvalButtons()",
    );
  const userId = readString(readProperty(body, "user"), "id");
  const settled = isApproved ? "Approved" : "Declined";
  const { blocks, toolCallId } = settleBlocks(held as readonly SlackBlock[], {
    blockId,
    settled,
    line: line ?? (userId === undefined ? `${settled}.` : `${settled} by <@${userId}>`),
  });
  const calls = createSlackCalls({ client, channel }, toSettings({}));
  const text = [...(readString(message, "text") ?? settled)].slice(0, limits.repairTextCharacters).join("");
  const outcome = await calls.update({ channel, ts }, { type: "blocks", blocks, text });
  return {
    approvalId: readString(action, "value") ?? "",
    toolCallId,
    approved: isApproved,
    userId,
    ...(outcome.type === "applied" ? { outcome: "settled" } : { outcome: "failed", code: outcome.code }),
  };
}

function toMeaning(actionId: string | undefined): boolean | undefined {
  if (actionId === buttonIds.approve) return true;
  return actionId === buttonIds.deny ? false : undefined;
}
