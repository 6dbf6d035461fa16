import { Agent } from "../agent/agent.ts";
import { callListener } from "../call-listener.ts";
import { SlackStreamError } from "../errors.ts";
import { onAbort } from "../on-abort.ts";
import type { Settings } from "../options/settings.ts";
import { Inbox } from "../pacing/inbox.ts";
import { Wakeup } from "../pacing/wakeup.ts";
import { TargetCalls } from "../slack/create-slack-calls.ts";
import { toCallContext } from "../slack/perform-call.ts";
import type { SideCalls } from "../slack/side-calls.ts";
import type { SlackCalls } from "../slack/slack-calls.ts";
import { slackTimeFor } from "../slack/slack-time.ts";
import type { OpenSource, SourceReading, SourceSink } from "../source/read-source.ts";
import { createObserver, type Observer } from "../telemetry/channels.ts";
import type { RateBudget, StreamOutcome, StreamReceipt, StreamTarget } from "../types/index.ts";
import { type Answer, laneOf, openMessage, withLanes } from "./answer.ts";
import { Control, type StopCause } from "./control.ts";
import { carryOut, errorOf, tell } from "./effects.ts";
import type { Inputs } from "./inputs.ts";
import { createAnswer, planTurn, settleTurn, shareOut, type Turn } from "./lanes.ts";
import { addLiveMessage, LiveStream, liveStreams, stopOlder } from "./live-streams.ts";
import { Caller } from "./make-calls.ts";
import { toMentionPolicy } from "./neutralise-mentions.ts";
import { toReceipt } from "./receipt.ts";
import { isHeldByBudget, type Result } from "./results.ts";
import type { Call, Step } from "./steps.ts";

/** Where a stream goes, after all checks, and how Slack is called. */
export interface Delivery {
  readonly target: StreamTarget;
  readonly settings: Settings;
  readonly calls: SlackCalls;
  /** Statuses and reactions; where somebody else sees to them, none. */
  readonly side?: SideCalls | undefined;
  /** There is one where somebody subscribed to what streams do. */
  readonly observer?: Observer | undefined;
  /** Called with the answer between two steps: a test sends it through JSON and back. */
  readonly between?: ((answer: Answer) => Answer) | undefined;
  readonly keeper?: Keeper | undefined;
  /** Takes the place of the settings' budget. */
  readonly budget?: RateBudget | undefined;
}

/** Keeps an answer beyond its process. */
export interface Keeper {
  /** Stands before the sink of the run. */
  trackSource(run: Run): SourceSink;
  /** The answer as another process has left it, or how it ended before anything could be done. */
  begin(run: Run): Promise<Answer | Conclusion>;
  /** Before each call: it may go out, the next step has to be asked for anew, or the stream ends here. */
  before(step: Call, run: Run, lane: number): Promise<"go" | "again" | Conclusion>;
  after(run: Run): void;
  /** Somebody else has the answer: not one call more. */
  readonly over: Conclusion | undefined;
  /** The answer is over. */
  end(run: Run, conclusion: Conclusion, receipt: StreamReceipt): Promise<StreamReceipt>;
}

/** The calls to a target. */
export function createDelivery(target: StreamTarget, settings: Settings): Delivery {
  const observer = createObserver(target, () => settings.clock.now());
  const context = toCallContext(target, settings, observer);
  const calls = new TargetCalls(context, target, settings);
  return { target, settings, calls, side: calls, observer };
}

/** An answer, and what can't be a part of its value. */
export class Run {
  answer: Answer;
  readonly delivery: Delivery;
  /** One for each lane. The first is the main lane's, with all of the text. */
  readonly inboxes: readonly [Inbox, ...Inbox[]];
  /** Stands between the source and the inboxes, and knows what an agent does beside its text. */
  readonly agent: Agent;
  readonly control: Control;
  readonly wakeup: Wakeup;
  readonly caller: Caller;
  /** How others in this process may act on the stream. */
  readonly live: LiveStream;
  readonly startedAt: number;
  /** Characters of the answer that its source was not asked for again: they are before all that the inbox holds. */
  base = 0;
  reading: SourceReading | undefined;
  /** The error to reject with, once it was needed. */
  failed: { readonly error: unknown } | undefined;

