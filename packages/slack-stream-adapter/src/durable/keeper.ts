import { type Answer, isKnown, type Lane, messagesOf, openMessage } from "../answer/answer.ts";
import { addLiveMessage, stopForNewer, stopIfMeant } from "../answer/live-streams.ts";
import type { Conclusion, Keeper, Run } from "../answer/run.ts";
import { type SavedAnswer, saveAnswer, savedMessages } from "../answer/saved.ts";
import type { Call } from "../answer/steps.ts";
import { SlackStreamError } from "../errors.ts";
import { limits } from "../limits.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { CheckpointOptions, StreamReceipt } from "../types/index.ts";
import type { Entry } from "./entry.ts";
import { holdLease } from "./lease.ts";
import { hearThread, type ThreadNotice, tellThread } from "./notices.ts";
import { type AnswerRecord, writeRecord } from "./record.ts";
import { resume } from "./resume.ts";
import { fromStart, type SourceWatch, watchSource } from "./source-watch.ts";

/** Keeps an answer in a store. */
export interface StoreKeeper extends Keeper {
  /** Whether the answer still belongs to this process. */
  mayCall(): Promise<boolean>;
}

/** Writes down where an answer stands, so that another process can go on with it. */
export function createKeeper(
  entry: Entry,
  { id, leaseMs = limits.leaseMs, storeText = false }: CheckpointOptions,
): StoreKeeper {
  const { clock, given, saved, store, writer } = entry;
  let run: Run | undefined;
  let watch: SourceWatch | undefined;
  let over: Conclusion | undefined;
  /** What the store says: that a call may be under way, since when, and how many messages there are. */
  let written = { isUnderWay: false, at: Number.NEGATIVE_INFINITY, messages: -1 };
  let isCalling = false;
  let stopHearing = () => {};
  /** Set when another process had begun the answer, and this one closed its messages without adding to them. */
  let left: SavedAnswer | undefined;
  let cancelQuiet: (() => void) | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const lease = holdLease(entry.lock, entry.takenAt, {
    store,
    id,
    leaseMs,
    clock,
    // Until the first write it is as the process before has left it.
    isOurs: (record) =>
      record.writer === writer || (record.writer === saved?.writer && record.savedAt === saved.savedAt),
    onLost() {
      over = { type: "failed", error: lostLease(id) };
      run?.control.abortSource(over.error);
      run?.control.nudge();
    },
  });

  const toRecord = (answer: SavedAnswer, isUnderWay: boolean): AnswerRecord => {
    const { channel, recipientTeamId, recipientUserId, threadTs } = entry.target;
    const text = storeText ? watch?.toText() : undefined;
    return {
      version: 1,
      writer,
      savedAt: clock.now(),
      leaseMs,
      place: { channel, threadTs, recipientUserId, recipientTeamId, workspace: toAccountKey(entry.target) },
      answer,
      isUnderWay,
      from: watch?.from ?? saved?.from ?? fromStart,
      ...(text === undefined ? {} : { text }),
    };
  };

  const write = (record: AnswerRecord): Promise<unknown> => {
    written = {
      isUnderWay: record.isUnderWay,
      at: clock.now(),
      messages: savedMessages(record.answer).length,
    };
    // A process that was frozen must not write over what another has written since: whose the answer is would be forgotten.
    writing = writing.then(
      async () => (await lease.check()) && store.ask("set", (one) => writeRecord(one, id, record)),
    );
    return writing;
  };

  const save = (
    answer: Answer,
    { isUnderWay, opened }: { isUnderWay: boolean; opened?: Parameters<typeof saveAnswer>[2] },
  ) => {
    if (watch === undefined || run === undefined) return undefined;
    return write(toRecord(withStrays(saveAnswer(answer, watch, opened), run), isUnderWay));
  };

  /** Writes down what is confirmed, once no call was made for a while: written at once, each append would cost two writes. */
  const saveWhenQuiet = () => {
    cancelQuiet?.();
    cancelQuiet = clock.setTimer(Math.max(0, written.at + 2 * limits.checkpointMs - clock.now()), () => {
      cancelQuiet = undefined;
      if (run !== undefined && !isCalling && over === undefined && written.isUnderWay) saveQuiet(run.answer);
    });
  };

  const saveQuiet = (answer: Answer) => {
    void save(answer, { isUnderWay: answer.lanes.some(isUnclear) });
  };

  return {
    get over() {
      return over;
    },
    mayCall: lease.check,
    watch(begun) {
      run = begun;
      const { live } = begun;
      for (const { channel, ts, startedAt } of savedMessages(saved?.answer))
        addLiveMessage(live, { channel, ts }, startedAt);
      const { channel, threadTs } = entry.target;
      const thread = { channel, threadTs };
      stopHearing = hearThread(store, thread, { clock, hear: (notice) => hear(notice, begun, writer) });
      if (begun.delivery.settings.supersede && threadTs !== undefined) {
        const notice = { type: "superseded", before: begun.startedAt, by: writer } as const;
        void store.ask("set", (one) => tellThread(one, thread, notice));
      }
      watch = watchSource(run, given, { from: saved?.from ?? fromStart, text: saved?.text });
      return watch.sink;
    },
    async begin(begun) {
      if (saved === undefined || watch === undefined) return begun.answer;
      const resumed = await resume(begun, { saved, watch, isOver: () => over, mayCall: lease.check });
      if (resumed.type === "answer") return resumed.answer;
      left = resumed.left;
      return resumed.conclusion;
    },
    async before(step, { answer, control }, lane) {
      const { nudges } = control;
      if (!(await lease.check())) return over ?? { type: "failed", error: lostLease(id) };
      isCalling = true;
      if (!needsWrite(step, answer, { written, now: clock.now() }) || store.isOff) return "go";
      const opened = step.type === "start" || step.type === "post" ? { lane, task: step.task } : undefined;
      await save(answer, { isUnderWay: opened === undefined, opened });
      if (over !== undefined) return over;
      return control.nudges === nudges ? "go" : "again";
    },
    after({ answer }) {
      isCalling = false;
      if (over !== undefined || store.isOff) return;
      if (openMessage(answer.lanes[0]) === undefined) watch?.moveOn(answer);
      // Its ts is worth a write of its own: it can't be found again as surely as it is known now.
      if (written.messages >= 0 && messagesOf(answer).length !== written.messages) saveQuiet(answer);
      else if (written.isUnderWay) saveWhenQuiet();
    },
    async end(ended, _conclusion, receipt) {
      cancelQuiet?.();
      stopHearing();
      lease.stop();
      if (over !== undefined) return { ...receipt, checkpoint: "lost" };
      const { text: _, ...rest } = receipt;
      const isFinal = isOverForGood(ended, receipt);
      if (watch !== undefined && (isFinal || written.messages >= 0 || saved !== undefined)) {
        const record = toRecord(left ?? withStrays(saveAnswer(ended.answer, watch), ended), false);
        await write(isFinal ? { ...record, text: undefined, receipt: rest } : toInterrupted(record));
      }
      await lease.release();
      if (lease.isLost) return { ...receipt, checkpoint: "lost" };
      return { ...receipt, checkpoint: store.isOff ? "off" : "kept" };
    },
  };
}

