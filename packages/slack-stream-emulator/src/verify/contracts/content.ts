import { type Contract, chunks, task, textChunk, toCode } from "../contract.ts";

const FULL = "x".repeat(12_000);
const HALF = "x".repeat(6_500);
const METADATA = { event_type: "answer", event_payload: { n: 1 } };

/** How large a message may be, and what is read back of what was sent. */
export const CONTENT: readonly Contract[] = [
  {
    facts: ["S70"],
    name: "one call of more than 12,000 characters",
    expected: "msg_too_long",
    run: async ({ start, append }) => toCode(await append(await start(), chunks(textChunk(`${FULL}x`)))),
  },
  {
    facts: ["S71", "S53", "S76"],
    name: "a message past 12,000 characters is refused, and is still open for less",
    expected: "msg_too_long, ok",
    async run({ start, append, stop }) {
      const ts = await start(chunks(textChunk(HALF)));
      const tooLong = await append(ts, chunks(textChunk(HALF)));
      return `${toCode(tooLong)}, ${toCode(await stop(ts))}`;
    },
  },
  {
    facts: ["S75"],
    name: "a stop whose text is too long is refused",
    expected: "msg_too_long",
    run: async ({ start, stop }) =>
      toCode(await stop(await start(chunks(textChunk(HALF))), chunks(textChunk(HALF)))),
  },
  {
    facts: ["S72", "S73"],
    name: "cards count for the size of a message",
    expected: "msg_too_long",
    async run({ start, append }) {
      const ts = await start(chunks(textChunk("x".repeat(11_000))));
      const cards = ["1", "2", "3", "4"].map((id) => task({ id, output: "x".repeat(300) }));
      return toCode(await append(ts, chunks(...cards)));
    },
  },
  {
    facts: ["S16", "S17"],
    name: "append and stop add to the end",
    expected: "one two three",
    async run({ start, append, stop, read }) {
      const ts = await start(chunks(textChunk("one ")));
      await append(ts, chunks(textChunk("two ")));
      await stop(ts, chunks(textChunk("three")));
      return String((await read(ts)).text);
    },
  },
  {
    facts: ["S128", "S177"],
    name: "the text that is read back is Slack's own conversion",
    expected: "*bold*\n• point",
    async run({ start, stop, read }) {
      const ts = await start(chunks(textChunk("\n**bold**\n- point\n\n")));
      await stop(ts);
      return String((await read(ts)).text);
    },
  },
  {
    facts: ["S77", "S127"],
    name: "the blocks that are read back",
    expected: "header, rich_text, divider, table, task_card",
    async run({ start, stop, read }) {
      const markdown = "# Title\n\ntext\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
      const ts = await start(chunks(textChunk(markdown), task({ status: "complete" })));
      await stop(ts);
      return toTypes((await read(ts)).blocks);
    },
  },
  {
    facts: ["S33"],
    name: "a card that is open at the stop has failed",
    expected: "error",
    async run({ start, stop, read }) {
      const ts = await start(chunks(textChunk("a"), task()));
      await stop(ts);
      return String(toCard((await read(ts)).blocks).status);
    },
  },
  {
    facts: ["S29", "S30", "S123"],
    name: "of a card the title is replaced, and output is added to",
    expected: 'Found | {"type":"rich_text"} | onetwo',
    async run({ start, append, stop, read }) {
      const ts = await start(chunks(task({ output: "one" })));
      await append(ts, chunks(task({ title: "Found", status: "complete", output: "two" })));
      await stop(ts);
      const { title, output } = toCard((await read(ts)).blocks);
      const { type } = output as { type: string };
      return `${title} | ${JSON.stringify({ type })} | ${toTexts(output)}`;
    },
  },
  {
    facts: ["S18"],
    name: "blocks of a stop: 50 are taken beside those of chunks, 51 are not",
    expected: "invalid_blocks, ok",
    async run({ start, stop }) {
      const blocks = Array.from({ length: 50 }, () => ({ type: "divider" }));
      const ts = await start(chunks(textChunk("a"), { type: "blocks", blocks: [{ type: "divider" }] }));
      const many = await stop(ts, { blocks: [...blocks, { type: "divider" }] });
      return `${toCode(many)}, ${toCode(await stop(ts, { blocks }))}`;
    },
  },
  {
    facts: ["S34"],
    name: "the id of a card in another stream is another card",
    expected: "one, two",
    async run({ start, stop, read }) {
      const outputs: string[] = [];
      for (const output of ["one", "two"]) {
        const ts = await start(chunks(task({ status: "complete", output })));
        await stop(ts);
        outputs.push(toTexts(toCard((await read(ts)).blocks).output));
      }
      return outputs.join(", ");
    },
  },
  {
    facts: ["S131"],
    name: "a zero-width space inside stays",
    expected: "a\u200bb",
    async run({ start, append, stop, read }) {
      const ts = await start(chunks(textChunk("a")));
      await append(ts, chunks(textChunk("\u200b")));
      await stop(ts, chunks(textChunk("b")));
      return String((await read(ts)).text);
    },
  },
  {
    facts: ["S19", "S124"],
    name: "metadata of the stop stays through an edit, until an empty one takes it away",
    expected: "answer, answer, undefined",
    async run({ start, stop, update, read }) {
      const ts = await start(chunks(textChunk("a")));
      const type = async () =>
        String(((await read(ts)).metadata as { event_type?: string } | undefined)?.event_type);
      await stop(ts, { metadata: METADATA });
      const first = await type();
      await update(ts, { markdown_text: "b" });
      const second = await type();
      await update(ts, { markdown_text: "c", metadata: {} });
      return `${first}, ${second}, ${await type()}`;
    },
  },
];

function toTypes(blocks: unknown): string {
  return (Array.isArray(blocks) ? blocks : []).map(({ type }: { type: string }) => type).join(", ");
}

function toCard(blocks: unknown): Readonly<Record<string, unknown>> {
  const list = Array.isArray(blocks) ? (blocks as Record<string, unknown>[]) : [];
  return list.find(({ type }) => type === "task_card") ?? {};
}

function toTexts(richText: unknown): string {
  return [...JSON.stringify(richText).matchAll(/"text":"(.*?)"/g)].map(([, part]) => part).join("");
}
