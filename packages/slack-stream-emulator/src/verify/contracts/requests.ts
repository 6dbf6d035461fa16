import { type Contract, type ContractTools, chunks, task, textChunk, toCode } from "../contract.ts";

const START: readonly [
  facts: readonly string[],
  name: string,
  args: object,
  expected: Contract["expected"],
][] = [
  [["S12", "S14"], "a bare start", {}, "ok"],
  [
    ["S6", "S45"],
    "a start in a channel without a user",
    { recipient_user_id: undefined },
    "missing_recipient_user_id",
  ],
  [
    ["S6", "S45"],
    "a start in a channel without a team",
    { recipient_team_id: undefined },
    "missing_recipient_team_id",
  ],
  [["S10", "S46"], "a start for nobody", { recipient_user_id: "U0NOBODY00" }, "user_not_found"],
  [["S10", "S47"], "a start for no team", { recipient_team_id: "T0NOTEAM00" }, "team_not_found"],
  [["S4", "S49"], "a start outside a thread", { thread_ts: undefined }, "invalid_thread_ts"],
  [["S4", "S49"], "a start in thread 0", { thread_ts: "0" }, "invalid_thread_ts"],
  [["S51"], "a start in no channel", { channel: "C0NOWHERE0" }, "channel_not_found"],
  [["S13"], "a start with an unknown layout", { task_display_mode: "dense" }, "invalid_arguments"],
  [["S13"], "a start in the layout of a plan", { task_display_mode: "plan" }, "ok"],
  [
    ["S11", "S41"],
    "a start with text and chunks",
    { markdown_text: "a", ...chunks(textChunk("b")) },
    "cannot_provide_both_markdown_text_and_chunks",
  ],
  [
    ["S37", "S48"],
    "a chunk of an unknown type",
    chunks({ type: "image" }),
    ["invalid_chunks", "invalid_arguments"],
  ],
  [
    ["S28"],
    "a card that is completed",
    chunks(task({ status: "completed" })),
    ["invalid_chunks", "invalid_arguments"],
  ],
  [["S28"], "a card that is complete", chunks(task({ status: "complete" })), "ok"],
  [["S26"], "a plan", chunks({ type: "plan_update", title: "Plan" }, task()), "ok"],
  [["S26", "S31"], "blocks in a chunk", chunks({ type: "blocks", blocks: [{ type: "divider" }] }), "ok"],
  [
    ["S31"],
    "no block in a chunk",
    chunks({ type: "blocks", blocks: [] }),
    ["invalid_chunks", "invalid_arguments"],
  ],
  [
    ["S27"],
    "a card with sources",
    chunks(task({ sources: [{ type: "url", text: "Log", url: "https://example.com" }] })),
    "ok",
  ],
  [
    ["S32"],
    "a file block in a chunk",
    chunks({ type: "blocks", blocks: [{ type: "file" }] }),
    "internal_error",
  ],
  [["S130"], "a zero-width space alone", chunks(textChunk("\u200b")), "ok"],
  [["S35"], "a card with a title of 1,000 characters", chunks(task({ title: "x".repeat(1_000) })), "ok"],
];

/** How calls are made, and what a start is refused for. */
export const REQUESTS: readonly Contract[] = [
  ...START.map(([facts, name, args, expected]) => ({
    facts,
    name,
    expected,
    run: async (bench: ContractTools) => toCode(await bench.tryStart(args)),
  })),
  {
    facts: ["S14"],
    name: "a start answers channel and ts, and no message",
    expected: "channel, ok, ts",
    run: async ({ tryStart }) => toFields(await tryStart(chunks(textChunk("a")))),
  },
  {
    facts: ["S15"],
    name: "an append answers channel and ts",
    expected: "channel, ok, ts",
    run: async ({ start, append }) => toFields(await append(await start(), chunks(textChunk("a")))),
  },
  {
    facts: ["S15", "S42"],
    name: "an append of nothing",
    expected: "markdown_text_or_chunks_required",
    run: async ({ start, append }) => toCode(await append(await start(), {})),
  },
  {
    facts: ["S22", "S40"],
    name: "chunks after text",
    expected: "streaming_mode_mismatch",
    run: async ({ start, append }) =>
      toCode(await append(await start({ markdown_text: "a" }), chunks(textChunk("b")))),
  },
  {
    facts: ["S22", "S40"],
    name: "text after chunks",
    expected: "streaming_mode_mismatch",
    run: async ({ start, append }) =>
      toCode(await append(await start(chunks(textChunk("a"))), { markdown_text: "b" })),
  },
  {
    facts: ["S22"],
    name: "a bare start takes the mode of what comes first",
    expected: "ok, streaming_mode_mismatch",
    async run({ start, append, stop }) {
      const ts = await start();
      const first = await append(ts, chunks(textChunk("a")));
      return `${toCode(first)}, ${toCode(await stop(ts, { markdown_text: "b" }))}`;
    },
  },
  {
    facts: ["S24"],
    name: "blocks on the stop of a stream in chunks mode",
    expected: "ok",
    run: async ({ start, stop }) =>
      toCode(await stop(await start(chunks(textChunk("a"))), { blocks: [{ type: "divider" }] })),
  },
  {
    facts: ["S9", "S46"],
    name: "a start for the app itself, and for its bot id",
    expected: "ok, user_not_found",
    async run({ call, tryStart }) {
      const { bot_id, team_id: recipient_team_id, user_id } = await call("auth.test", {});
      const own = await tryStart({ recipient_user_id: user_id, recipient_team_id });
      return `${toCode(own)}, ${toCode(await tryStart({ recipient_user_id: bot_id }))}`;
    },
  },
  {
    facts: ["S64"],
    name: "a method that does not exist",
    expected: "unknown_method",
    run: async ({ call }) => toCode(await call("chat.doesNotExist", {})),
  },
  {
    facts: ["S21"],
    name: "a stop answers channel and ts",
    expected: "ok, true",
    async run({ start, stop, channel }) {
      const ts = await start(chunks(textChunk("a")));
      const answer = await stop(ts);
      return `${toCode(answer)}, ${answer.channel === channel && answer.ts === ts}`;
    },
  },
  {
    facts: ["S58"],
    name: "metadata that is none",
    expected: ["invalid_metadata_format", "invalid_metadata_schema"],
    run: async ({ start, stop }) =>
      toCode(await stop(await start(chunks(textChunk("a"))), { metadata: "none" })),
  },
  {
    facts: ["S118", "S44"],
    name: "an append to a message that never was",
    expected: "message_not_found",
    run: async ({ append }) => toCode(await append("1600000000.000001", chunks(textChunk("a")))),
  },
  {
    facts: ["S118"],
    name: "an append to an ordinary message",
    expected: "message_not_in_streaming_state",
    run: async ({ thread, append }) => toCode(await append(await thread(), chunks(textChunk("a")))),
  },
];

function toFields(answer: object): string {
  // Live answers carry what every method does beside its own.
  const own = Object.keys(answer).filter((name) => name !== "response_metadata" && name !== "warning");
  return own.sort().join(", ");
}