function hear(notice: ThreadNotice, { control, live, startedAt }: Run, writer: string): void {
  if (notice.type === "user-stop") stopIfMeant(notice.event, live);
  else if (notice.by !== writer && startedAt < notice.before) stopForNewer(control);
}

/** After a failure or a shutdown the next process goes on, and takes the notice away. */
function toInterrupted(record: AnswerRecord): AnswerRecord {
  const lanes = record.answer.lanes.map((lane) => {
    const noted = lane.messages.map((message, index) =>
      index === lane.messages.length - 1 ? { ...message, differs: true } : message,
    );
    return { ...lane, messages: noted };
  });
  return { ...record, answer: { lanes } };
}

function isOverForGood({ control }: Run, { outcome }: StreamReceipt): boolean {
  if (outcome === "aborted") return control.stopped === "signal";
  return outcome !== "failed";
}

/** With the openings that were answered too late. This process alone knows of them, and they must not stay open. */
function withStrays(saved: SavedAnswer, { answer, caller }: Run): SavedAnswer {
  const lanes = saved.lanes.map((lane, index) => {
    const of = answer.lanes[index] ?? answer.lanes[0];
    const late = caller.late.filter((one) => one.lane === index).slice(of.straysClosed);
    const open = late.filter((one) => one.call === "start" && !isKnown(of, one));
    const refs = open.map(({ channel, ts }) => ({ channel, ts }));
    return { ...lane, bareStops: [...lane.bareStops, ...refs] };
  });
  return { lanes };
}

/** A stop was sent, and nobody knows whether Slack carried it out. */
function isUnclear({ task }: Lane): boolean {
  return task?.type === "close" && task.lost;
}

function needsWrite(
  step: Call,
  answer: Answer,
  {
    written,
    now,
  }: { readonly written: { isUnderWay: boolean; at: number; messages: number }; readonly now: number },
): boolean {
  switch (step.type) {
    case "look-up":
    case "session-status":
    case "stop-notice":
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
  const text = `another process has taken over the answer ${JSON.stringify(id.slice(0, 80))}, because this one did not renew its lease in time; nothing more is sent`;
  return new SlackStreamError("already-running", text);
}
