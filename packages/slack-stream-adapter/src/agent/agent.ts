import type { Settings } from "../options/settings.ts";
import type { SideCalls } from "../slack/side-calls.ts";
import type { CanonicalPart } from "../source/canonical-parts.ts";
import type { CardChunk } from "../source/part-reader.ts";
import type { SourceSink } from "../source/read-source.ts";
import type { StreamOutcome, StreamTarget, TaskUpdateChunk } from "../types/index.ts";
import { type AgentUpdate, noUpdates, type PendingCall } from "./agent-update.ts";
import { toFailureNotice, toFinishNotice, toWaitingNotes } from "./notices.ts";
import { PartMapper } from "./part-mapper.ts";
import { PlanTitle } from "./plan-title.ts";
import { beginReactions, type HowItEnded, type Reactions } from "./reactions.ts";
import { ReplyGate, type WithholdingSink } from "./reply-gate.ts";
import { toRunning } from "./short-text.ts";
import { openStatusLine, type StatusLine } from "./status-line.ts";
import { toCardLine } from "./task-card.ts";

/** How an answer ended. */
export type AnswerEnd =
  | { readonly type: "ended"; readonly outcome: StreamOutcome }
  | { readonly type: "failed"; readonly error: unknown };

export interface ShownContent {
  readonly cards: "shown" | "refused";
  /** The part of the answer that is in the thread, or was there until somebody deleted it. */
  readonly shown: "something" | "nothing";
}

/**
 * Receives the parts of a source before the inbox. Turns an agent's work into chunks between the text, a status, reactions, and notices at the
 * end of the answer.
 */
export class Agent implements SourceSink {
  /** Undefined if no status is shown. */
  readonly status: StatusLine | undefined;
  readonly #inbox: WithholdingSink;
  readonly #settings: Settings;
  readonly #gate: ReplyGate;
  readonly #reactions: Reactions | undefined;
  /** Made when the first part comes. Most answers are text alone, and need no memory for this. */
  #mapper: PartMapper | undefined;
  /** Undefined if there is no plan, or if the source gives its title. */
  #plan: PlanTitle | undefined;
  /** The source gave text. */
  #hasText = false;
  /** The source gave cards or blocks. */
  #hasChunks = false;
  #running: RunningTitles | undefined;
  /** What a tool does now. The next text ends this. */
  currentTool: string | undefined;
  /** The outcome of the latest tool, after its last part. */
  lastToolOutcome: string | undefined;

  /** Without `beside` there are no status and no reactions. */
  constructor(
    inbox: WithholdingSink,
    settings: Settings,
    beside?: { readonly calls: SideCalls; readonly target: StreamTarget },
  ) {
    this.#inbox = inbox;
    this.#settings = settings;
    this.#gate = new ReplyGate(inbox, settings.silentReplies ?? []);
    this.#plan = settings.taskDisplayMode === "plan" ? new PlanTitle(settings.clock) : undefined;
    this.status = beside && openStatusLine(beside.calls, beside.target, settings);
    this.#reactions = beside && beginReactions(beside.calls, beside.target, settings);
  }

  /** The calls that wait for a person, or for a client that runs the tool. */
  get waiting(): readonly PendingCall[] {
    return this.#mapper?.tools.waiting ?? [];
  }

  get closed(): boolean {
    return this.#inbox.closed;
  }

