import { type Answer, withLanes } from "../answer/answer.ts";
import { toSourceTimeout } from "../answer/failures.ts";
import { isBefore, restoreLane, restoreMessage } from "../answer/restore.ts";
import type { Conclusion, Run } from "../answer/run.ts";
import {
  type SavedAnswer,
  type SavedLane,
  type SavedMessage,
  type SavedOpening,
  type SourceText,
  savedMessages,
  textFor,
} from "../answer/saved.ts";
import { toLetters } from "../answer/sent.ts";
import * as limits from "../limits.ts";
import { repairMessage } from "../repair-stream.ts";
import { findOpenedMessage } from "./find-opening.ts";
import type { AnswerRecord } from "./record.ts";
import type { SourceTracker } from "./source-tracker.ts";

export interface Resuming {
  readonly saved: AnswerRecord;
  readonly tracker: SourceTracker;
  /** Another process has the answer. */
  readonly isOver: () => Conclusion | undefined;
  /** Whether this process still has the answer. */
  readonly mayCall: () => Promise<boolean>;
}

export type Resumed =
  | { readonly type: "answer"; readonly answer: Answer }
  /** The source did not give the earlier text again. The answer stays as it was, and its messages are closed. */
  | { readonly type: "closed"; readonly conclusion: Conclusion; readonly left: SavedAnswer };

/** Looks for the message that a dead process was opening, waits until the source has given the text in Slack again, and goes on from there. */
export async function resume(run: Run, resuming: Resuming): Promise<Resumed> {
  const { saved: record, tracker, isOver, mayCall } = resuming;
  const lanes: SavedLane[] = [];
  for (const lane of record.answer.lanes) lanes.push(await withOpened(run, lane));
  const said = await untilSaid(run, { lanes, tracker, isOver });
  if (said !== "said") return closeAsItIs(run, { lanes, conclusion: said, mayCall });
  // This time the main lane shows the cards.
  await closeOpen(run, { lanes: lanes.slice(run.answer.lanes.length), mayCall });
  const isUnderWay = record.isUnderWay || (await hasGrown(run, lanes[0]?.messages.at(-1)));
  const answer = withLanes(run.answer, (fresh, index) => {
    const saved = lanes[index];
    if (saved === undefined) return fresh;
    const restored = { saved, text: textFor(tracker, index), isUnderWay };
    return restoreLane(fresh, restored, run.toInputs(index));
  });
  return { type: "answer", answer };
}

/** Returns the lane with the message that was being opened, if it is found. */
async function withOpened(run: Run, lane: SavedLane): Promise<SavedLane> {
  const { messages, opening } = lane;
  const found = opening && (await findOpening(run, lane, opening));
  return found === undefined ? lane : { ...lane, messages: [...messages, found], opening: undefined };
}

/** A process goes on after its store has failed. Then the open message may hold more than the record says. */
async function hasGrown({ base, control, delivery, inbox }: Run, last?: SavedMessage): Promise<boolean> {
  if (last === undefined || last.ended !== undefined) return false;
  const found = await control.untilHalted(delivery.calls.find(last), undefined, undefined);
  const saved = toLetters(inbox.textBetween(last.start - base, last.end - base));
  return found?.type === "found" && found.messages.some(({ text }) => toLetters(text).count > saved.count);
}

async function untilSaid(
  run: Run,
  { lanes, tracker, isOver }: { readonly lanes: readonly SavedLane[] } & Pick<Resuming, "tracker" | "isOver">,
): Promise<"said" | Conclusion> {
  const { agent, delivery, inbox, inboxes, wakeup } = run;
  const { settings } = delivery;
  const { clock, sourceTimeoutMs } = settings;
  for (;;) {
    forgetTakenBack(inboxes);
    const over = isOver() ?? toStopped(run);
    if (over !== undefined) return over;
    if (hasSaidAll(run, lanes, tracker)) return "said";
    const ended = toEnded(inbox);
    if (ended !== undefined) return ended;
    for (const one of inboxes) one.wakesOnText = true;
    const until = inbox.lastReadAt + sourceTimeoutMs;
    if (clock.now() < until) await wakeup.until(until);
    else agent.failed(toSourceTimeout(settings));
  }
}

