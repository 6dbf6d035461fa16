import type { StreamOptions } from "chat";

export interface NativeQuestion {
  readonly channel: string;
  readonly threadTs: string;
  readonly options: StreamOptions | undefined;
  /** As configured. */
  readonly enabled: boolean;
  /** The workspace has refused it for good. */
  readonly broken: boolean;
}

/** Why a reply can't be streamed natively, known before anything of it is read; undefined when it can. */
export function toReasonAgainstNative(question: NativeQuestion): string | undefined {
  const { channel, threadTs, options, enabled, broken } = question;
  if (!threadTs) return "no thread context";
  // In a direct message the reader is known; in a channel Slack wants to be told (S9, S10).
  const hasRecipient = Boolean(options?.recipientUserId && options.recipientTeamId);
  if (!channel.startsWith("D") && !hasRecipient) return "no recipient context";
  if (!enabled) return "native streaming disabled";
  return broken ? "native streaming not available in this workspace" : undefined;
}
