import { agUi } from "./ag-ui.ts";
import { ai } from "./ai.ts";
import { anthropic } from "./anthropic.ts";
import { bedrock } from "./bedrock.ts";
import { claudeAgent } from "./claude-agent.ts";
import { cohere } from "./cohere.ts";
import type { Dialect, DialectReader, Emit, Item, ReadItem } from "./dialect.ts";
import { google } from "./google.ts";
import { googleInteractions } from "./google-interactions.ts";
import { langchain } from "./langchain.ts";
import { mastra } from "./mastra.ts";
import { MessageTurns } from "./message-turns.ts";
import { ollama } from "./ollama.ts";
import { openaiAgents } from "./openai-agents.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import { slack } from "./slack.ts";
import { Writer } from "./writer.ts";

/** Many servers report a failure as an object with nothing but `error`. */
const failure: Dialect = {
  reads: ({ type, event, error }) => type === undefined && event === undefined && Boolean(error),
  create: (writer) => (item) => writer.fail(item.error),
};

/** All known dialects. If two of them could read an item, the first one reads it. */
const dialects: readonly Dialect[] = [
  mastra,
  cohere,
  ai,
  slack,
  openaiResponses,
  openaiChat,
  anthropic,
  openaiAgents,
  agUi,
  bedrock,
  google,
  googleInteractions,
  claudeAgent,
  langchain,
  ollama,
  failure,
];

export function isOfDialect(item: Item): boolean {
  return dialects.some((one) => one.reads(item));
}

/** Reads items of all dialects, in any mixture. Returns false for an unknown item. */
export const openDialects = (emit: Emit, turns = new MessageTurns()): DialectReader => {
  const readers = new Map<Dialect, ReadItem>();
  // What one dialect began another may end, so they share what is known of the answer.
  const writer = new Writer(emit, turns);

  return {
    read(item) {
      const dialect = dialects.find((one) => one.reads(item));
      if (dialect === undefined) return false;
      let read = readers.get(dialect);
      if (read === undefined) {
        read = dialect.create(writer, (inner) => openDialects(inner, turns));
        readers.set(dialect, read);
      }
      return read(item) !== false;
    },
    end() {
      turns.end();
      writer.close();
    },
  };
};
