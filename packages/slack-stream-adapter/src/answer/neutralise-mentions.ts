import { escapeMentions, type MentionPolicy } from "../markdown/angles.ts";
import { toWire } from "../markdown/replacements.ts";
import type { CardChunk } from "../source/part-reader.ts";
import type { TaskSource } from "../types/index.ts";

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

/** Does the same for the texts of a card or a plan. Blocks come from the app, so they stay unchanged. */
export function neutraliseChunk(chunk: CardChunk, policy: MentionPolicy): CardChunk {
  switch (chunk.type) {
    case "task_update":
      return {
        ...chunk,
        ...toPlain(chunk, policy, ["title", "details", "output"]),
        ...toPlainSources(chunk, policy),
      };
    case "plan_update":
      return { ...chunk, ...toPlain(chunk, policy, ["title"]) };
    case "blocks":
      return chunk;
  }
}

function toPlain<K extends string>(
  texts: { readonly [name in K]?: string | undefined },
  policy: MentionPolicy,
  names: readonly K[],
): { [name in K]?: string } {
  const plain: { [name in K]?: string } = {};
  for (const name of names) {
    const text: unknown = texts[name];
    if (typeof text === "string") plain[name] = neutraliseMentions(text, policy);
  }
  return plain;
}

function toPlainSources(
  { sources }: { readonly sources?: readonly TaskSource[] | undefined },
  policy: MentionPolicy,
): { sources?: readonly TaskSource[] } {
  if (!Array.isArray(sources)) return {};
  return {
    sources: sources.map((source: TaskSource) => ({ ...source, ...toPlain(source, policy, ["text"]) })),
  };
}
