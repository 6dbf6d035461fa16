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

/** The last state in the store: whether a call may be under way, since when, and how many messages there are. */
interface Written {
  readonly isUnderWay: boolean;
  readonly at: number;
  readonly messages: number;
}

/** Saves the state of an answer, so that another process can go on with it. */
export class StoreKeeper implements Keeper {
  /** Set if another process has taken the answer over. */
  over: Conclusion | undefined;
  readonly #entry: Entry;
  readonly #checkpoint: CheckpointOptions;
  readonly #lease: Lease;
  /** Set when the stream begins. */
  #begun: { readonly run: Run; readonly tracker: SourceTracker } | undefined;
  #written: Written = { isUnderWay: false, at: Number.NEGATIVE_INFINITY, messages: -1 };
  /** The writes are made one after the other. */
  #writing: Promise<unknown> = Promise.resolve();
  #isCalling = false;
  #stopHearing = () => {};
  #cancelQuiet = () => {};
  /** Set if another process had begun the answer, and this one only closed its messages. */
  #left: SavedAnswer | undefined;

  constructor(entry: Entry, checkpoint: CheckpointOptions) {
    this.#entry = entry;
    this.#checkpoint = checkpoint;
    const { clock, lock, saved, store, takenAt, writer } = entry;
    const { id, leaseMs = limits.leaseMs } = checkpoint;
    // Until the first write the record is that of the process before.
    const isOurs = (record: AnswerRecord) =>
      record.writer === writer || (record.writer === saved?.writer && record.savedAt === saved.savedAt);
    const onLost = () => this.#onLeaseLost();
    this.#lease = holdLease(lock, takenAt, { store, id, leaseMs, clock, isOurs, onLost });
  }

  /** Whether the answer still belongs to this process. */
  mayCall(): Promise<boolean> {
    return this.#lease.check();
  }

  trackSource(run: Run): SourceSink {
    const { clock, given, saved, store, target, writer } = this.#entry;
    const { channel, threadTs } = target;
    for (const { channel, ts, startedAt } of savedMessages(saved?.answer))
      addLiveMessage(run.live, { channel, ts }, startedAt);
    // A user's stop may name the message that a dead process was opening.
    run.live.isOpening = saved?.answer.lanes.some(({ opening }) => opening !== undefined) === true;
    const thread = { channel, threadTs };
    this.#stopHearing = hearThread(store, thread, { clock, hear: (notice) => hear(notice, run, writer) });
    if (run.delivery.settings.supersede && threadTs !== undefined) {
      const notice = { type: "superseded", before: run.startedAt, by: writer } as const;
      void tellThread(store, thread, notice);
    }
    const tracker = createSourceTracker(run, given, { from: saved?.from ?? fromStart, text: saved?.text });
    this.#begun = { run, tracker };
    return tracker.sink;
  }

