import type { CardChunk } from "../source/part-reader.ts";
import type { SourceSink } from "../source/read-source.ts";
import type { StreamOutcome, StreamPart, TaskUpdateChunk } from "../types/index.ts";
import type { AgentSettings } from "./agent-settings.ts";
import type { SideEffects } from "./create-side-effects.ts";
import type { Meaning, Waiting } from "./meaning.ts";
import { createPartMapper } from "./part-mapper.ts";
import { createReplyGate, type WithholdingSink } from "./reply-gate.ts";
import type { StatusLine } from "./status-line.ts";

/** What an agent does, beside its text: as chunks between the text, and as facts for the end of the answer. */
export interface Agent {
  /** Takes the place of the inbox as the reader of a source. */
  readonly sink: SourceSink;
  /** The tools that wait for a person's approval. */
  readonly waiting: Waiting;
  /** What is said below the answer, by us, in Markdown. */
  note(cards: "shown" | "refused"): string | undefined;
  /** What a tool does now; the next text ends it. */
  readonly doing: string | undefined;
  /** What became of the tool that was heard of last, if nothing more is heard of it. */
  readonly did: string | undefined;
  readonly status: StatusLine;
  /** The answer is over: nothing comes any more, and what is shown beside the messages is settled. */
  end(outcome: StreamOutcome | "failed"): { readonly settled: Promise<void> };
}

export function createAgent(
  inbox: WithholdingSink,
  settings: AgentSettings,
  { reactions, status }: SideEffects,
): Agent {
  const gate = createReplyGate(inbox, settings.silentReplies ?? []);
  const mapper = createPartMapper(settings);
  let said = false;
  let waiting: Waiting = { approvals: 0, titles: [], blocks: [] };
  /** The titles of the cards that are in progress, the latest last. */
  const running = new Map<string, string>();
  let doing: string | undefined;
  let did: string | undefined;

  const chunk = (shown: CardChunk) => {
    if (shown.type === "task_update") {
      const known = follow(running, shown);
      const title = [...running.values()].at(-1);
      doing = title && `${title}…`;
      if (known !== undefined) did = title ? `${title}: stopped` : `${known}: ${toEnd(shown.status)}`;
      status.say(doing);
    }
    gate.sink.chunk(shown);
  };

  const part = (given: StreamPart) => {
    mapper.map(given)?.forEach(tell);
  };

  const tell = (meaning: Meaning) => {
    switch (meaning.type) {
      case "chunk":
        return chunk(meaning.chunk);
      case "status":
        return status.say(meaning.text);
      case "waiting":
        waiting = meaning;
    }
  };

  const sink: SourceSink = {
    text(text) {
      said = true;
      doing = undefined;
      status.forget();
      gate.sink.text(text);
    },
    chunk,
    part,
    textOver: () => gate.sink.textOver?.(),
    heard: () => inbox.heard?.(),
    gaveNothing: () => settings.warn(nothingGiven),
    failed: (error) => gate.sink.failed(error),
    aborted: (reason) => gate.sink.aborted(reason),
    done() {
      // Sources of nothing, and the like, are nothing to post.
      if (said) mapper.end().forEach(tell);
      gate.sink.done();
    },
    get closed() {
      return inbox.closed;
    },
  };

  return {
    sink,
    get doing() {
      return doing;
    },
    get did() {
      return did;
    },
    status,
    end(outcome) {
      gate.close();
      const settled = Promise.all([status.end(), reactions.end(outcome)]);
      return { settled: settled.then(() => {}) };
    },
    get waiting() {
      return waiting;
    },
    note(cards) {
      const notes = [...mapper.notes(cards), ...toApprovalNotes(waiting, cards)];
      return notes.length === 0 ? undefined : notes.join("\n\n");
    },
  };
}

const nothingGiven =
  "slack-stream-adapter: nothing is posted, because the source ended without giving anything. A generator or a stream can be read once; a textStream ends like this when the model fails, which the streamText result itself would tell.";

/** Cards say themselves that they need approval, and of what. */
function toApprovalNotes({ approvals, titles }: Waiting, cards: "shown" | "refused"): readonly string[] {
  const unsaid = cards === "shown" ? [] : titles;
  if (approvals === titles.length - unsaid.length) return [];
  const what = unsaid.length === 0 ? "" : `: ${unsaid.join(", ")}`;
  return [`_This needs approval before it can go on${what}._`];
}

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
