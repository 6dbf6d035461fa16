import type { StreamOutcome, StreamReceipt, StreamSegment } from "../types/index.ts";
import { type Message, messagesOf, toTold } from "./answer.ts";
import type { Run } from "./run.ts";

/** The outcome of the answer. */
export function toReceipt(run: Run, outcome: StreamOutcome | "failed"): StreamReceipt {
  const { answer, base, delivery, inbox, startedAt } = run;
  const text = inbox.allText();
  const since = (time: number | undefined) => (time === undefined ? undefined : Math.round(time - startedAt));
  const isFinished = outcome === "completed" || outcome === "silent";
  return {
    outcome,
    text,
    // Text that was taken back may have been delivered before.
    delivered:
      base + Math.min(text.length, toDelivered(run, outcome === "completed" ? text.length : undefined)),
    segments: [
      ...toSegments(messagesOf(answer), isFinished ? text.length : undefined),
      ...toLostSegment(run),
    ].map(({ transport, ...segment }) => ({
      ...segment,
      start: base + segment.start,
      end: base + segment.end,
      transport: transport === "post" ? transport : toTold(transport, delivery.settings),
    })),
    fallbackReason: answer.fallbackReason,
    counts: { ...answer.counts },
    times: {
      firstTextMs: since(inbox.firstAt),
      firstCallMs: since(answer.pace.firstCallAt),
      sourceEndMs: since(inbox.endedAt),
      totalMs: Math.round(delivery.settings.clock.now() - startedAt),
    },
  };
}

/** Up to the first thing whose arrival is not certain. White space at the end of a finished answer is nothing to deliver. */
function toDelivered({ answer, inbox }: Run, textLength: number | undefined): number {
  const messages = messagesOf(answer);
  const unsure = messages.find(({ shown }) => shown.surely !== undefined)?.shown.surely;
  if (unsure !== undefined) return unsure.offset;
  const end = messages.at(-1)?.end ?? 0;
  return textLength === undefined || inbox.pending ? end : textLength;
}

function toSegments(messages: readonly Message[], textLength: number | undefined): readonly StreamSegment[] {
  return messages.map((message, index) => ({
    ts: message.ref.ts,
    channel: message.ref.channel,
    start: index === 0 ? Math.min(0, message.start) : message.start,
    end: messages[index + 1]?.start ?? textLength ?? message.end,
    transport: message.opened,
    ended: message.ended ?? "unknown",
    repaired: message.repaired,
    uncertain: message.uncertain || message.shown.surely !== undefined,
    keepalivesLeft: message.shown.keepalives,
  }));
}

/** The stream ended before anybody knew whether its last opening had made a message. */
function toLostSegment({ answer, delivery }: Run): readonly StreamSegment[] {
  if (answer.lost === undefined) return [];
  const end = messagesOf(answer).at(-1)?.end ?? 0;
  const unknown = { ended: "unknown", repaired: false, uncertain: true, keepalivesLeft: 0 } as const;
  const { transport } = answer;
  return [{ ts: "", channel: delivery.target.channel, start: end, end, transport, ...unknown }];
}