  constructor(delivery: Delivery) {
    const { settings, side, target } = delivery;
    const { clock } = settings;
    this.delivery = delivery;
    this.startedAt = clock.now();
    this.wakeup = new Wakeup(clock);
    this.control = new Control(settings, this.wakeup);
    this.answer = createAnswer(settings, target);
    const [main, ...beside] = this.answer.lanes.map(() => new Inbox(settings, this.wakeup));
    this.inboxes = [main ?? new Inbox(settings, this.wakeup), ...beside];
    this.agent = new Agent(
      shareOut(this.inbox, beside[0]),
      // A card that not everybody sees is no place for sources.
      beside.length > 0 && settings.sources !== "hide" ? { ...settings, sources: "footnotes" } : settings,
      side && { calls: side, target },
    );
    this.live = new LiveStream(target, this.control, this.startedAt);
    this.caller = new Caller(delivery, this.control);
  }

  get inbox(): Inbox {
    return this.inboxes[0];
  }

  /** The inputs of a lane's next step. */
  toInputs(index = 0): Inputs {
    const { agent, answer, caller, control, delivery, live } = this;
    const { settings, target } = delivery;
    return {
      index,
      beside: answer.lanes.filter((_, other) => other !== index),
      now: settings.clock.now(),
      target,
      settings,
      mentions: toMentionPolicy(settings.mentions),
      inbox: this.inboxes[index] ?? this.inbox,
      agent,
      stopped: control.stopped ?? toStopBeside(answer, index),
      stoppedMessages: live.stoppedMessages,
      underWay: caller.underWay,
      deadline: control.deadline,
      nudges: control.nudges,
      toSlackTime: slackTimeFor(settings.clock.shared).at,
      late: caller.late.filter(({ lane }) => lane === index),
    };
  }

  /** Lets the source go, and removes all timers and listeners of the stream. */
  close(): void {
    this.reading?.letGo();
    this.live.leave();
    for (const inbox of this.inboxes) inbox.close();
    this.wakeup.close();
    this.control.close();
    this.delivery.settings.clock.close();
  }
}

/** The lanes beside the main one end when that fails. */
function toStopBeside({ lanes: [main] }: Answer, index: number): StopCause | undefined {
  return index > 0 && main.failure !== undefined ? "signal" : undefined;
}

/** One stream from beginning to end: the source is read into the inbox, what is in it is delivered, everything is let go. */
export function runStream(open: OpenSource, delivery: Delivery): Promise<StreamReceipt> {
  const { observer } = delivery;
  return observer === undefined ? runOne(open, delivery) : observer.around(() => runOne(open, delivery));
}

async function runOne(open: OpenSource, delivery: Delivery): Promise<StreamReceipt> {
  const { keeper, settings } = delivery;
  const { abortSignal } = settings;
  const run = new Run(delivery);
  // The source is read meanwhile.
  const olderEnded = settings.supersede ? stopOlder(run.live) : undefined;
  liveStreams().add(run.live);
  run.control.onStop = (by) => tell(run, { type: "stop", by });
  const unlinkAbort = onAbort(abortSignal, () => run.control.stop("signal", abortSignal?.reason));
  run.reading = open(run.control, keeper?.trackSource(run) ?? run.agent, run.inbox.room);
  try {
    if (olderEnded !== undefined) await olderEnded;
    return await conclude(run, await deliver(run));
  } finally {
    unlinkAbort();
    run.close();
  }
}

async function conclude(run: Run, conclusion: Conclusion): Promise<StreamReceipt> {
  const { agent, control, delivery } = run;
  const outcome = conclusion.type === "ended" ? conclusion.outcome : "failed";
  const settled = agent.end(outcome);
  // The messages are what counts: reactions and the status have the time that is left for closing, and no more.
  control.closeWithin(delivery.settings.closeTimeoutMs);
  await control.untilDeadline(settled);
  const made = toReceipt(run, outcome);
  const receipt = (await delivery.keeper?.end(run, conclusion, made)) ?? made;
  const error = conclusion.type === "failed" ? conclusion.error : undefined;
  delivery.observer?.ends(receipt, error);
  if (SlackStreamError.isInstance(error)) error.receipt ??= receipt;
  const { onFinish } = delivery.settings;
  if (onFinish !== undefined) callListener(() => onFinish(receipt, error));
  if (conclusion.type === "failed") throw error;
  return receipt;
}

/** How a stream ended: with an outcome, or with the error to reject with. */
export type Conclusion =
  | { readonly type: "ended"; readonly outcome: StreamOutcome }
  | { readonly type: "failed"; readonly error: unknown };

