import type { CardChunk } from "../source/part-reader.ts";
import type { SourceSink } from "../source/read-source.ts";
import type { NoticeContext, StreamOutcome, StreamPart, TaskUpdateChunk } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import type { AgentUpdate, PendingCalls } from "./agent-update.ts";
import type { SideEffects } from "./create-side-effects.ts";
import { toFailureNotice, toFinishNotice, toWaitingNotes } from "./notices.ts";
import { MapperOnDemand } from "./part-mapper.ts";
import { createPlanTitle, noPlanTitle } from "./plan-title.ts";
import type { HowItEnded } from "./reactions.ts";
import { createReplyGate, type WithholdingSink } from "./reply-gate.ts";
import type { StatusLine } from "./status-line.ts";

/** What an agent does, beside its text: as chunks between the text, and as facts for the end of the answer. */
export interface Agent {
  /** Takes the place of the inbox as the reader of a source. */
  readonly sink: SourceSink;
  /** What waits for a person, or for the side that runs the tool. */
  readonly waiting: PendingCalls;
  /**
   * What is said below the answer, by us, in Markdown; where nothing is shown, what is said in its stead. Undefined for
   * nothing.
   */
  notice(end: AnswerEnd, what: ShownContent): string | undefined;
  /** What a tool does now; the next text ends it. */
  readonly currentTool: string | undefined;
  /** The outcome of the latest tool, if no more of its parts come. */
  readonly lastToolOutcome: string | undefined;
  readonly status: StatusLine;
  /** The answer is over: nothing comes any more, and what is shown beside the messages is settled. */
  end(outcome: StreamOutcome | "failed"): { readonly settled: Promise<void> };
}

/** How an answer ended. */
export type AnswerEnd =
  | { readonly type: "ended"; readonly outcome: StreamOutcome }
  | { readonly type: "failed"; readonly error: unknown };

export interface ShownContent {
  readonly cards: "shown" | "refused";
  /** The part of the answer that is in the thread, or was there until somebody deleted it. */
  readonly shown: "something" | "nothing";
}

