import type { CardChunk } from "../canonical-parts.ts";
import { type Dialect, matches } from "./dialect.ts";

/** Slack's own chunks, in the form of `chat.appendStream`. */
export const slack: Dialect = {
  reads: ({ type }) => matches(type, /^(markdown_text|(task|plan)_update|blocks)$/),
  create: (writer) => (item) => {
    if (item.type === "markdown_text") writer.text(item.text);
    else writer.emit({ type: "chunk", chunk: item as unknown as CardChunk });
  },
};
