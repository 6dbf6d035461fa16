import fc from "fast-check";
import { createManualClock } from "slack-stream-emulator";
import { expect, test } from "vitest";
import { messagesOf, openMessage, withLanes } from "../../src/answer/answer.ts";
import { type MessageCall, nextActions } from "../../src/answer/next-actions.ts";
import { toReceipt } from "../../src/answer/receipt.ts";
import { deliver, Run } from "../../src/answer/run.ts";
import { toSettings } from "../../src/options/settings.ts";
import type { Outcome, RefusalReason } from "../../src/slack/outcome.ts";
import type { MessageRef, SlackCalls } from "../../src/slack/slack-calls.ts";
import type { CanonicalPart } from "../../src/source/canonical-parts.ts";
import { tries } from "../support/thorough.ts";

/**
 * Gives each call a random outcome. The invariants of docs/architecture.md hold after each call, and the stream ends. The
 * outcomes are generated in `SlackCalls`, so no server has to be able to give them.
 */

const reasons = Object.keys(nextActions).filter(
  (name) => name !== "applied" && name !== "unknown",
) as RefusalReason[];

const drawn = fc.oneof(
  { weight: 6, arbitrary: fc.constant("applied" as const) },
  { weight: 2, arbitrary: fc.constant("unknown" as const) },
  { weight: 3, arbitrary: fc.constantFrom(...reasons) },
);
type Drawn = "applied" | "unknown" | RefusalReason;

/** The work of a tool beside the text. If cards are refused, lines show it. */
const call = { toolCallId: "t", toolName: "search", input: {} };
const toolParts = {
  begun: { type: "tool-call", ...call },
  done: { type: "tool-result", ...call, output: "found" },
  asking: { type: "tool-approval-request", ...call, approvalId: "a" },
};

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[a-z]{1,8}[ .\n]{1,2}$/) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 120_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(toolParts)) },
  ),
  { maxLength: 25 },
);

const scenario = fc.record({
  steps,
  outcomes: fc.array(drawn, { maxLength: 40 }),
  refused: fc.constantFrom([], ["cards" as const]),
  continuation: fc.constantFrom("message", "edit"),
  transport: fc.constantFrom("auto", "edit", "stream"),
  ending: fc.constantFrom("done", "failed", "aborted", "user", "shutdown"),
});

/** The calls in order, and the broken invariants. */
interface Log {
  readonly calls: { kind: MessageCall; ts: string }[];
  readonly broken: string[];
  running: number;
}

test("life cycle: the invariants hold after every call, whatever Slack answers", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const clock = createManualClock();
      const log: Log = { calls: [], broken: [], running: 0 };
      const outcomes: Drawn[] = [...given.outcomes];
      const run: Run = new Run({
        target: { token: "xoxb-test", channel: "C1", threadTs: "1.0" },
        settings: toSettings({
          clock,
          continuation: given.continuation,
          transport: given.transport,
          budget: false,
          finishNotice: false,
        } as never),
        calls: createDrawnCalls(outcomes, log, () => run),
      });
      run.answer = withLanes(run.answer, (lane) => ({ ...lane, refused: given.refused }));
      const promise = deliver(run);
      await clock.settle();
      for (const step of given.steps) {
        if (typeof step === "number") await clock.advance(step);
        else if (typeof step === "object") run.agent.part(step as CanonicalPart);
        else run.agent.text(step);
      }
      if (given.ending === "done") run.agent.done();
      if (given.ending === "failed") run.agent.failed(new Error("boom"));
      if (given.ending === "aborted") run.control.stop("signal");
      if (given.ending === "user") run.control.stop("user");
      if (given.ending === "shutdown") run.control.stop("shutdown");
      const conclusion = await clock.runUntil(promise, { maxMs: 3_600_000 });
      run.wakeup.close();
      run.control.close();

      checkInvariants(run, log);
      const repairedInDoubt = messagesOf(run.answer).some(
        (one) => one.isRepaired && one.shown.surely !== undefined,
      );
      if (conclusion.type === "ended" && conclusion.outcome === "completed" && repairedInDoubt)
        log.broken.push("I9");
      expect(log.broken).toEqual([]);
      expect(clock.pending).toBe(0);
      const receipt = toReceipt(run, conclusion.type === "ended" ? conclusion.outcome : "failed");
      expect(receipt.delivered).toBeLessThanOrEqual(receipt.text.length);
    }),
    { numRuns: tries(400) },
  );
});

function createDrawnCalls(outcomes: Drawn[], log: Log, run: () => Run): SlackCalls {
  let made = 0;
  const draw = async (kind: MessageCall, ref: MessageRef): Promise<Outcome> => {
    checkCall(kind, ref, log, run());
    log.calls.push({ kind, ts: ref.ts });
    log.running += 1;
    if (log.calls.length > 500) throw new Error("I11: more than 500 calls for one answer");
    if (log.running > 1) log.broken.push("I1: two message calls at a time");
    await Promise.resolve();
    log.running -= 1;
    checkInvariants(run(), log);
    return toOutcome(outcomes.shift() ?? "applied", ref);
  };
  const newRef = () => ({ channel: "C1", ts: `${++made + 1}.0` });
  return {
    start: () => draw("start", newRef()),
    post: () => draw("post", newRef()),
    append: (ref) => draw("append", ref),
    stop: (ref) => draw("stop", ref),
    update: (ref) => draw("update", ref),
    delete: (ref) => draw("update", ref),
    find: async () => ({ type: "found", messages: [] }),
    setSessionStatus: async () => ({ type: "applied", ts: "", channel: "C1" }),
  } as SlackCalls;
}

function toOutcome(what: Drawn, ref: MessageRef): Outcome {
  if (what === "applied") return { type: "applied", ...ref };
  if (what === "unknown") return { type: "unknown", code: "reset", error: undefined };
  return {
    type: "refused",
    reason: what,
    code: what,
    error: undefined,
    ...(what === "rate-limited" && { retryAfterMs: 2_000 }),
  };
}

/** Which calls are allowed: on the open message, or to repair an ended one. */
function checkCall(kind: MessageCall, ref: MessageRef, log: Log, { answer, control }: Run): void {
  const message = openMessage(answer.lanes[0]);
  const messages = messagesOf(answer);
  if (control.stopped === "user") log.broken.push(`I2: ${kind} after the user's stop`);
  if (kind === "start" || kind === "post") {
    if (message !== undefined) log.broken.push(`I3: ${kind} while a message is open`);
    return;
  }
  const owner = messages.find((one) => one.ref.ts === ref.ts);
  if (kind === "append" && owner !== message) log.broken.push("I4: append to a message that is not open");
  if (kind === "append" && owner?.transport === "edit") log.broken.push("I4: append to an edited message");
  if (owner?.ended === "deleted") log.broken.push(`I5: ${kind} on a deleted message`);
}

function checkInvariants({ answer, inbox }: Run, { broken }: Log): void {
  const message = openMessage(answer.lanes[0]);
  const messages = messagesOf(answer);
  let end = 0;
  for (const one of messages) {
    if (one.start !== end) broken.push(`I6: a message starts at ${one.start}, the one before ends at ${end}`);
    if (one.end < one.start) broken.push("I6: a message ends before it starts");
    if (one !== message && one.ended === undefined)
      broken.push("I7: a message that is not open has not ended");
    if (one.shown.surely !== undefined && one.shown.surely.offset < one.start)
      broken.push("I8: a doubt about another message's text");
    end = one.end;
  }
  if (message !== undefined && message !== messages.at(-1)) broken.push("I7: an older message is open");
  if (inbox.offset < end) broken.push("I10: text is in a message and in the inbox");
}
