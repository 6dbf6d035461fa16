import { type Answer, type Lane, laneOf, messagesOf, openMessage } from "../answer/answer.ts";
import { addLiveMessage, stopForNewer, stopIfMeant } from "../answer/live-streams.ts";
import type { Conclusion, Keeper, Run } from "../answer/run.ts";
import { type SavedAnswer, saveAnswer, savedMessages } from "../answer/saved.ts";
import type { Call } from "../answer/steps.ts";
import { lateStarts } from "../answer/strays.ts";
import { SlackStreamError } from "../errors.ts";
import * as limits from "../limits.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { SourceSink } from "../source/read-source.ts";
import type { CheckpointOptions, StreamReceipt } from "../types/index.ts";
import type { Entry } from "./entry.ts";
import { holdLease, type Lease } from "./lease.ts";
import { hearThread, type ThreadNotice, tellThread } from "./notices.ts";
import { untilOlderEnded } from "./older-answers.ts";
import { type AnswerRecord, writeRecord } from "./record.ts";
import { resume } from "./resume.ts";
import { createSourceTracker, fromStart, type SourceTracker } from "./source-tracker.ts";

/** Keeps an answer in a store. */
export interface StoreKeeper extends Keeper {
  /** Whether the answer still belongs to this process. */
  mayCall(): Promise<boolean>;
}

/** What the keeper knows of an answer while this process has it. */
interface Keeping {
  readonly entry: Entry;
  readonly checkpoint: CheckpointOptions;
  readonly lease: Lease;
  /** Set when the stream begins. */
  begun?: { readonly run: Run; readonly tracker: SourceTracker };
  over?: Conclusion;
  written: Written;
  /** The writes are made one after the other. */
  writing: Promise<unknown>;
  isCalling: boolean;
  stopHearing: () => void;
  cancelQuiet: () => void;
  /** Set if another process had begun the answer, and this one only closed its messages. */
  left?: SavedAnswer;
}

/** The last state in the store: whether a call may be under way, since when, and how many messages there are. */
interface Written {
  readonly isUnderWay: boolean;
  readonly at: number;
  readonly messages: number;
}

/** Saves the state of an answer, so that another process can go on with it. */
export function createKeeper(entry: Entry, checkpoint: CheckpointOptions): StoreKeeper {
  const keeping: Keeping = {
    entry,
    checkpoint,
    lease: takeLease(entry, checkpoint, () => onLeaseLost(keeping)),
    written: { isUnderWay: false, at: Number.NEGATIVE_INFINITY, messages: -1 },
    writing: Promise.resolve(),
    isCalling: false,
    stopHearing() {},
    cancelQuiet() {},
  };
  return {
    get over() {
      return keeping.over;
    },
    mayCall: keeping.lease.check,
    trackSource: (run) => trackSource(keeping, run),
    begin: (run) => begin(keeping, run),
    before: (step, run, lane) => beforeCall(keeping, step, { run, lane }),
    after: (run) => afterCall(keeping, run),
    end: (run, _conclusion, receipt) => end(keeping, run, receipt),
  };
}

function takeLease(
  { clock, lock, saved, store, takenAt, writer }: Entry,
  { id, leaseMs = limits.leaseMs }: CheckpointOptions,
  onLost: () => void,
): Lease {
  // Until the first write the record is that of the process before.
  const isOurs = (record: AnswerRecord) =>
    record.writer === writer || (record.writer === saved?.writer && record.savedAt === saved.savedAt);
  return holdLease(lock, takenAt, { store, id, leaseMs, clock, isOurs, onLost });
}

function onLeaseLost(keeping: Keeping): void {
  const error = lostLease(keeping.checkpoint.id);
  keeping.over = { type: "failed", error };
  keeping.begun?.run.control.abortSource(error);
  keeping.begun?.run.control.nudge();
}