  text(text: string): void {
    this.#hasText ||= text.trim() !== "";
    this.#tell(this.#mapper?.text());
    if (this.#running?.latest === undefined) this.#showPlan(this.#plan?.next());
    this.currentTool = undefined;
    this.status?.forget();
    this.#gate.text(text);
  }

  chunk(chunk: CardChunk): void {
    this.#hasChunks = true;
    if (chunk.type === "task_update") this.#followCard(chunk);
    if (chunk.type === "plan_update") this.#plan = undefined;
    this.#gate.chunk(chunk);
  }

  part(part: CanonicalPart): void {
    this.#mapper ??= new PartMapper(this.#settings);
    this.#tell(this.#mapper.map(part));
    if (part.type === "start-step" || part.type === "finish-step") this.#gate.endStep();
    if (part.type !== "reset-step") return;
    this.#running = undefined;
    this.currentTool = undefined;
    this.lastToolOutcome = undefined;
    this.#gate.takeBack();
  }

  textOver(): void {
    this.#gate.textOver();
  }

  heard(): void {
    this.#inbox.heard?.();
  }

  gaveNothing(): void {
    this.#settings.warn(nothingGiven);
  }

  failed(error: unknown): void {
    this.#endParts("failed");
    this.#gate.failed(error);
  }

  aborted(reason: unknown): void {
    this.#endParts("aborted");
    this.#gate.aborted(reason);
  }

  done(): void {
    this.#endParts("done");
    // A card that is in progress when the answer is complete is closed as done.
    const title = this.#running?.latest;
    if (title) this.lastToolOutcome = toCardLine({ title, status: "complete" });
    this.#gate.done();
  }

  /** The caller did not ask for the default status. So it is not shown while the reply may still mean silence. */
  showStatus(): void {
    if (this.#settings.status !== undefined || this.#gate.isDecided) this.status?.show();
  }

  /**
   * Returns the notice below the answer as Markdown, or the notice that replaces an answer without content. Undefined if there is none.
   */
  notice(end: AnswerEnd, what: ShownContent): string | undefined {
    const { cards } = what;
    const isLone = what.shown === "nothing";
    const shown = !isLone && this.#hasMoreThanFailures;
    // A reply that means silence gets no notice. A reply that might have become one gets no reason.
    if (this.#gate.isSilent) return undefined;
    const isMute = isLone && (!this.#gate.isDecided || this.#settings.lonelyNotices === "left out");
    if (end.type === "failed")
      return isMute ? undefined : toFailureNotice(end.error, { shown }, this.#settings.failureNotice);
    if (end.outcome !== "completed") return undefined;
    const notes = [
      isMute ? undefined : this.#toFinishNotice(shown),
      ...toWaitingNotes(this.waiting, cards),
      this.#mapper?.footnotes(cards),
    ].filter((note) => note !== undefined);
    return notes.length === 0 ? undefined : notes.join("\n\n");
  }

  /** The answer is over. Resolves when the status and the reactions are settled. */
  async end(outcome: StreamOutcome | "failed"): Promise<void> {
    this.#gate.close();
    await Promise.all([this.status?.end(), this.#reactions?.end(this.#toHow(outcome))]);
  }

  #tell(updates: readonly AgentUpdate[] = noUpdates): void {
    for (const update of updates) {
      if (update.type === "status") this.#sayWhatRuns(update.text);
      else this.chunk(update);
    }
  }

  #followCard(card: TaskUpdateChunk): void {
    this.#running ??= new RunningTitles();
    const known = this.#running.follow(card);
    const title = this.#running.latest;
    this.currentTool = title && toRunning(title);
    if (known !== undefined)
      this.lastToolOutcome = title ? `${title}: stopped` : toCardLine({ ...card, title: known });
    this.#sayWhatRuns();
    if (title !== undefined) this.#showPlan(this.#plan?.next(title));
  }

  #sayWhatRuns(title = this.#running?.latest): void {
    this.status?.say(title && toRunning(title));
  }

  #showPlan(title: string | undefined): void {
    if (title !== undefined) this.#gate.chunk({ type: "plan_update", title });
  }

  #endParts(how: "done" | "failed" | "aborted"): void {
    if (this.closed) return;
    this.#tell(this.#mapper?.end(how));
    const isWaiting = how === "done" && this.waiting.length > 0;
    this.#showPlan(this.#plan?.end(isWaiting ? "waiting" : how));
  }

  get #hasMoreThanFailures(): boolean {
    return this.#hasText || this.#mapper?.tools.hasOnlyFailures !== true;
  }

  #toFinishNotice(isShown: boolean): string | undefined {
    const shown = isShown || this.waiting.length > 0 || this.#mapper?.hasSources === true;
    const reason = this.#mapper?.cutOff ?? (shown || this.#hasText ? undefined : "empty");
    return reason && toFinishNotice(reason, { shown }, this.#settings.finishNotice);
  }

  #toHow(outcome: StreamOutcome | "failed"): HowItEnded {
    if (outcome === "failed") return "failed";
    if (outcome === "aborted" || outcome === "superseded" || outcome === "stopped-by-user") return "stopped";
    if (this.#gate.isSilent) return "done";
    if (this.waiting.length > 0) return "waiting";
    // Only a notice was posted, which is no answer.
    const isAnswer =
      outcome !== "completed" ||
      (this.#hasMoreThanFailures && (this.#hasText || this.#hasChunks)) ||
      this.#mapper?.hasSources === true;
    return isAnswer && this.#mapper?.cutOff === undefined ? "done" : "failed";
  }
}

const nothingGiven =
  "slack-stream-adapter: there is no answer to post, because the source ended without giving anything. A generator or a stream can be read once; a textStream ends like this when the model fails, which the streamText result itself would tell.";

/** The titles of the cards in progress. The one with the latest part is shown. */
class RunningTitles {
  readonly #titles = new Map<string, string>();

  get latest(): string | undefined {
    return [...this.#titles.values()].at(-1);
  }

  /** Returns the title of the card, if the card counts. */
  follow({ id, status, title }: TaskUpdateChunk): string | undefined {
    const known = typeof title === "string" ? title : this.#titles.get(id);
    if (status === undefined && !this.#titles.has(id)) return undefined;
    this.#titles.delete(id);
    if (known !== undefined && (status === undefined || status === "in_progress"))
      this.#titles.set(id, known);
    return known;
  }
}
