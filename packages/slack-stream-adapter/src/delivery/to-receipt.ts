import type { StreamOutcome, StreamReceipt, StreamSegment } from "../types/index.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";

/** What became of the answer. */
export function toReceipt(session: Session, outcome: StreamOutcome | "failed"): StreamReceipt {
  const text = session.inbox.allText();
  const { clock } = session.settings;
  const since = (time: number | undefined) =>
    time === undefined ? undefined : Math.round(time - session.startedAt);
  const finished = outcome === "completed" || outcome === "silent";
  return {
    outcome,
    text,
    delivered: toDelivered(session, outcome === "completed" ? text.length : undefined),
    segments: [
      ...toSegments(session.messages, finished ? text.length : undefined),
      ...toLostSegment(session),
    ],
    fallbackReason: session.fallbackReason,
    counts: { ...session.observer.counts },
    times: {
      firstTextMs: since(session.inbox.firstAt),
      firstCallMs: since(session.firstCallAt),
      sourceEndMs: since(session.sourceEndedAt),
      totalMs: Math.round(clock.now() - session.startedAt),
    },
  };
}

/** Up to the first thing whose arrival is not certain. White space at the end of a finished answer is nothing to deliver. */
function toDelivered(session: Session, textLength: number | undefined): number {
  const unsure = session.messages.find((message) => message.doubt !== undefined);
  if (unsure?.doubt !== undefined) return unsure.doubt.offset;
  const end = session.messages.at(-1)?.end ?? 0;
  return textLength === undefined || session.inbox.pending ? end : textLength;
}

function toSegments(messages: readonly Message[], textLength: number | undefined): readonly StreamSegment[] {
  return messages.map((message, index) => ({
    ts: message.ref.ts,
    channel: message.ref.channel,
    start: index === 0 ? 0 : message.start,
    end: messages[index + 1]?.start ?? textLength ?? message.end,
    transport: message.opened,
    ended: message.ended ?? "unknown",
    repaired: message.repaired,
    uncertain: message.uncertain || message.doubt !== undefined,
    keepalivesLeft: message.keepalives,
  }));
}

/** The stream ended before anybody knew whether its last opening had made a message. */
function toLostSegment({ live, lost, messages, target, transport }: Session): readonly StreamSegment[] {
  if (!live.opening && lost === undefined) return [];
  const end = messages.at(-1)?.end ?? 0;
  const unknown = { ended: "unknown", repaired: false, uncertain: true, keepalivesLeft: 0 } as const;
  return [{ ts: "", channel: target.channel, start: end, end, transport, ...unknown }];
}
