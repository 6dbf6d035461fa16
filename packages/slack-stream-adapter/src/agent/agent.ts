import type { CardChunk } from "../source/part-reader.ts";
import type { SourceSink } from "../source/read-source.ts";
import type { StreamOutcome, TaskUpdateChunk } from "../types.ts";
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

  const chunk = (shown: CardChunk) => {
    if (shown.type === "task_update") {
      follow(running, shown);
      const title = [...running.values()].at(-1);
      doing = title && `${title}…`;
      status.say(doing);
    }
    gate.sink.chunk(shown);
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
    part: (part) => mapper.map(part).forEach(tell),
    heard: () => inbox.heard?.(),
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

/** Cards say themselves that they need approval. */
function toApprovalNotes({ approvals, titles }: Waiting, cards: "shown" | "refused"): readonly string[] {
  const needed = "_This needs approval before it can go on";
  if (cards === "shown") return approvals > titles.length ? [`${needed}._`] : [];
  if (approvals === 0) return [];
  return [titles.length === 0 ? `${needed}._` : `${needed}: ${titles.join(", ")}._`];
}

/** While tools run, the title of the one that was heard of last says what is done. */
function follow(running: Map<string, string>, { id, status, title }: TaskUpdateChunk): void {
  const known = typeof title === "string" ? title : running.get(id);
  if (status === undefined && !running.has(id)) return;
  running.delete(id);
  if (known !== undefined && (status === undefined || status === "in_progress")) running.set(id, known);
}
