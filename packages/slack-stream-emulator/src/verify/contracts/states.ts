import { type Contract, type ContractTools, chunks, textChunk, toCode } from "../contract.ts";

const LIFE_MS = 306_000;
const OVER = "message_not_in_streaming_state";
const PRESSED = ["stopped_by_user", OVER];

const REACH = {
  open: (bench: ContractTools) => bench.start(chunks(textChunk("a"))),
  async stopped(bench: ContractTools) {
    const ts = await bench.start(chunks(textChunk("a")));
    await bench.stop(ts);
    return ts;
  },
  async expired(bench: ContractTools) {
    const ts = await bench.start(chunks(textChunk("a")));
    await bench.pass(LIFE_MS);
    return ts;
  },
  async "user-stopped"(bench: ContractTools) {
    const ts = await bench.start(chunks(textChunk("a")));
    bench.pressStop?.(ts);
    return ts;
  },
} as const;

type State = keyof typeof REACH;

const DO = {
  append: ({ append }: ContractTools, ts: string) => append(ts, chunks(textChunk("b"))),
  stop: ({ stop }: ContractTools, ts: string) => stop(ts),
  "chat.update": ({ update }: ContractTools, ts: string) => update(ts, { markdown_text: "b" }),
  "chat.delete": ({ call, channel }: ContractTools, ts: string) => call("chat.delete", { channel, ts }),
} as const;

const TABLE: readonly [fact: string, act: keyof typeof DO, state: State, expected: Contract["expected"]][] = [
  ["S104", "append", "open", "ok"],
  ["S105", "append", "stopped", OVER],
  ["S105", "append", "expired", OVER],
  ["S106", "append", "user-stopped", PRESSED],
  ["S107", "stop", "open", "ok"],
  ["S108", "stop", "stopped", OVER],
  ["S108", "stop", "expired", OVER],
  ["S109", "stop", "user-stopped", PRESSED],
  ["S110", "chat.update", "open", "streaming_state_conflict"],
  ["S111", "chat.update", "stopped", "ok"],
  ["S112", "chat.update", "expired", "ok"],
  ["S113", "chat.update", "user-stopped", "ok"],
  ["S114", "chat.delete", "open", "cant_delete_message"],
  ["S115", "chat.delete", "stopped", "ok"],
  ["S115", "chat.delete", "expired", "ok"],
  ["S115", "chat.delete", "user-stopped", "ok"],
];

/** Also told by the codes' own rows. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  S105: ["S38", "S93"],
  S106: ["S39"],
  S110: ["S66"],
  S114: ["S69"],
};

/** Each call in each state a stream can be in. */
export const STATES: readonly Contract[] = [
  ...TABLE.map(
    ([fact, act, state, expected]): Contract => ({
      facts: [fact, ...(BESIDE[fact] ?? [])],
      name: `${act} on a stream that is ${state}`,
      expected,
      ...toNeeds(state),
      run: async (bench) => toCode(await DO[act](bench, await REACH[state](bench))),
    }),
  ),
  {
    facts: ["S110"],
    name: "a stream goes on after an update was refused",
    expected: "ok",
    async run(bench) {
      const ts = await REACH.open(bench);
      await bench.update(ts, { markdown_text: "b" });
      return toCode(await bench.append(ts, chunks(textChunk("b"))));
    },
  },
  {
    facts: ["S94"],
    name: "a stop at 291 s",
    expected: "ok",
    waitsMs: 291_000,
    async run(bench) {
      const ts = await REACH.open(bench);
      await bench.pass(291_000);
      return toCode(await bench.stop(ts));
    },
  },
  {
    facts: ["S95"],
    name: "traffic does not make a stream live longer",
    expected: OVER,
    waitsMs: LIFE_MS,
    async run(bench) {
      const ts = await REACH.open(bench);
      for (let round = 0; round < 17; round += 1) {
        await bench.pass(18_000);
        await bench.append(ts, chunks(textChunk("b")));
      }
      return toCode(await bench.append(ts, chunks(textChunk("b"))));
    },
  },
  {
    facts: ["S97"],
    name: "95 s of silence end no stream",
    expected: "ok",
    waitsMs: 95_000,
    async run(bench) {
      const ts = await REACH.open(bench);
      await bench.pass(95_000);
      return toCode(await bench.append(ts, chunks(textChunk("b"))));
    },
  },
  ...(["open", "stopped", "expired"] as const).map(
    (state): Contract => ({
      facts: state === "expired" ? ["S117"] : ["S116", "S126"],
      name: `the state that is read back of a stream that is ${state}`,
      expected: { open: "in_progress", stopped: "completed", expired: ["errored", "completed"] }[state],
      ...toNeeds(state),
      run: async (bench) => String((await bench.read(await REACH[state](bench))).streaming_state),
    }),
  ),
];

function toNeeds(state: State): Partial<Contract> {
  if (state === "expired") return { waitsMs: LIFE_MS };
  return state === "user-stopped" ? { needsPerson: true } : {};
}