export function createAgent(
  inbox: WithholdingSink,
  settings: AgentSettings,
  { reactions, status }: SideEffects,
): Agent {
  const gate = createReplyGate(inbox, settings.silentReplies ?? []);
  // Nobody asked for a status. So none is shown while the reply may still mean silence.
  const isStatusWithheld = () => settings.status === undefined && !gate.decided;
  const mapper = new MapperOnDemand(settings);
  const { clock } = settings;
  let plan = settings.taskDisplayMode === "plan" ? createPlanTitle(clock.now()) : noPlanTitle;
  let said = false;
  /** Cards or blocks were made. */
  let made = false;
  /** The titles of the cards that are in progress, the latest last; with those of tools whose cards nobody wants. */
  const running = new Map<string, string>();
  const unseen = new Map<string, string>();
  let currentTool: string | undefined;
  let lastToolOutcome: string | undefined;

  const sayPlan = (title: string | undefined) => {
    if (title !== undefined) gate.sink.chunk({ type: "plan_update", title });
  };

  const sayWhatRuns = () => {
    const title = [...running.values(), ...unseen.values()].at(-1);
    status.say(title && `${title}…`);
  };

  const chunk = (shown: CardChunk) => {
    made = true;
    if (shown.type === "task_update") {
      const known = follow(running, shown);
      const title = [...running.values()].at(-1);
      currentTool = title && `${title}…`;
      if (known !== undefined)
        lastToolOutcome = title ? `${title}: stopped` : `${known}: ${toEnd(shown.status)}`;
      sayWhatRuns();
      if (title !== undefined) sayPlan(plan.next(title, clock.now()));
    }
    // A source that names its plan itself knows better.
    if (shown.type === "plan_update") plan = noPlanTitle;
    gate.sink.chunk(shown);
  };

  const part = (given: StreamPart) => {
    mapper.map(given)?.forEach(tell);
    if (given.type === "start-step" || given.type === "finish-step") gate.sink.endStep?.();
    if (given.type === "reset-step") takeBack();
  };

  const takeBack = () => {
    running.clear();
    currentTool = undefined;
    lastToolOutcome = undefined;
    gate.sink.takeBack?.();
  };

  const tell = (update: AgentUpdate) => {
    switch (update.type) {
      case "chunk":
        return chunk(update.chunk);
      case "status":
        return status.say(update.text);
      case "unseen":
        follow(unseen, update.update);
        return sayWhatRuns();
    }
  };

  const endWith = (how: "done" | "failed" | "aborted") => {
    if (inbox.closed) return;
    const stopped = currentTool === undefined ? undefined : lastToolOutcome;
    mapper.end(how).forEach(tell);
    lastToolOutcome = stopped ?? lastToolOutcome;
    sayPlan(plan.end(how === "done" && mapper.waiting.count > 0 ? "waiting" : how, clock.now()));
  };

  const sink: SourceSink = {
    text(text) {
      said ||= text.trim() !== "";
      mapper.text().forEach(tell);
      if (made && running.size === 0) sayPlan(plan.next(undefined, clock.now()));
      currentTool = undefined;
      status.forget();
      gate.sink.text(text);
    },
    chunk,
    part,
    textOver: () => gate.sink.textOver?.(),
    // Done when the part itself comes, because a step may have cards and no text.
    takeBack() {},
    heard: () => inbox.heard?.(),
    gaveNothing: () => settings.warn(nothingGiven),
    failed(error) {
      endWith("failed");
      gate.sink.failed(error);
    },
    aborted(reason) {
      endWith("aborted");
      gate.sink.aborted(reason);
    },
    done() {
      endWith("done");
      gate.sink.done();
    },
    get closed() {
      return inbox.closed;
    },
  };

  const finishNotice = ({ shown }: NoticeContext) => {
    const isSomethingSaid = shown || mapper.waiting.count > 0 || mapper.hasSources;
    const reason = mapper.cutOff ?? (isSomethingSaid || said ? undefined : "empty");
    return reason && toFinishNotice(reason, { shown: isSomethingSaid }, settings.finishNotice);
  };

  const notice = (end: AnswerEnd, what: ShownContent): string | undefined => {
    const { cards } = what;
    const shown = what.shown === "something";
    // Of a reply that means silence nothing is said, and of one that may still become one no reason why it did not.
    if (gate.silent) return undefined;
    const isMute = !shown && (!gate.decided || settings.lonelyNotices === "left out");
    if (end.type === "failed")
      return isMute ? undefined : toFailureNotice(end.error, { shown }, settings.failureNotice);
    if (end.outcome !== "completed") return undefined;
    const notes = [
      isMute ? undefined : finishNotice({ shown }),
      ...toWaitingNotes(mapper.waiting, cards),
      mapper.footnotes(cards),
    ].filter((note) => note !== undefined);
    return notes.length === 0 ? undefined : notes.join("\n\n");
  };

  const toHow = (outcome: StreamOutcome | "failed"): HowItEnded => {
    switch (outcome) {
      case "failed":
        return "failed";
      case "aborted":
      case "superseded":
      case "stopped-by-user":
        return "stopped";
      default:
        if (gate.silent) return "done";
        if (mapper.waiting.count > 0) return "waiting";
        // A notice alone is posted, but it is no answer.
        return mapper.cutOff !== undefined ||
          (outcome === "completed" && !said && !made && !mapper.hasSources)
          ? "failed"
          : "done";
    }
  };

  return {
    sink,
    get currentTool() {
      return currentTool;
    },
    get lastToolOutcome() {
      return lastToolOutcome;
    },
    status: Object.assign<StatusLine, Pick<StatusLine, "show">>(Object.create(status), {
      show() {
        if (!isStatusWithheld()) status.show();
      },
    }),
    end(outcome) {
      gate.close();
      const settled = Promise.all([status.end(), reactions.end(toHow(outcome))]);
      return { settled: settled.then(() => {}) };
    },
    get waiting() {
      return mapper.waiting;
    },
    notice,
  };
}

const nothingGiven =
  "slack-stream-adapter: there is no answer to post, because the source ended without giving anything. A generator or a stream can be read once; a textStream ends like this when the model fails, which the streamText result itself would tell.";

/** While tools run, the title of the one that was heard of last says what is done. */
function follow(running: Map<string, string>, { id, status, title }: TaskUpdateChunk): string | undefined {
  const known = typeof title === "string" ? title : running.get(id);
  if (status === undefined && !running.has(id)) return undefined;
  running.delete(id);
  if (known !== undefined && (status === undefined || status === "in_progress")) running.set(id, known);
  return known;
}

function toEnd(status: TaskUpdateChunk["status"]): string {
  if (status === "complete") return "done";
  return status === "error" ? "failed" : "stopped";
}