function beginWait({ agent, inboxes }: Run, step: Extract<Step, { type: "wait" }>): void {
  if (step.isIdle) agent.showStatus();
  else if (step.isTold) agent.status?.hide();
  for (const inbox of inboxes) inbox.wakesOnText = step.wakesOnText === true;
}

/** The one loop that owns the wire: it alone waits for the message calls, and makes one at a time. Never rejects. */
export async function deliver(run: Run): Promise<Conclusion> {
  const { keeper } = run.delivery;
  if (keeper !== undefined) {
    const begun = await keeper.begin(run);
    if ("type" in begun) return begun;
    replaceAnswer(run, begun);
  }
  for (;;) {
    if (keeper?.over !== undefined) return keeper.over;
    const { lane, step } = planTurn(run.answer, (one) => run.toInputs(one));
    switch (step.type) {
      case "done":
        return toConclusion(run);
      case "wait":
        beginWait(run, step);
        await run.wakeup.until(step.until);
        break;
      case "change":
        await carryOutStep({ lane, step }, run);
        break;
      default: {
        const kept = keeper === undefined ? "go" : await keeper.before(step, run, lane);
        if (typeof kept === "object") return kept;
        if (kept === "go") await carryOutStep({ lane, step }, run);
      }
    }
  }
}

interface Due extends Turn {
  readonly step: Exclude<Step, { type: "done" | "wait" }>;
}

/** Makes the call of a step, if it has one, and whatever else it does outside of the value. */
async function carryOutStep({ lane, step }: Due, run: Run): Promise<void> {
  const sentAt = run.delivery.settings.clock.now();
  noteOpening(run, step);
  const result: Result = step.type === "change" ? noCall : await call(step, lane, run);
  replaceAnswer(run, settleTurn(run.answer, { lane, step }, { result, sentAt }, run.toInputs(lane)));
  if (step.type === "session-status" && result.type === "applied") run.agent.status?.sessionSettled();
  noteOpened(run, lane);
  run.delivery.keeper?.after(run);
  // A batch that shows nothing was taken. The source may give more in the same moment, so it is read before the next step.
  const isUnseen = step.type === "change" && step.isUnseen;
  for (let turn = 0; isUnseen && turn < turnsToHear; turn += 1) await undefined;
}

/** The answer from now on; what is to be done outside of it is done. */
function replaceAnswer(run: Run, answer: Answer): void {
  const before = run.answer;
  run.answer = answer;
  for (const [index, { effects, messages }] of answer.lanes.entries()) {
    const added = messages.slice(laneOf(before, index).messages.length);
    for (const { ref, startedAt } of added) addLiveMessage(run.live, ref, startedAt);
    for (const effect of effects) carryOut(effect, index, run);
  }
  const next = withLanes(answer, (lane) => ({ ...lane, effects: [] }));
  run.answer = run.delivery.between?.(next) ?? next;
}

async function call(step: Call, lane: number, run: Run): Promise<Result> {
  const { observer } = run.delivery;
  const isKeepalive = step.type === "append" && step.what.type === "keepalive";
  observer?.sends({ textSince: run.inboxes[lane]?.textSince, isKeepalive });
  const result = await run.caller.call(step, laneOf(run.answer, lane), run.toInputs(lane));
  if (isHeldByBudget(result)) observer?.holds(step.type);
  return result;
}

const noCall = { type: "interrupted" } as const;

/** A generator that is asked for its next part, and hands on what another gave, needs a few turns. */
const turnsToHear = 4;

/** A message is about to be opened: nothing is written beside it, and a stop event may name it before we know it. */
function noteOpening({ agent, live }: Run, { type }: Step): void {
  if (type !== "start" && type !== "post") return;
  live.isOpening = true;
  agent.status?.suspend();
}

function noteOpened({ agent, answer, live }: Run, lane: number): void {
  const isOpening = answer.lanes.some(({ task }) => task?.type === "open" || task?.type === "look-up");
  if (!live.isOpening || isOpening) return;
  live.isOpening = false;
  const open = openMessage(laneOf(answer, lane));
  if (open !== undefined) agent.status?.replacedByMessage(open.transport);
}

function toConclusion(run: Run): Conclusion {
  const { answer, inbox } = run;
  const { failure, outcome = "aborted" } = answer.lanes[0];
  if (outcome !== "failed") return { type: "ended", outcome };
  if (failure !== undefined) return { type: "failed", error: errorOf(run, failure) };
  return { type: "failed", error: inbox.ending?.type === "failed" ? inbox.ending.error : undefined };
}
