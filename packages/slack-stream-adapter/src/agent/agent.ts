import type { SourceSink } from "../source/read-source.ts";
import type { AgentSettings } from "./agent-settings.ts";
import type { Meaning } from "./meaning.ts";
import { createPartMapper } from "./part-mapper.ts";

/** What an agent does, beside its text: as chunks between the text, and as facts for the end of the answer. */
export interface Agent {
  /** Takes the place of the inbox as the reader of a source. */
  readonly sink: SourceSink;
  /** How many tools wait for a person's approval. */
  readonly approvals: number;
  /** What is said below the answer, by us, in Markdown. */
  note(cards: "shown" | "refused"): string | undefined;
}

export function createAgent(inbox: SourceSink, settings: AgentSettings): Agent {
  const mapper = createPartMapper(settings);
  let said = false;
  let approvals = 0;

  const tell = (meaning: Meaning) => {
    switch (meaning.type) {
      case "chunk":
        return inbox.chunk(meaning.chunk);
      case "status":
        return;
      case "waiting":
        approvals = meaning.approvals;
    }
  };

  const sink: SourceSink = {
    text(text) {
      said = true;
      inbox.text(text);
    },
    chunk: (chunk) => inbox.chunk(chunk),
    part: (part) => mapper.map(part).forEach(tell),
    heard: () => inbox.heard?.(),
    failed: (error) => inbox.failed(error),
    aborted: (reason) => inbox.aborted(reason),
    done() {
      // Sources of nothing, and the like, are nothing to post.
      if (said) mapper.end().forEach(tell);
      inbox.done();
    },
    get closed() {
      return inbox.closed;
    },
  };

  return {
    sink,
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
