import { type Contract, type ContractTools, chunks, textChunk, toCode } from "../contract.ts";

const DIVIDER = { type: "divider" };

async function stopped({ start, stop }: ContractTools): Promise<string> {
  const ts = await start(chunks(textChunk("a")));
  await stop(ts);
  return ts;
}

const UPDATES: readonly [
  facts: readonly string[],
  name: string,
  args: object,
  expected: Contract["expected"],
][] = [
  [["S79"], "12,000 characters of Markdown", { markdown_text: "x".repeat(11_999) }, "ok"],
  [
    ["S79", "S68"],
    "more than 12,000 characters of Markdown",
    { markdown_text: "x".repeat(12_001) },
    "msg_too_long",
  ],
  [["S80", "S68"], "more than 4,000 characters of text", { text: "x".repeat(4_001) }, "msg_too_long"],
  [["S81"], "blocks beside a long text", { text: "x".repeat(4_001), blocks: [DIVIDER] }, "msg_too_long"],
  [["S81"], "blocks beside 300 characters of text", { text: "x".repeat(300), blocks: [DIVIDER] }, "ok"],
  [
    ["S78", "S54"],
    "more than 50 blocks",
    { blocks: Array.from({ length: 51 }, () => DIVIDER) },
    "invalid_blocks",
  ],
  [["S192", "S68"], "Markdown beside text", { markdown_text: "a", text: "b" }, "markdown_text_conflict"],
  [["S192"], "Markdown beside blocks", { markdown_text: "a", blocks: [DIVIDER] }, "markdown_text_conflict"],
  [["S52"], "nothing", {}, "no_text"],
  [["S122", "S67"], "plain text", { text: "b" }, ["ok", "block_mismatch"]],
];

/** What `chat.update` takes for a message that was a stream. */
export const EDITS: readonly Contract[] = [
  ...UPDATES.map(([facts, name, args, expected]) => ({
    facts,
    name: `an update with ${name}`,
    expected,
    run: async (bench: ContractTools) => toCode(await bench.update(await stopped(bench), args)),
  })),
  {
    facts: ["S119"],
    name: "blocks replace the whole message",
    expected: "divider",
    async run(bench) {
      const ts = await stopped(bench);
      await bench.update(ts, { text: "short", blocks: [DIVIDER] });
      const { blocks } = await bench.read(ts);
      return (blocks as { type: string }[]).map(({ type }) => type).join(", ");
    },
  },
  {
    facts: ["S120"],
    name: "an edit of blocks leaves no mark, one of text does",
    expected: "false, true",
    async run(bench) {
      const ts = await stopped(bench);
      const isMarked = async () => (await bench.read(ts)).edited !== undefined;
      await bench.update(ts, { text: "short", blocks: [DIVIDER] });
      const first = await isMarked();
      await bench.update(ts, { markdown_text: "b" });
      return `${first}, ${await isMarked()}`;
    },
  },
  {
    facts: ["S121", "S112"],
    name: "Markdown writes an expired stream whole",
    expected: "*whole*",
    waitsMs: 306_000,
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("half")));
      await bench.pass(306_000);
      await bench.update(ts, { markdown_text: "**whole**" });
      return String((await bench.read(ts)).text);
    },
  },
  {
    facts: ["S80"],
    name: "a post cuts its text at 40,000 characters",
    expected: "ok, 40000",
    async run({ call, channel }) {
      const answer = await call("chat.postMessage", { channel, text: "x".repeat(40_010) });
      return `${toCode(answer)}, ${String((answer.message as { text?: string } | undefined)?.text?.length)}`;
    },
  },
];
