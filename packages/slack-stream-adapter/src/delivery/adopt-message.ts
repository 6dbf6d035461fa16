import type { Outcome } from "../slack/outcome.ts";
import type { MessageRef } from "../slack/slack-calls.ts";
import { commit } from "./change-session.ts";
import type { Batch } from "./compose-batch.ts";
import { addLiveMessage } from "./live-streams.ts";
import { createMessage } from "./message.ts";
import type { Session } from "./session.ts";

export interface Opened {
  readonly ref: MessageRef;
  readonly transport: "stream" | "edit";
  readonly startedAt: number;
  /** Does it hold what the last attempt sent? @default "sure" */
  readonly certainty?: "sure" | "unsure" | undefined;
}

/** A message that was opened is the one that is written from now on. */
export function adoptMessage(
  session: Session,
  batch: Batch,
  { ref, transport, startedAt, certainty = "sure" }: Opened,
): void {
  const start = session.messages.at(-1)?.end ?? 0;
  const message = createMessage({ ref, transport, startedAt, start, content: session.next });
  message.uncertain = session.uncertainNext || start < session.uncertainUntil;
  session.uncertainNext = false;
  session.lost = undefined;
  session.message = message;
  session.messages.push(message);
  session.observer.emit({ type: "segment-start", channel: ref.channel, ts: ref.ts, transport });
  addLiveMessage(session.live, ref);
  commit(session, message, batch, certainty);
  message.wroteAt = startedAt;
}

export function toRef(outcome: Outcome): MessageRef {
  return outcome.type === "applied" ? { channel: outcome.channel, ts: outcome.ts } : { channel: "", ts: "" };
}

/** After more than one attempt, what is found may be an earlier one's, with less in it. */
export function toCertainty({ lost, messages }: Session): "sure" | "unsure" {
  return lost !== undefined || messages.some(({ uncertain }) => uncertain) ? "unsure" : "sure";
}
