import type { CardChunk } from "../canonical-parts.ts";
import { type Dialect, stringOf } from "./dialect.ts";

const cards = new Set(["task_update", "plan_update", "blocks"]);

/** Slack's own chunks, as `chat.appendStream` takes them. */
export const slack: Dialect = {
  reads: ({ type }) => type === "markdown_text" || cards.has(type as string),
  create: (emit) => (item) => {
    if (item.type === "markdown_text") return emit({ type: "text-delta", text: stringOf(item.text) ?? "" });
    emit({ type: "chunk", chunk: item as unknown as CardChunk });
  },
};
