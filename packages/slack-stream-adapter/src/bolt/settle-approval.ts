import { buttonIds, settleBlocks } from "../agent/approvals.ts";
import * as limits from "../limits.ts";
import { describe } from "../options/check.ts";
import { toSettings } from "../options/settings.ts";
import type { BoltArgs } from "../options/slack-target.ts";
import { createSlackCalls } from "../slack/create-slack-calls.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import type { SlackBlock } from "../types/index.ts";

/** A person's decision, and whether the message shows it. */
export interface ApprovalDecision {
  /** The ID of the request, for the model's `tool-approval-response`. It is the value of the button. */
  readonly approvalId: string;
  /** The ID of the tool's call, from the model. Undefined if the message does not contain it. */
  readonly toolCallId: string | undefined;
  /** True if the person approved the call. */
  readonly approved: boolean;
  /** The ID of the person who pressed the button. */
  readonly userId: string | undefined;
  /**
   * `settled`: the message shows the decision, and its buttons are removed. `failed`: Slack refused the edit. The decision
   * is valid in both cases. Slack refuses to edit an answer that still streams, with the code `streaming_state_conflict`.
   */
  readonly outcome: "settled" | "failed";
  /** Only with `failed`: a code of Slack's or of the client's. */
  readonly code?: string | undefined;
}

/** Options of `settleApproval`. */
export interface SettleApprovalOptions {
  /** True if the button approves the call. @default the meaning of the pressed button of `approvalButtons` */
  readonly approved?: boolean | undefined;
  /** The line that replaces the buttons, as Slack's mrkdwn. @default "Approved by" or "Declined by", and the person */
  readonly line?: string | undefined;
}

/** Matches the buttons of `approvalButtons`. Use it in `app.action(approvalAction, listener)`. */
export const approvalAction: RegExp = new RegExp(`^(${buttonIds.approve}|${buttonIds.deny})$`);

/**
 * Shows a person's decision in the message that asked for an approval: a line replaces the buttons. Returns the decision for
 * the model. It needs only the data of the button press, so any process can handle the press. You may call it again with the
 * same press.
 *
 * It makes one call, `chat.update`. The other requests of the same message keep their buttons.
 *
 * @param press a Bolt listener's arguments, or the `block_actions` payload as `body` and a client.
 * @throws TypeError if `press` is not the press of a button in a message, or if the button's meaning is unknown.
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
