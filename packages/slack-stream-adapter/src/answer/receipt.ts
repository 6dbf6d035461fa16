import type { StreamOutcome, StreamReceipt, StreamSegment } from "../types/index.ts";
import { countsOf, isUnsure, type Lane, type Message, toTold } from "./answer.ts";
import type { Run } from "./run.ts";

/** The outcome of the answer. */
export function toReceipt(run: Run, outcome: StreamOutcome | "failed"): StreamReceipt {
  const { answer, base, delivery, inbox, startedAt } = run;
  const [main, ...beside] = answer.lanes;
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
      // These segments hold no text, so they are at the beginning of the text.
      ...beside.flatMap((lane) => toSegments(lane, run, 0)),
      ...toSegments(main, run, isFinished ? text.length : undefined).map((segment) => ({
        ...segment,
        start: base + segment.start,
        end: base + segment.end,
      })),
    ],
    fallbackReason: answer.lanes.find(({ fallbackReason }) => fallbackReason !== undefined)?.fallbackReason,
    counts: countsOf(answer),
    times: {
      firstTextMs: since(earliest(run.inboxes.map(({ firstAt }) => firstAt))),
      firstCallMs: since(earliest(answer.lanes.map(({ pace }) => pace.firstCallAt))),
      sourceEndMs: since(inbox.endedAt),
      totalMs: Math.round(delivery.settings.clock.now() - startedAt),
    },
  };
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Counts up to the first unconfirmed content. White space at the end of a finished answer does not count. */
function toDelivered({ answer, inbox }: Run, textLength: number | undefined): number {
  const [{ messages }] = answer.lanes;
  const unsure = messages.find(({ shown }) => shown.surely !== undefined)?.shown.surely;
  if (unsure !== undefined) return unsure.offset;
  const end = messages.at(-1)?.end ?? 0;
  return textLength === undefined || inbox.pending ? end : textLength;
}

function toSegments(lane: Lane, run: Run, textLength: number | undefined): readonly StreamSegment[] {
  const { messages } = lane;
  const segments = messages.map((message, index) => ({
    ts: message.ref.ts,
    channel: message.ref.channel,
    start: index === 0 ? Math.min(0, message.start) : message.start,
    end: messages[index + 1]?.start ?? textLength ?? message.end,
    transport: toTold(message.opened, lane),
    ended: message.ended ?? "unknown",
    repaired: message.isRepaired,
    uncertain: isUnsure(message),
    keepalivesLeft: message.shown.keepalives,
  }));
  return [...segments, ...toLostSegment(lane, run, messages.at(-1))];
}

/** The stream ended while its last opening was unconfirmed. */
function toLostSegment(lane: Lane, { delivery }: Run, last: Message | undefined): readonly StreamSegment[] {
  if (lane.unconfirmedOpening === undefined && lane.task?.type !== "look-up") return [];
  const end = last?.end ?? 0;
  const unknown = { ended: "unknown", repaired: false, uncertain: true, keepalivesLeft: 0 } as const;
  const transport = toTold(lane.transport, lane);
  return [{ ts: "", channel: delivery.target.channel, start: end, end, transport, ...unknown }];
}