  async begin(run: Run): Promise<Answer | Conclusion> {
    const { saved, target } = this.#entry;
    const { supersede } = run.delivery.settings;
    if (supersede && target.threadTs !== undefined)
      await untilOlderEnded(run, this.#entry, this.#checkpoint.id);
    if (saved === undefined || this.#begun === undefined) return run.answer;
    const { tracker } = this.#begun;
    const resumed = await resume(run, {
      saved,
      tracker,
      isOver: () => this.over,
      mayCall: () => this.mayCall(),
    });
    if (resumed.type === "answer") return resumed.answer;
    this.#left = resumed.left;
    return resumed.conclusion;
  }

  async before(step: Call, { answer, control }: Run, lane: number): Promise<"go" | "again" | Conclusion> {
    const { clock, store } = this.#entry;
    const { nudges } = control;
    await this.mayCall();
    if (this.over !== undefined) return this.over;
    this.#isCalling = true;
    if (!needsWrite(step, answer, { written: this.#written, now: clock.now() }) || store.isOff) return "go";
    const opened = step.type === "start" || step.type === "post" ? { lane, task: step.task } : undefined;
    await this.#save(answer, { isUnderWay: opened === undefined, opened });
    if (this.over !== undefined) return this.over;
    return control.nudges === nudges ? "go" : "again";
  }

  after({ answer }: Run): void {
    this.#isCalling = false;
    if (this.over !== undefined || this.#entry.store.isOff) return;
    if (openMessage(answer.lanes[0]) === undefined) this.#begun?.tracker.moveOn(answer);
    const { isUnderWay, messages } = this.#written;
    // The `ts` is written at once, because a later look-up finds the message less reliably.
    if (messages >= 0 && messagesOf(answer).length !== messages) this.#saveQuiet(answer);
    else if (isUnderWay) this.#saveWhenQuiet();
  }

  async end(run: Run, receipt: StreamReceipt): Promise<StreamReceipt> {
    const { saved, store } = this.#entry;
    this.#cancelQuiet();
    this.#stopHearing();
    this.#lease.stop();
    if (this.over !== undefined) return { ...receipt, checkpoint: "lost" };
    const { text: _, ...rest } = receipt;
    const isFinal = isOverForGood(run, receipt);
    const begun = this.#begun;
    if (begun !== undefined && (isFinal || this.#written.messages >= 0 || saved !== undefined)) {
      const answer = this.#left ?? withStrays(saveAnswer(run.answer, begun.tracker), run);
      const record = this.#toRecord(answer, { isUnderWay: false });
      await this.#write(isFinal ? { ...record, text: undefined, receipt: rest } : toInterrupted(record));
    }
    await this.#lease.release();
    const state = store.isOff ? "off" : "kept";
    return { ...receipt, checkpoint: this.over === undefined ? state : "lost" };
  }

  #onLeaseLost(): void {
    const id = JSON.stringify(this.#checkpoint.id.slice(0, 80));
    const text = `another process has taken over the answer ${id}: this one did not renew its lease in time`;
    const error = new SlackStreamError("already-running", text);
    this.over = { type: "failed", error };
    this.#begun?.run.control.abortSource(error);
    this.#begun?.run.control.nudge();
  }

  #toRecord(answer: SavedAnswer, { isUnderWay }: Pick<AnswerRecord, "isUnderWay">): AnswerRecord {
    const { clock, saved, target, writer } = this.#entry;
    const { leaseMs = limits.leaseMs, storeText } = this.#checkpoint;
    const { channel, recipientTeamId, recipientUserId, threadTs } = target;
    const tracker = this.#begun?.tracker;
    const text = storeText ? tracker?.toText() : undefined;
    return {
      version: 1,
      writer,
      savedAt: clock.now(),
      leaseMs,
      place: { channel, threadTs, recipientUserId, recipientTeamId, workspace: toAccountKey(target) },
      answer,
      isUnderWay,
      from: tracker?.from ?? saved?.from ?? fromStart,
      ...(text === undefined ? {} : { text }),
    };
  }

  #write(record: AnswerRecord): Promise<unknown> {
    const { clock, store } = this.#entry;
    const { isUnderWay } = record;
    this.#written = { isUnderWay, at: clock.now(), messages: savedMessages(record.answer).length };
    // A process that was frozen must not overwrite a newer record. The owner of the answer would be lost.
    this.#writing = this.#writing.then(
      async () => (await this.mayCall()) && writeRecord(store, this.#checkpoint.id, record),
    );
    return this.#writing;
  }

  async #save(answer: Answer, { isUnderWay, opened }: Saving): Promise<void> {
    if (this.#begun === undefined) return;
    const { run, tracker } = this.#begun;
    const saved = withStrays(saveAnswer(answer, tracker, opened), run);
    await this.#write(this.#toRecord(saved, { isUnderWay }));
  }

  #saveQuiet(answer: Answer): void {
    void this.#save(answer, { isUnderWay: answer.lanes.some(isUnclear) });
  }

  /** Saves the confirmed state when no call was made for a while. If it were saved at once, each append would cost two writes. */
  #saveWhenQuiet(): void {
    const { clock } = this.#entry;
    this.#cancelQuiet();
    const at = this.#written.at + 2 * limits.checkpointMs;
    this.#cancelQuiet = clock.setTimer(Math.max(0, at - clock.now()), () => {
      if (this.#begun !== undefined && !this.#isCalling && this.#written.isUnderWay)
        this.#saveQuiet(this.#begun.run.answer);
    });
  }
}

interface Saving {
  readonly isUnderWay: boolean;
  readonly opened?: Parameters<typeof saveAnswer>[2];
}

function hear(notice: ThreadNotice, { control, live, startedAt }: Run, writer: string): void {
  if (notice.type === "user-stop") stopIfMeant(notice.event, live);
  else if (notice.by !== writer && startedAt < notice.before) stopForNewer(control);
}

/** After a failure or a shutdown the next process goes on, and removes the notice. */
function toInterrupted(record: AnswerRecord): AnswerRecord {
  const lanes = record.answer.lanes.map((lane) => {
    const last = lane.messages.at(-1);
    return last === undefined
      ? lane
      : { ...lane, messages: lane.messages.with(-1, { ...last, isDifferent: true }) };
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
