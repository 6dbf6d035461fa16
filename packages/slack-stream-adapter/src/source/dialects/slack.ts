import type { CardChunk } from "../canonical-parts.ts";
import type { Dialect } from "./dialect.ts";

/** Slack's own chunks, as `chat.appendStream` takes them. */
export const slack: Dialect = {
  reads: ({ type }) => /^(markdown_text|(task|plan)_update|blocks)$/.test(type as string),
  create: (writer) => (item) => {
    if (item.type === "markdown_text") writer.text(item.text);
    else writer.emit({ type: "chunk", chunk: item as unknown as CardChunk });
  },
};
