import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { query } from "@anthropic-ai/claude-agent-sdk";
import { answer, type Case, done, prompt } from "./case.ts";
import { anthropicEvents } from "./provider.ts";

const session = {
  session_id: "00000000-0000-4000-8000-000000000000",
  uuid: "00000000-0000-4000-8000-000000000001",
  parent_tool_use_id: null,
};

function claudeMessages(): readonly object[] {
  const assistant = (id: string, ...content: readonly object[]) => ({
    ...session,
    type: "assistant",
    message: {
      id,
      type: "message",
      role: "assistant",
      model: "test",
      content,
      stop_reason: null,
      stop_sequence: null,
      usage: {},
    },
  });
  const init = {
    ...session,
    type: "system",
    subtype: "init",
    tools: [],
    mcp_servers: [],
    model: "test",
    permissionMode: "default",
    slash_commands: [],
  };
  return [
    init,
    assistant("msg_1", { type: "text", text: "Let me look." }),
    assistant("msg_1", { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Rome" } }),
    {
      ...session,
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "sunny" }] },
    },
    assistant("msg_2", { type: "text", text: "It is sunny in Rome." }),
    {
      ...session,
      type: "result",
      subtype: "success",
      is_error: false,
      result: "It is sunny in Rome.",
      num_turns: 2,
      stop_reason: "end_turn",
      duration_ms: 1,
      duration_api_ms: 1,
      total_cost_usd: 0,
      usage: {},
      permission_denials: [],
    },
  ];
}

/** The first message was refused, and the second one replaces it. */
function replacedMessages(): readonly object[] {
  const [init, refused, , , ...rest] = claudeMessages();
  const [second, ...others] = rest;
  return [init ?? {}, refused ?? {}, { ...second, supersedes: [session.uuid] }, ...others];
}

/** The same with the pieces of each message before it. */
function claudePieces(): readonly object[] {
  const pieces = (at: number) =>
    (anthropicEvents[at] ?? []).map((event) => ({ ...session, type: "stream_event", event }));
  const [init, ...rest] = claudeMessages();
  return [init ?? {}, ...pieces(0), ...rest.slice(0, 3), ...pieces(1), ...rest.slice(3)];
}

function openClaude(given: readonly object[]) {
  const file = join(mkdtempSync(join(tmpdir(), "claude-")), "messages.json");
  writeFileSync(file, JSON.stringify(given));
  return query({
    prompt,
    options: {
      pathToClaudeCodeExecutable: fileURLToPath(new URL("./fake-claude.mjs", import.meta.url)),
      env: { ...process.env, CLAUDE_MESSAGES: file },
    },
  });
}

export const claudeCases: readonly Case[] = [
  {
    name: "@anthropic-ai/claude-agent-sdk/query",
    open: () => openClaude(claudeMessages()),
    text: answer,
    cards: done,
  },
  {
    name: "@anthropic-ai/claude-agent-sdk/query with partial messages",
    open: () => openClaude(claudePieces()),
    text: answer,
    cards: done,
  },
  {
    name: "@anthropic-ai/claude-agent-sdk/query with a message that is replaced",
    open: () => openClaude(replacedMessages()),
    text: "It is sunny in Rome.",
  },
  {
    name: "@anthropic-ai/claude-agent-sdk/query out of turns",
    open: () =>
      openClaude([
        ...claudeMessages().slice(0, 2),
        {
          ...session,
          type: "result",
          subtype: "error_max_turns",
          is_error: true,
          num_turns: 1,
          errors: ["Reached maximum number of turns (1)"],
        },
      ]),
    text: "Let me look.",
    error: /error_max_turns: Reached maximum/,
  },
];