function toStopped({ control: { stopped } }: Run): Conclusion | undefined {
  if (stopped === undefined) return undefined;
  if (stopped === "user") return { type: "ended", outcome: "stopped-by-user" };
  return { type: "ended", outcome: stopped === "newer-answer" ? "superseded" : "aborted" };
}

function toEnded({ ending }: Run["inbox"]): "said" | Conclusion | undefined {
  switch (ending?.type) {
    case "done":
      return "said";
    case "failed":
      return { type: "failed", error: ending.error };
    case "aborted":
      return { type: "ended", outcome: "aborted" };
    default:
      return undefined;
  }
}

function hasSaidAll({ answer, inboxes }: Run, lanes: readonly SavedLane[], tracker: SourceTracker): boolean {
  // A post that is never edited was made after the source's end.
  if (answer.lanes[0].allowed === "post") return false;
  return inboxes.every((inbox, index) =>
    hasSaid(inbox, lanes[index]?.messages ?? [], textFor(tracker, index)),
  );
}

/** Forgets the content that the source took back before it had repeated everything. That content was never in Slack. */
function forgetTakenBack(inboxes: Run["inboxes"]): void {
  for (const one of inboxes) while (one.takenBack !== undefined) one.forgetTakenBack(0);
}

/** Cards after the text can be compared only when they have come, or other content has. */
function hasSaid(
  inbox: Run["inbox"],
  messages: readonly SavedMessage[],
  { base, length }: SourceText,
): boolean {
  const needed = messages.filter((message) => !isBefore(message, base));
  const end = Math.max(0, ...needed.map((message) => message.end));
  if (needed.length === 0 || length > end) return true;
  const cards = needed.flatMap((message) => (message.end === end ? message.cards : []));
  const isThere = (id: string) =>
    inbox.items.some(
      (item) => item.type === "chunk" && item.chunk.type === "task_update" && item.chunk.id === id,
    );
  return length === end && (end > 0 || cards.length > 0) && cards.every(isThere);
}

interface Closing extends Pick<Resuming, "mayCall"> {
  readonly lanes: readonly SavedLane[];
}

/** Closes the messages as `repairStream` would. After a user's stop nothing is written. */
async function closeAsItIs(
  run: Run,
  { lanes, conclusion, mayCall }: Closing & { readonly conclusion: Conclusion },
): Promise<Resumed> {
  const isStopped = conclusion.type === "ended" && conclusion.outcome === "stopped-by-user";
  if (!isStopped) await closeOpen(run, { lanes, mayCall });
  const left = lanes.map((lane) => ({
    ...lane,
    messages: lane.messages.map((message) => ({ ...message, ended: message.ended ?? ("unknown" as const) })),
    opening: undefined,
  }));
  run.answer = withLanes(run.answer, (lane, index) => {
    const base = index === 0 ? run.base : 0;
    const messages = (left[index]?.messages ?? []).map((one) => restoreMessage(one, lane.next, base));
    return { ...lane, messages };
  });
  return { type: "closed", conclusion, left: { lanes: left } };
}

async function closeOpen({ control, delivery }: Run, { lanes, mayCall }: Closing): Promise<void> {
  const { calls, settings } = delivery;
  const open = savedMessages({ lanes }).filter(({ ended }) => ended === undefined);
  const close = async () => {
    for (const ref of open) if (await mayCall()) await repairMessage(calls, { ref, clock: settings.clock });
  };
  await control.untilDeadline(close());
}

/** Slack may still carry out a call some seconds after its sender has died. */
async function findOpening(
  run: Run,
  lane: SavedLane,
  opening: SavedOpening,
): Promise<SavedMessage | undefined> {
  const { control, delivery, wakeup } = run;
  const { calls, settings } = delivery;
  const last = lane.messages.at(-1);
  const newerThan = last?.ts ?? delivery.target.threadTs;
  for (const waitMs of [limits.firstLookupMs, limits.firstLookupMs + limits.secondLookupMs]) {
    const from = opening.sentAt + waitMs;
    while (settings.clock.now() < from && control.stopped === undefined) await wakeup.until(from);
    const find = () =>
      control.untilHalted(calls.find({ newerThan, channel: last?.channel }), undefined, undefined);
    const found = await findOpenedMessage({ find, opening, start: last?.end, clock: settings.clock.shared });
    if (found !== undefined || control.stopped !== undefined) return found;
  }
  return undefined;
}