function trackSource(keeping: Keeping, run: Run): SourceSink {
  const { clock, given, saved, store, target, writer } = keeping.entry;
  const { channel, threadTs } = target;
  for (const { channel, ts, startedAt } of savedMessages(saved?.answer))
    addLiveMessage(run.live, { channel, ts }, startedAt);
  // A user's stop may name the message that a dead process was opening.
  run.live.isOpening = saved?.answer.lanes.some(({ opening }) => opening !== undefined) === true;
  const thread = { channel, threadTs };
  keeping.stopHearing = hearThread(store, thread, { clock, hear: (notice) => hear(notice, run, writer) });
  if (run.delivery.settings.supersede && threadTs !== undefined) {
    const notice = { type: "superseded", before: run.startedAt, by: writer } as const;
    void store.ask("set", (one) => tellThread(one, thread, notice));
  }
  const tracker = createSourceTracker(run, given, { from: saved?.from ?? fromStart, text: saved?.text });
  keeping.begun = { run, tracker };
  return tracker.sink;
}

async function begin(keeping: Keeping, run: Run): Promise<Answer | Conclusion> {
  const { begun, entry, lease } = keeping;
  const { saved, target } = entry;
  const { supersede } = run.delivery.settings;
  if (supersede && target.threadTs !== undefined) await untilOlderEnded(run, entry, keeping.checkpoint.id);
  if (saved === undefined || begun === undefined) return run.answer;
  const { tracker } = begun;
  const resumed = await resume(run, { saved, tracker, isOver: () => keeping.over, mayCall: lease.check });
  if (resumed.type === "answer") return resumed.answer;
  keeping.left = resumed.left;
  return resumed.conclusion;
}

async function beforeCall(
  keeping: Keeping,
  step: Call,
  { run, lane }: { readonly run: Run; readonly lane: number },
): Promise<"go" | "again" | Conclusion> {
  const { checkpoint, entry, lease, written } = keeping;
  const { answer, control } = run;
  const { nudges } = control;
  if (!(await lease.check())) return keeping.over ?? { type: "failed", error: lostLease(checkpoint.id) };
  keeping.isCalling = true;
  if (!needsWrite(step, answer, { written, now: entry.clock.now() }) || entry.store.isOff) return "go";
  const opened = step.type === "start" || step.type === "post" ? { lane, task: step.task } : undefined;
  await save(keeping, answer, { isUnderWay: opened === undefined, opened });
  if (keeping.over !== undefined) return keeping.over;
  return control.nudges === nudges ? "go" : "again";
}

function afterCall(keeping: Keeping, { answer }: Run): void {
  const { begun, entry, over, written } = keeping;
  keeping.isCalling = false;
  if (over !== undefined || entry.store.isOff) return;
  if (openMessage(answer.lanes[0]) === undefined) begun?.tracker.moveOn(answer);
  // The `ts` is written at once, because a later look-up finds the message less reliably.
  if (written.messages >= 0 && messagesOf(answer).length !== written.messages) saveQuiet(keeping, answer);
  else if (written.isUnderWay) saveWhenQuiet(keeping);
}

async function end(keeping: Keeping, run: Run, receipt: StreamReceipt): Promise<StreamReceipt> {
  const { begun, entry, lease } = keeping;
  const { saved, store } = entry;
  keeping.cancelQuiet();
  keeping.stopHearing();
  lease.stop();
  if (keeping.over !== undefined) return { ...receipt, checkpoint: "lost" };
  const { text: _, ...rest } = receipt;
  const isFinal = isOverForGood(run, receipt);
  if (begun !== undefined && (isFinal || keeping.written.messages >= 0 || saved !== undefined)) {
    const answer = keeping.left ?? withStrays(saveAnswer(run.answer, begun.tracker), run);
    const record = toRecord(keeping, answer, { isUnderWay: false });
    await write(keeping, isFinal ? { ...record, text: undefined, receipt: rest } : toInterrupted(record));
  }
  await lease.release();
  if (lease.isLost) return { ...receipt, checkpoint: "lost" };
  return { ...receipt, checkpoint: store.isOff ? "off" : "kept" };
}

function toRecord(
  { begun, checkpoint, entry }: Keeping,
  answer: SavedAnswer,
  { isUnderWay }: Pick<AnswerRecord, "isUnderWay">,
): AnswerRecord {
  const { clock, saved, target, writer } = entry;
  const { leaseMs = limits.leaseMs, storeText } = checkpoint;
  const { channel, recipientTeamId, recipientUserId, threadTs } = target;
  const text = storeText ? begun?.tracker.toText() : undefined;
  return {
    version: 1,
    writer,
    savedAt: clock.now(),
    leaseMs,
    place: { channel, threadTs, recipientUserId, recipientTeamId, workspace: toAccountKey(target) },
    answer,
    isUnderWay,
    from: begun?.tracker.from ?? saved?.from ?? fromStart,
    ...(text === undefined ? {} : { text }),
  };
}

