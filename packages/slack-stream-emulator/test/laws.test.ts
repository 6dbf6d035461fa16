import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Call,
  createManualClock,
  createSlackEmulator,
  type Fault,
  type SlackEmulator,
} from "../src/index.ts";
import { append, CHANNEL, call, start, stop, task, text } from "./support/call.ts";

type Step =
  | { type: "append"; words: string; fault: Fault | undefined }
  | { type: "card"; status: string }
  | { type: "wait"; ms: number }
  | { type: "update"; words: string }
  | { type: "stop"; words: string; fault: Fault | undefined }
  | { type: "user-stop" };

const words = fc.string({ minLength: 1, maxLength: 40 });
const fault = fc.option(
  fc.constantFrom<Fault>(
    "internal_error",
    { type: "fatal_error", applied: true },
    { type: "reset-before" },
    { type: "reset-after" },
    { type: "reset-in-body" },
    { type: "http", status: 503 },
    { type: "http", status: 502, applied: true },
    { type: "http", status: 504, applied: "later", afterMs: 30_000 },
    { type: "html", applied: true },
    { type: "rate-limit", retryAfter: 2 },
    { type: "user-stop" },
  ),
  { nil: undefined, freq: 2 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("append" as const), words, fault }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("card" as const),
      status: fc.constantFrom("pending", "complete"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("update" as const), words }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("stop" as const), words, fault }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("user-stop" as const) }) },
);

function toAppliedText(calls: readonly Call[]): string {
  return calls
    .filter((one) => one.applied && one.method !== "chat.update")
    .sort((one, other) => (one.appliedAt ?? 0) - (other.appliedAt ?? 0))
    .flatMap((one) => (one.args.chunks ?? []) as { text?: string }[])
    .map((chunk) => chunk.text ?? "")
    .join("");
}

async function play(slack: SlackEmulator, { ts, step }: { ts: string; step: Step }): Promise<void> {
  if ("fault" in step && step.fault !== undefined) slack.failNext(`chat.${step.type}Stream`, step.fault);
  const chunks = "words" in step ? [text(step.words)] : [];
  switch (step.type) {
    case "append":
      await append(slack, ts, { chunks }).catch(() => undefined);
      return;
    case "card":
      await append(slack, ts, { chunks: [task({ status: step.status })] });
      return;
    case "stop":
      await stop(slack, ts, { chunks }).catch(() => undefined);
      return;
    case "update":
      await call(slack, "chat.update", { channel: CHANNEL, ts, markdown_text: step.words });
      return;
    case "user-stop":
      slack.stopByUser(ts);
      return;
    case "wait":
      return;
    default:
      step satisfies never;
  }
}

test("under random faults a stream contains exactly the applied calls of the log, and ends once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const clock = createManualClock();
      const slack = createSlackEmulator({ clock, size: { limit: 400 } });
      const ts = await start(slack);
      for (const one of steps) {
        if (one.type === "wait") await clock.advance(one.ms);
        else await play(slack, { ts, step: one });
        const [message] = slack.messages;
        if (message === undefined) throw new Error("the message is gone");
        const isOpen = message.state === "open";
        if (message.edits === 0) expect(message.markdown).toBe(toAppliedText(slack.calls));
        expect(message.notifications).toBe(isOpen ? 0 : 1);
        expect(message.errored).toBe(message.state === "expired" && message.edits === 0);
        expect(
          isOpen ||
            [...message.cards.values()].every(
              (card) => card.status === "error" || card.status === "complete",
            ),
        ).toBe(true);
        expect(isOpen && clock.now() >= message.startedAt + 300_000).toBe(false);
        expect(message.cost).toBeLessThanOrEqual(400);
      }
    }),
    { numRuns: 300 },
  );
});
