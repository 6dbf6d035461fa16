import { limits } from "../limits.ts";
import { plainLetters } from "../markdown/compose.ts";
import type { Found, FoundMessage, MessageRef } from "../slack/slack-calls.ts";
import { abandoned } from "./call-slack.ts";
import type { Content } from "./content.ts";
import { isLiveMessage } from "./live-streams.ts";
import type { Session } from "./session.ts";

export type LookUp =
  | { readonly type: "one"; readonly ref: MessageRef }
  | { readonly type: "none" }
  /** There are several, or the thread can't be read. */
  | { readonly type: "unclear"; readonly code: string };

export interface LookUpOptions {
  readonly state: "streaming" | "posted";
  /** When the call was sent whose answer was lost, in ms of the clock. */
  readonly sentAt: number;
}

/** Slack's clock and ours may differ by this much, ms. */
const skewMs = 2_000;
const comparedLetters = 40;

/**
 * Looks in the thread for a message whose opening call was not answered. No key can be given to Slack that would
 * tell (S134), so it is known by being ours, new, owned by no live stream, and beginning with the same letters.
 */
export async function lookUpMessage(
  session: Session,
  content: Content,
  options: LookUpOptions,
): Promise<LookUp> {
  let last: LookUp = { type: "none" };
  for (const waitMs of [limits.firstLookupMs, limits.secondLookupMs]) {
    await session.control.pause(waitMs);
    const late = takeLate(session, options.sentAt);
    if (late !== undefined) return { type: "one", ref: late };
    last = await lookUpOnce(session, content, options);
    if (last.type !== "none") return last;
  }
  return last;
}

/** The answer came after all. Those to earlier attempts don't count, nor does one whose message was found meanwhile. */
function takeLate(session: Session, sentAt: number): MessageRef | undefined {
  const index = session.late.findIndex((late) => late.sentAt >= sentAt && !isKnown(session, late));
  return index === -1 ? undefined : session.late.splice(index, 1)[0];
}

export function isKnown({ messages }: Session, { ts }: MessageRef): boolean {
  return messages.some((message) => message.ref.ts === ts);
}

const notRead: Found = { type: "failed", outcome: abandoned };

async function lookUpOnce(session: Session, content: Content, options: LookUpOptions): Promise<LookUp> {
  const newerThan = session.messages.at(-1)?.ref.ts ?? session.target.threadTs;
  const found = await session.control.orHalted(session.calls.find({ newerThan }), notRead);
  if (found.type === "failed") {
    const { outcome } = found;
    const later =
      outcome.type === "unknown" || outcome.reason === "rate-limited" || outcome.reason === "unreachable";
    return later ? { type: "none" } : { type: "unclear", code: outcome.code };
  }
  const candidates = found.messages.filter((message) => isOurs(message, content, options));
  const [first] = candidates;
  if (first === undefined) return { type: "none" };
  if (candidates.length > 1) return { type: "unclear", code: "several_messages" };
  return { type: "one", ref: { channel: first.channel, ts: first.ts } };
}

function isOurs(message: FoundMessage, content: Content, { state, sentAt }: LookUpOptions): boolean {
  if (!message.own || isLiveMessage(message)) return false;
  if (state === "streaming" && message.streamingState !== "in_progress") return false;
  // An ordinary message carries no mark of being new: an older one may begin with the same words.
  if (state === "posted" && Number(message.ts) * 1_000 < sentAt - skewMs) return false;
  return plainLetters(message.text).startsWith(plainLetters(firstText(content)).slice(0, comparedLetters));
}

function firstText(content: Content): string {
  const [first] = content.parts;
  return first?.type === "text" ? first.text : "";
}
