import { expect, test } from "vitest";
import { createStory } from "../support/story.ts";
import { type Row, see } from "../support/unusual.ts";

/** Streams with parallel texts, with retractions, or that wait for a person. */

const node = (name: string, step: number, id: string, fields: object) => [
  { type: "AIMessageChunk", id, ...fields },
  { langgraph_node: name, langgraph_step: step, langgraph_checkpoint_ns: `${name}:uuid` },
];
const says = (name: string, content: string, step = 1) => node(name, step, `run-${name}`, { content });

const v2 = (event: string, run_id: string, data: object = {}) => ({ event, run_id, name: "model", data });
const chunk = (run: string, content: string) =>
  v2("on_chat_model_stream", run, { chunk: { type: "AIMessageChunk", content } });
const v3 = (run_id: string, event: string, more: object = {}) => ({
  type: "event",
  method: "messages",
  params: { data: { event, run_id, ...more } },
});
const ag = (type: string, messageId: string, more: object = {}) => ({ type, messageId, ...more });
const part = (type: string, id: string, more: object = {}) => ({ type, id, ...more });
const interrupt = (value: unknown, id = "i") => ({ __interrupt__: [{ id, value }] });
const approval = {
  actionRequests: [
    { name: "send_mail", args: { to: "ada" }, description: "Tool execution requires approval" },
  ],
  reviewConfigs: [{ actionName: "send_mail", allowedDecisions: ["approve", "reject"] }],
};
const claude = (id: string, uuid: string, content: object, more: object = {}) => ({
  type: "assistant",
  session_id: "s",
  parent_tool_use_id: null,
  uuid,
  message: { id, content: [content] },
  ...more,
});
const words = (text: string) => ({ type: "text", text });
const done = {
  type: "result",
  session_id: "s",
  subtype: "success",
  is_error: false,
  result: "Blue is fine.",
};
const piece = (event: object) => ({ type: "stream_event", session_id: "s", parent_tool_use_id: null, event });
const begin = (id: string) => piece({ type: "message_start", message: { id } });
const wrote = (text: string) =>
  piece({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });

const rows: readonly Row[] = [
  [
    "LangGraph: two nodes whose tokens alternate",
    [
      says("a", "One "),
      says("b", "Two "),
      says("a", "goes "),
      says("b", "goes "),
      says("a", "on."),
      says("b", "too."),
      says("c", "Both did.", 2),
    ],
    "One goes on.\n\nTwo goes too.\n\nBoth did.",
  ],
  [
    "LangGraph: two models in one node",
    [
      node("a", 1, "m1", { content: "One " }),
      node("a", 1, "m2", { content: "Two " }),
      node("a", 1, "m1", { content: "goes on." }),
      node("a", 1, "m2", { content: "goes too." }),
    ],
    "One goes on.\n\nTwo goes too.",
  ],
  [
    "LangGraph: a call of one node while another speaks",
    [
      says("a", "One "),
      node("b", 1, "run-b", {
        content: "",
        tool_call_chunks: [{ index: 0, id: "t", name: "search", args: '{"query":"x"}' }],
        response_metadata: { finish_reason: "tool_calls" },
      }),
      says("a", "goes on."),
      [
        { type: "tool", id: "r", tool_call_id: "t", content: "found" },
        { langgraph_node: "tools", langgraph_step: 2 },
      ],
      says("b", "Found it.", 3),
    ],
    "One goes on.\n\nFound it.",
    "complete | Search: x",
  ],
  [
    "LangGraph: what comes after a node is shown although it never says that it is over",
    [
      [
        { type: "AIMessageChunk", id: "m", content: "One." },
        { langgraph_node: "model", langgraph_step: 1, langgraph_checkpoint_ns: "agent:1|model:2" },
      ],
      ...Array.from({ length: 60 }, (_, index) => says("b", `${index} `)),
      says("c", "End.", 2),
    ],
    `One.\n\n${Array.from({ length: 60 }, (_, index) => index).join(" ")} \n\nEnd.`,
  ],
  [
    "LangChain: streamEvents of two models",
    [
      v2("on_chat_model_start", "a"),
      v2("on_chat_model_start", "b"),
      chunk("a", "One "),
      chunk("b", "Two "),
      chunk("a", "goes on."),
      v2("on_chat_model_end", "a"),
      chunk("b", "goes too."),
      v2("on_chat_model_end", "b"),
    ],
    "One goes on.\n\nTwo goes too.",
  ],
  [
    "LangChain: streamEvents of version 3, two models",
    [
      v3("a", "message-start"),
      v3("b", "message-start"),
      ...["a", "b"].map((run) =>
        v3(run, "content-block-start", { index: 0, content: { type: "text", text: "" } }),
      ),
      v3("a", "content-block-delta", { index: 0, delta: { text: "One " } }),
      v3("b", "content-block-delta", { index: 0, delta: { text: "Two." } }),
      v3("a", "content-block-delta", { index: 0, delta: { text: "goes on." } }),
      v3("a", "content-block-finish", { index: 0, content: {} }),
      v3("b", "content-block-finish", { index: 0, content: {} }),
      v3("a", "message-finish", { reason: "stop" }),
      v3("b", "message-finish", { reason: "stop" }),
    ],
    "One goes on.\n\nTwo.",
  ],
  [
    "AG-UI: two messages",
    [
      ag("TEXT_MESSAGE_START", "a"),
      ag("TEXT_MESSAGE_START", "b"),
      ag("TEXT_MESSAGE_CONTENT", "a", { delta: "One " }),
      ag("TEXT_MESSAGE_CONTENT", "b", { delta: "Two." }),
      ag("TEXT_MESSAGE_CONTENT", "a", { delta: "goes on." }),
      ag("TEXT_MESSAGE_END", "a"),
      ag("TEXT_MESSAGE_END", "b"),
      { type: "RUN_FINISHED" },
    ],
    "One goes on.\n\nTwo.",
  ],
  [
    "AI SDK: two texts of a UI message stream",
    [
      part("text-start", "a"),
      part("text-start", "b"),
      part("text-delta", "a", { delta: "One " }),
      part("text-delta", "b", { delta: "Two." }),
      part("text-delta", "a", { delta: "goes on." }),
      part("text-end", "a"),
      part("text-end", "b"),
    ],
    "One goes on.\n\nTwo.",
  ],
  [
    "LangGraph: an interrupt that asks, in one mode",
    [interrupt({ question: "Shall I send it?" })],
    "Shall I send it?",
    "pending | Waiting for an answer",
  ],
  [
    "LangGraph: an interrupt in two modes, as text",
    [says("a", "It is ready."), ["updates", interrupt("Send it?")], ["values", interrupt("Send it?")]],
    "It is ready.\n\nSend it?",
    "pending | Waiting for an answer",
  ],
  [
    "LangGraph: an interrupt of a form that only the app knows, of a subgraph",
    [says("a", "It is ready."), [["sub:1"], "updates", interrupt({ draft: { to: "ada", body: "secret" } })]],
    "It is ready.\n\nThis waits for an answer before it can go on: Question.",
    "pending | Waiting for an answer: Question",
  ],
  [
    "LangGraph: an interrupt for an approval, with the call before it",
    [
      node("model", 1, "m", {
        content: "",
        tool_call_chunks: [{ index: 0, id: "t", name: "send_mail", args: '{"to":"ada"}' }],
        response_metadata: { finish_reason: "tool_calls" },
      }),
      { event: "updates", data: interrupt(approval) },
    ],
    "This needs approval before it can go on: Send mail.",
    "pending | Waiting for approval: Send mail",
  ],
  [
    "LangGraph: an interrupt in streamEvents",
    [{ event: "on_chain_stream", run_id: "g", data: { chunk: interrupt(approval) } }],
    "This needs approval before it can go on: Send mail.",
    "pending | Waiting for approval: Send mail",
  ],
  [
    "AG-UI: an interrupt without words",
    [
      ag("TEXT_MESSAGE_CHUNK", "a", { delta: "Wait." }),
      { type: "RUN_FINISHED", outcome: { type: "interrupt", interrupts: [{ id: "i" }] } },
    ],
    "Wait.\n\nThis waits for an answer before it can go on: Question.",
    "pending | Waiting for an answer: Question",
  ],
  [
    "Claude Agent SDK: a message that replaces a refused one",
    [
      claude("m1", "u1", words("Red is ")),
      claude("m1", "u2", { type: "tool_use", id: "t", name: "paint", input: {} }),
      claude("m2", "u3", words("Blue is fine."), { supersedes: ["u1", "u2"] }),
      {
        type: "system",
        session_id: "s",
        subtype: "model_refusal_fallback",
        retracted_message_uuids: ["u1", "u2"],
      },
      done,
    ],
    "Blue is fine.",
  ],
  [
    "Claude Agent SDK: a message that replaces a refused one, in pieces, after one that stays",
    [
      begin("m0"),
      wrote("Let me look."),
      claude("m0", "u0", words("Let me look.")),
      begin("m1"),
      wrote("Red is "),
      claude("m1", "u1", words("Red is ")),
      piece({ type: "message_delta", delta: { stop_reason: "refusal" } }),
      begin("m2"),
      wrote("Blue "),
      wrote("is fine."),
      claude("m2", "u2", words("Blue is fine."), { supersedes: ["u1"] }),
      done,
    ],
    "Let me look.\n\nBlue is fine.",
  ],
];

test.each(rows.map((row) => [row[0], row] as const))("%s", async (_title, [, items, text, ...cards]) => {
  expect(await see(items)).toEqual({ text, cards });
});

test("text that waits for its turn is shown when the source fails", async () => {
  const story = createStory({ defaults: "library" });
  const failing = async function* () {
    yield says("a", "One ");
    yield says("b", "Two.");
    throw new Error("no net");
  };
  const played = story.play(() => failing() as never, { failureNotice: false, status: false });
  await expect(played).rejects.toThrow("no net");
  expect(story.slack.messages.at(-1)?.markdown).toMatch(/^One \n\nTwo\./);
});
