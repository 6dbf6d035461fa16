import type { Answer } from "../answer/answer.ts";
import { toSourceTimeout } from "../answer/failures.ts";
import { isBefore, restoreAnswer, restoreMessage } from "../answer/restore.ts";
import type { Conclusion, Run } from "../answer/run.ts";
import type { SavedAnswer, SavedMessage, SavedOpening } from "../answer/saved.ts";
import { limits } from "../limits.ts";
import { repairMessage } from "../repair-stream.ts";
import { findOpenedMessage } from "./find-opening.ts";
import type { AnswerRecord } from "./record.ts";
import type { SourceWatch } from "./source-watch.ts";

export interface Resuming {
  readonly saved: AnswerRecord;
  readonly watch: SourceWatch;
  /** Somebody else has the answer. */
  readonly isOver: () => Conclusion | undefined;
  /** Whether it still belongs to this process. */
  readonly mayCall: () => Promise<boolean>;
}

export type Resumed =
  | { readonly type: "answer"; readonly answer: Answer }
  /** The source did not say again what was said: the answer stays as it was, and its messages are closed. */
  | { readonly type: "closed"; readonly conclusion: Conclusion; readonly left: SavedAnswer };

/** Finds what a dead process was opening, waits until the source has said again what is in Slack, and goes on from there. */
export async function resume(run: Run, resuming: Resuming): Promise<Resumed> {
  const { saved: record, watch, isOver, mayCall } = resuming;
  const opening = record.answer.opening;
  const found = opening === undefined ? undefined : await findOpening(run, record.answer, opening);
  const messages = found === undefined ? record.answer.messages : [...record.answer.messages, found];
  const saved: SavedAnswer = { ...record.answer, messages, opening: undefined };
  const said = await untilSaid(run, { saved, watch, isOver });
  if (said !== "said") return closeAsItIs(run, { saved, conclusion: said, mayCall });
  const restored = {
    saved,
    text: watch,
    isUnderWay: record.isUnderWay,
    isOpeningLost: opening !== undefined && found === undefined,
  };
  return { type: "answer", answer: restoreAnswer(run.answer, restored, run.toInputs()) };
}

async function untilSaid(
  run: Run,
  { saved, watch, isOver }: { readonly saved: SavedAnswer } & Pick<Resuming, "watch" | "isOver">,
): Promise<"said" | Conclusion> {
  const { agent, delivery, inbox, wakeup } = run;
  const { settings } = delivery;
  const { clock, sourceTimeoutMs } = settings;
  watch.onGiven = wakeup.wake;
  try {
    for (;;) {
      while (inbox.takenBack !== undefined) inbox.forgetTakenBack(0);
      const over = isOver() ?? toStopped(run);
      if (over !== undefined) return over;
      if (hasSaid(run, saved, watch) || inbox.ending?.type === "done") return "said";
      if (inbox.ending?.type === "failed") return { type: "failed", error: inbox.ending.error };
      if (inbox.ending?.type === "aborted") return { type: "ended", outcome: "aborted" };
      const until = inbox.lastReadAt + sourceTimeoutMs;
      if (clock.now() < until) await wakeup.until(until);
      else agent.sink.failed(toSourceTimeout(settings));
    }
  } finally {
    watch.onGiven = () => {};
  }
}

function toStopped({ control: { stopped } }: Run): Conclusion | undefined {
  if (stopped === undefined) return undefined;
  if (stopped === "user") return { type: "ended", outcome: "stopped-by-user" };
  return { type: "ended", outcome: stopped === "newer-answer" ? "superseded" : "aborted" };
}

/** Cards that follow the text are told apart only once they are there, or something else is. */
function hasSaid({ inbox }: Run, { messages }: SavedAnswer, { base, length }: SourceWatch): boolean {
  const needed = messages.filter((message) => !isBefore(message, base));
  const end = Math.max(0, ...needed.map((message) => message.end));
  if (needed.length === 0 || length > end) return true;
  const cards = needed.flatMap((message) => (message.end === end ? message.cards : []));
  const isThere = (id: string) =>
    inbox.items.some(
      (item) => item.type === "chunk" && item.chunk.type === "task_update" && item.chunk.id === id,
    );
  return length === end && (end > 0 || cards.length > 0) && cards.every(({ id }) => isThere(id));
}

/** Closes the messages as `repairStream` would. After a user's stop nothing is written. */
async function closeAsItIs(
  run: Run,
  {
    saved,
    conclusion,
    mayCall,
  }: { readonly saved: SavedAnswer; readonly conclusion: Conclusion } & Pick<Resuming, "mayCall">,
): Promise<Resumed> {
  const { control, delivery } = run;
  const { calls, settings } = delivery;
  const isStopped = conclusion.type === "ended" && conclusion.outcome === "stopped-by-user";
  const open = isStopped ? [] : saved.messages.filter(({ ended }) => ended === undefined);
  const close = async () => {
    for (const { channel, ts } of open)
      if (await mayCall()) await repairMessage(calls, { ref: { channel, ts }, clock: settings.clock });
  };
  await control.untilDeadline(close());
  const messages = saved.messages.map(
    (message): SavedMessage => ({ ...message, ended: message.ended ?? "unknown" }),
  );
  const [{ next: content }] = run.answer.lanes;
  const restored = messages.map((message) => restoreMessage(message, { content, base: run.base }));
  run.answer = { ...run.answer, lanes: [{ messages: restored, next: content }] };
  return { type: "closed", conclusion, left: { ...saved, messages } };
}

/** Slack may carry out a call for some seconds after its sender has died. */
async function findOpening(
  run: Run,
  saved: SavedAnswer,
  opening: SavedOpening,
): Promise<SavedMessage | undefined> {
  const { control, delivery, wakeup } = run;
  const { calls, settings } = delivery;
  const last = saved.messages.at(-1);
  const newerThan = last?.ts ?? delivery.target.threadTs;
  for (const waitMs of [limits.firstLookupMs, limits.firstLookupMs + limits.secondLookupMs]) {
    const from = opening.since + waitMs;
    while (settings.clock.now() < from && control.stopped === undefined) await wakeup.until(from);
    const find = () => control.untilHalted(calls.find({ newerThan }), undefined, undefined);
    const found = await findOpenedMessage({ find, opening, start: last?.end });
    if (found !== undefined || control.stopped !== undefined) return found;
  }
  return undefined;
}