function write(keeping: Keeping, record: AnswerRecord): Promise<unknown> {
  const { checkpoint, entry, lease } = keeping;
  const { isUnderWay } = record;
  keeping.written = {
    isUnderWay,
    at: entry.clock.now(),
    messages: savedMessages(record.answer).length,
  };
  // A process that was frozen must not overwrite a newer record. The owner of the answer would be lost.
  keeping.writing = keeping.writing.then(
    async () =>
      (await lease.check()) && entry.store.ask("set", (one) => writeRecord(one, checkpoint.id, record)),
  );
  return keeping.writing;
}

interface Saving {
  readonly isUnderWay: boolean;
  readonly opened?: Parameters<typeof saveAnswer>[2];
}

async function save(keeping: Keeping, answer: Answer, { isUnderWay, opened }: Saving): Promise<void> {
  if (keeping.begun === undefined) return;
  const { run, tracker } = keeping.begun;
  const saved = withStrays(saveAnswer(answer, tracker, opened), run);
  await write(keeping, toRecord(keeping, saved, { isUnderWay }));
}

function saveQuiet(keeping: Keeping, answer: Answer): void {
  void save(keeping, answer, { isUnderWay: answer.lanes.some(isUnclear) });
}

/** Saves the confirmed state when no call was made for a while. If it were saved at once, each append would cost two writes. */
function saveWhenQuiet(keeping: Keeping): void {
  const { clock } = keeping.entry;
  keeping.cancelQuiet();
  const at = keeping.written.at + 2 * limits.checkpointMs;
  keeping.cancelQuiet = clock.setTimer(Math.max(0, at - clock.now()), () => {
    const { begun, isCalling, over, written } = keeping;
    if (begun !== undefined && !isCalling && over === undefined && written.isUnderWay)
      saveQuiet(keeping, begun.run.answer);
  });
}

function hear(notice: ThreadNotice, { control, live, startedAt }: Run, writer: string): void {
  if (notice.type === "user-stop") stopIfMeant(notice.event, live);
  else if (notice.by !== writer && startedAt < notice.before) stopForNewer(control);
}

/** After a failure or a shutdown the next process goes on, and removes the notice. */
function toInterrupted(record: AnswerRecord): AnswerRecord {
  const lanes = record.answer.lanes.map((lane) => {
    const noted = lane.messages.map((message, index) =>
      index === lane.messages.length - 1 ? { ...message, isDifferent: true } : message,
    );
    return { ...lane, messages: noted };
  });
  return { ...record, answer: { lanes } };
}

function isOverForGood({ control }: Run, { outcome }: StreamReceipt): boolean {
  if (outcome === "aborted") return control.stopped === "signal";
  return outcome !== "failed";
}

/** Adds the messages whose openings were answered too late. Only this process knows them, and they must not stay open. */
function withStrays(saved: SavedAnswer, { answer, caller }: Run): SavedAnswer {
  const lanes = saved.lanes.map((lane, index) => {
    const late = caller.late.filter((one) => one.lane === index);
    const refs = lateStarts(laneOf(answer, index), late).map(({ channel, ts }) => ({ channel, ts }));
    return { ...lane, strays: { ...lane.strays, open: [...lane.strays.open, ...refs] } };
  });
  return { lanes };
}

/** A stop was sent and is unconfirmed. */
function isUnclear({ task }: Lane): boolean {
  return task?.type === "close" && task.isUnconfirmed;
}

function needsWrite(
  step: Call,
  answer: Answer,
  { written, now }: { readonly written: Written; readonly now: number },
): boolean {
  switch (step.type) {
    case "look-up":
    case "session-status":
      return false;
    case "start":
    case "post":
      return true;
    default: {
      const isKnown = written.messages === messagesOf(answer).length;
      return !(isKnown && written.isUnderWay && now - written.at < limits.checkpointMs);
    }
  }
}

function lostLease(id: string): SlackStreamError {
  const text = `another process has taken over the answer ${JSON.stringify(id.slice(0, 80))}: this one did not renew its lease in time`;
  return new SlackStreamError("already-running", text);
}
