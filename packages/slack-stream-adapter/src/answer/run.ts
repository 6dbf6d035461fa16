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
import { Caller, interrupted } from "./make-calls.ts";
import { toMentionPolicy } from "./neutralise-mentions.ts";
import { toReceipt } from "./receipt.ts";
import { isHeldByBudget, type Result } from "./results.ts";
import type { Call, Step } from "./steps.ts";

/** The checked target of a stream, and how Slack is called. */
export interface Delivery {
  readonly target: StreamTarget;
  readonly settings: Settings;
  readonly calls: SlackCalls;
  /** Statuses and reactions. Undefined if somebody else sets them. */
  readonly side?: SideCalls | undefined;
  /** Undefined without a subscriber to the telemetry channels. */
  readonly observer?: Observer | undefined;
  /** Called with the answer between two steps. A test sends the answer through JSON and back here. */
  readonly between?: ((answer: Answer) => Answer) | undefined;
  readonly keeper?: Keeper | undefined;
  /** Replaces the budget of the settings. */
  readonly budget?: RateBudget | undefined;
}

/** Keeps an answer after its process has ended. */
export interface Keeper {
  /** Returns a sink that receives the source's items before the run's own sink. */
  trackSource(run: Run): SourceSink;
  /** The answer as another process has left it, or its end if nothing is left to do. */
  begin(run: Run): Promise<Answer | Conclusion>;
  /** Asked before each call: the call may go out, the next step has to be planned again, or the stream ends here. */
  before(step: Call, run: Run, lane: number): Promise<"go" | "again" | Conclusion>;
  after(run: Run): void;
  /** Another process has the answer, so this one makes no further call. */
  readonly over: Conclusion | undefined;
  /** The answer is over. */
  end(run: Run, receipt: StreamReceipt): Promise<StreamReceipt>;
}

/** The calls to a target. */
export function createDelivery(target: StreamTarget, settings: Settings): Delivery {
  const observer = createObserver(target, () => settings.clock.now());
  const context = toCallContext(target, settings, observer);
  const calls = new TargetCalls(context, target, settings);
  return { target, settings, calls, side: calls, observer };
}

/** An answer, and everything that can't be part of its value. */
export class Run {
  answer: Answer;
  readonly delivery: Delivery;
  /** One for each lane. The first belongs to the main lane and has all text. */
  readonly inboxes: readonly [Inbox, ...Inbox[]];
  /** Receives the parts of the source and fills the inboxes. It knows what the agent does besides writing text. */
  readonly agent: Agent;
  readonly control: Control;
  readonly wakeup: Wakeup;
  readonly caller: Caller;
  /** How other code in this process acts on the stream. */
  readonly live: LiveStream;
  readonly startedAt: number;
  /** How many characters of the answer the source did not give again after a resume. They come before the content of the inbox. */
  base = 0;
  reading: SourceReading | undefined;
  /** The error to reject with, after it was made. */
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
      // Not everybody sees this card, so it does not show sources.
      beside.length > 0 && settings.sources !== "hide" ? { ...settings, sources: "footnotes" } : settings,
      side && { calls: side, target },
    );
    this.live = new LiveStream(target, this.control, this.startedAt);
    this.caller = new Caller(delivery, this.live);
  }

  get inbox(): Inbox {
    return this.inboxes[0];
  }

  /** Returns the inputs of a lane's next step. */
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

  /** Closes the source, and removes all timers and listeners of the stream. */
  close(): void {
    this.reading?.letGo();
    this.live.leave();
    for (const inbox of this.inboxes) inbox.close();
    this.wakeup.close();
    this.control.close();
    this.delivery.settings.clock.close();
  }
}

/** The other lanes end when the main lane fails. */
function toStopBeside({ lanes: [main] }: Answer, index: number): StopCause | undefined {
  return index > 0 && main.failure !== undefined ? "signal" : undefined;
}

/** Runs one stream from beginning to end: reads the source into the inbox, delivers the inbox, and releases all resources. */
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
  // Messages are more important. Reactions and the status only get the time that is left for closing.
  control.closeWithin(delivery.settings.closeTimeoutMs);
  await control.untilDeadline(settled);
  const made = toReceipt(run, outcome);
  const receipt = (await delivery.keeper?.end(run, made)) ?? made;
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

/** The only loop that waits for message calls. It makes one at a time. Never rejects. */
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

/** Makes the call of a step, if it has one, and carries out its effects outside of the value. */
async function carryOutStep({ lane, step }: Due, run: Run): Promise<void> {
  const sentAt = run.delivery.settings.clock.now();
  noteOpening(run, step);
  const result: Result = step.type === "change" ? interrupted : await call(step, lane, run);
  replaceAnswer(run, settleTurn(run.answer, { lane, step }, { result, sentAt }, run.toInputs(lane)));
  if (step.type === "session-status" && result.type === "applied") run.agent.status?.sessionSettled();
  noteOpened(run, lane);
  run.delivery.keeper?.after(run);
  // The batch showed nothing. The source may have more text at once, so it is read before the next step.
  const isUnseen = step.type === "change" && step.isUnseen;
  for (let turn = 0; isUnseen && turn < turnsToHear; turn += 1) await undefined;
}

/** Replaces the answer, and carries out the effects outside of its value. */
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

/** A generator that passes on the parts of another generator needs a few turns of the event loop for each part. */
const turnsToHear = 4;

/** A message is being opened. The library writes nothing beside it. A stop event may name the message before the library knows it. */
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
