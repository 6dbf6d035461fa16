import { type ContractTools, chunks, task, textChunk, toCode } from "./contract.ts";
import type { ApiAnswer } from "./slack-under-test.ts";

/**
 * A question that nobody outside of Slack can answer. The emulator assumes an answer, and a live Slack can show the
 * right one.
 */
export interface Probe {
  readonly fact: string;
  readonly question: string;
  /** How long it has to wait for Slack, in ms. */
  readonly waitsMs?: number;
  /** True if a person has to press stop. */
  readonly needsPerson?: boolean;
  /** Resolves with the observation, in a form that can be compared. */
  run(bench: ContractTools): Promise<string>;
}

const LIFE_MS = 306_000;

export const PROBES: readonly Probe[] = [
  {
    fact: "S183",
    question: "How are empty and blank texts answered, and is white space kept?",
    async run(bench) {
      const seen: string[] = [];
      for (const value of ["", " ", "\n"]) {
        const whole = await bench.tryStart(chunks(textChunk(value)));
        const more = await bench.append(await bench.start(chunks(textChunk("a"))), chunks(textChunk(value)));
        seen.push(`${JSON.stringify(value)}: start ${toCode(whole)}, append ${toCode(more)}`);
      }
      const ts = await bench.start(chunks(textChunk("a")));
      await bench.append(ts, chunks(textChunk(" b ")));
      await bench.append(ts, chunks(textChunk("c")));
      await bench.stop(ts);
      return `${seen.join("; ")}; "a"+" b "+"c" reads ${await readText(bench, ts)}`;
    },
  },
  {
    fact: "S184",
    question: "Are two halves of a character from two chunks joined?",
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("a\ud83d")));
      const answer = await bench.append(ts, chunks(textChunk("\ude00b")));
      await bench.stop(ts);
      return `append ${toCode(answer)}, reads ${await readText(bench, ts)}`;
    },
  },
  {
    fact: "S185",
    question: "In what unit is a message measured, and how long may it be?",
    async run(bench) {
      const seen: string[] = [];
      for (const [name, character, steps] of SIZES) {
        let length = 0;
        let ts: string | undefined;
        let code = "ok";
        for (const step of steps) {
          const more = chunks(textChunk(character.repeat(step)));
          const answer: ApiAnswer =
            ts === undefined ? await bench.tryStart(more) : await bench.append(ts, more);
          code = toCode(answer);
          if (code !== "ok") break;
          ts = answer.ts;
          length += step;
        }
        seen.push(`${name}: ${length} ok, then ${code}`);
      }
      return seen.join("; ");
    },
  },
  {
    fact: "S187",
    question: "In which order do two appends land that arrive together?",
    async run(bench) {
      const orders: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const ts = await bench.start(chunks(textChunk(".")));
        await Promise.all(["A", "B"].map((letter) => bench.append(ts, chunks(textChunk(letter)))));
        await bench.stop(ts);
        orders.push(await readText(bench, ts));
      }
      return [...new Set(orders)].sort().join(" or ");
    },
  },
  {
    fact: "S188",
    question: "Is a refused call that carries text and cards refused as a whole?",
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("a")));
      const answer = await bench.append(ts, chunks(textChunk("b"), task({ status: "no such status" })));
      await bench.stop(ts);
      return `append ${toCode(answer)}, reads ${await readText(bench, ts)}`;
    },
  },
  {
    fact: "S181",
    question: "What does a stream read as that expired?",
    waitsMs: LIFE_MS,
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("a"), task()));
      await bench.pass(LIFE_MS);
      return await readState(bench, ts);
    },
  },
  {
    fact: "S181",
    question: "What does a stream read as that a person stopped?",
    needsPerson: true,
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("a"), task()));
      bench.pressStop?.(ts);
      return await readState(bench, ts);
    },
  },
  {
    fact: "S182",
    question: "Does chat.update work after a person stopped the stream?",
    needsPerson: true,
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("a")));
      bench.pressStop?.(ts);
      return toCode(await bench.update(ts, { markdown_text: "b" }));
    },
  },
  {
    fact: "S180",
    question: "Does silence end a stream before its 300 seconds are over?",
    waitsMs: 250_000,
    async run(bench) {
      const streams: { ms: number; ts: string }[] = [];
      for (const ms of [35_000, 65_000, 125_000, 250_000])
        streams.push({ ms, ts: await bench.start(chunks(textChunk("a"))) });
      const seen: string[] = [];
      let passed = 0;
      for (const { ms, ts } of streams) {
        await bench.pass(ms - passed);
        passed = ms;
        const answer = await bench.append(ts, chunks(textChunk("b")));
        seen.push(`${ms / 1_000} s: ${toCode(answer)}`);
      }
      return seen.join(", ");
    },
  },
  {
    fact: "S186",
    question: "How many appends may come at once, and how long is the wait after them?",
    async run(bench) {
      const ts = await bench.start(chunks(textChunk("a")));
      for (let count = 1; count <= MOST_AT_ONCE; count += 1) {
        const { status, retryAfter } = await bench.callOnce("chat.appendStream", {
          channel: bench.channel,
          ts,
          ...chunks(textChunk("b")),
        });
        if (status === 429) return `refused at call ${count}, Retry-After ${retryAfter ?? "missing"}`;
      }
      return `${MOST_AT_ONCE} at once were not refused`;
    },
  },
];

const MOST_AT_ONCE = 150;

const SIZES: readonly (readonly [name: string, character: string, steps: readonly number[]])[] = [
  ["one byte each", "a", [6_000, 4_600, 1_000, 400, 1, 1]],
  ["three bytes each", "界", [3_500, 100, 2_400, 6_000, 1]],
  ["outside the basic plane", "😀", [2_600, 100, 3_300, 6_000, 1]],
];

async function readText(bench: ContractTools, ts: string): Promise<string> {
  return JSON.stringify((await bench.read(ts)).text);
}

async function readState(bench: ContractTools, ts: string): Promise<string> {
  const { streaming_state, text: shown, blocks } = await bench.read(ts);
  const types = Array.isArray(blocks) ? blocks.map((block: { type: string }) => block.type) : [];
  return `${String(streaming_state)}, text ${JSON.stringify(shown)}, blocks ${types.join("+")}`;
}
