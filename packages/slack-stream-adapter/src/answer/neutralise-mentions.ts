import { escapeMarks } from "../agent/short-text.ts";
import { escapeMentions, type MentionPolicy } from "../markdown/angles.ts";
import { toWire } from "../markdown/replacements.ts";
import type { CardChunk } from "../source/part-reader.ts";
import type { BlocksChunk, TaskSource } from "../types/index.ts";

/** If the caller's policy throws, it allows no mention. So it can't break a stream, and nobody is notified by accident. */
export function toMentionPolicy(given: MentionPolicy = "users"): MentionPolicy {
  if (typeof given !== "function") return given;
  return (mention) => {
    try {
      return given(mention);
    } catch {
      return false;
    }
  };
}

/** Returns a text outside of the answer's Markdown. Mentions that must not notify anybody become plain text (S175, S176). */
export function neutraliseMentions(text: string, policy: MentionPolicy): string {
  const range = { start: 0, end: text.length };
  return toWire(text, escapeMentions(text, range, policy), [0, text.length]);
}

/** The library's own line about a tool. Its title may hold a model's text. */
export function toToolLine(title: string, policy: MentionPolicy): string {
  return `_${neutraliseMentions(escapeMarks(title), policy)}_`;
}

/** Does the same for the texts of a card or a plan. Blocks come from the app, so they stay unchanged. */
export function neutraliseChunk(chunk: Exclude<CardChunk, BlocksChunk>, policy: MentionPolicy): CardChunk {
  // The caller's chunk may hold any value.
  const toPlain = <T>(text: T) => (typeof text === "string" ? neutraliseMentions(text, policy) : text);
  const toSource = (source: TaskSource) => ({ ...source, text: toPlain(source.text) });
  switch (chunk.type) {
    case "plan_update":
      return { ...chunk, title: toPlain(chunk.title) };
    case "task_update":
      return {
        ...chunk,
        title: toPlain(chunk.title),
        details: toPlain(chunk.details),
        output: toPlain(chunk.output),
        sources: Array.isArray(chunk.sources) ? chunk.sources.map(toSource) : chunk.sources,
      };
  }
}
