import { bareLoop } from "../contestants/bare-loop.ts";
import type { Contestant } from "../contestants/contestant.ts";
import { everybody } from "../contestants/everybody.ts";
import type { TextKind } from "../contestants/text.ts";
import { vercelAdapter } from "../contestants/vercel-adapter.ts";
import type { WireKind } from "../contestants/wire.ts";
import { interleave, type Lane } from "../interleave.ts";
import { measureCpu } from "./measure-cpu.ts";

/** The CPU of one contestant for one length, in each round. */
export interface CpuResult {
  readonly contestant: string;
  readonly characters: number;
  readonly ms: readonly number[];
}

export interface CpuOptions {
  readonly lengths: readonly number[];
  readonly rounds: number;
  readonly wire: WireKind;
  readonly text: TextKind;
  readonly contestants?: readonly Contestant[] | undefined;
  /**
   * Short answers are repeated up to this length, because the CPU clock is too coarse for one of them. @default 400_000
   */
  readonly leastCharacters?: number | undefined;
  /** @default 200 */
  readonly warmUpMs?: number | undefined;
}

const withFloor = [...everybody, bareLoop];

/** Measures CPU by length, one length after the other. At each length all contestants take turns. */
export async function compareCpu({
  lengths,
  rounds,
  wire,
  text,
  contestants = withFloor,
  leastCharacters = 400_000,
  warmUpMs = 200,
}: CpuOptions): Promise<readonly CpuResult[]> {
  const results: CpuResult[] = [];
  for (const characters of lengths) {
    const repeats = Math.ceil(leastCharacters / characters);
    const lanes = contestants
      .filter((one) => one !== vercelAdapter || characters <= mostForVercel)
      .map((one): Lane<number> => {
        const isSlow = one === vercelAdapter;
        return {
          name: one.name,
          measure: () => measureCpu(one, { characters, repeats: isSlow ? 1 : repeats, wire, text, warmUpMs }),
          rounds: isSlow && characters > fewForVercel ? 2 : undefined,
        };
      });
    for (const [contestant, ms] of await interleave(lanes, rounds))
      results.push({ contestant, characters, ms });
  }
  return results;
}

/** Vercel's adapter is quadratic, and an answer that takes a minute can't be measured. */
const mostForVercel = 100_000;
const fewForVercel = 20_000;
