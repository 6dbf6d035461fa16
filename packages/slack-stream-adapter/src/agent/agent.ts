import type { SourceSink } from "../source/read-source.ts";
import type { AgentSettings } from "./agent-settings.ts";
import type { Meaning } from "./meaning.ts";
import { createPartMapper } from "./part-mapper.ts";
import { createReplyGate, type WithholdingSink } from "./reply-gate.ts";

/** What an agent does, beside its text: as chunks between the text, and as facts for the end of the answer. */
export interface Agent {
  /** Takes the place of the inbox as the reader of a source. */
  readonly sink: SourceSink;
  /** How many tools wait for a person's approval. */
  readonly approvals: number;
  /** What is said below the answer, by us, in Markdown. */
  note(cards: "shown" | "refused"): string | undefined;
  /** Nothing comes any more. */
  close(): void;
}

export function createAgent(inbox: WithholdingSink, settings: AgentSettings): Agent {
  const gate = createReplyGate(inbox, settings.silentReplies ?? []);
  const mapper = createPartMapper(settings);
  let said = false;
  let approvals = 0;

  const tell = (meaning: Meaning) => {
    switch (meaning.type) {
      case "chunk":
        return gate.sink.chunk(meaning.chunk);
      case "status":
        return;
      case "waiting":
        approvals = meaning.approvals;
    }
  };

  const sink: SourceSink = {
    text(text) {
      said = true;
      gate.sink.text(text);
    },
    chunk: (chunk) => gate.sink.chunk(chunk),
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
    close: gate.close,
    get approvals() {
      return approvals;
    },
    note(cards) {
      const isUnseen = approvals > 0 && (cards === "refused" || settings.tasks === false);
      const notes = [
        ...mapper.notes(cards),
        ...(isUnseen ? ["_This needs approval before it can go on._"] : []),
      ];
      return notes.length === 0 ? undefined : notes.join("\n\n");
    },
  };
}
