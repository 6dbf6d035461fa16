import { everybody, ours } from "../contestants/everybody.ts";
import { createOurs } from "../contestants/ours.ts";
import { type Report, toFigure } from "../report/report.ts";
import { toVerdict } from "../report/verdict.ts";
import { measureMemory } from "./measure-memory.ts";

const open = { streams: 10_000, characters: 300 };
const lengths = [10_000, 100_000, 1_000_000];

export async function reportMemory(): Promise<Report> {
  for (const one of everybody) await measureMemory(one, { ...open, streams: 100 });
  const rows: string[][] = [];
  for (const one of everybody) rows.push([one.name, toFigure(await measureMemory(one, open))]);
  // Without a rate budget, so that all text is sent and only the model of the answer stays in memory.
  const eager = createOurs({ budget: false, minIntervalMs: 0 });
  const perCharacter: number[] = [];
  for (const characters of lengths)
    perCharacter.push((await measureMemory(eager, { streams: 10, characters })) / characters);
  return {
    title: "Memory",
    method: [
      `${open.streams.toLocaleString("en")} streams open in one process, each after ${open.characters} characters in tokens of 4, waiting for more; heap after a full collection.`,
      "Below: the heap of one stream of ours for each character of a long answer, all of it sent. The text itself is kept twice: for the receipt, and for a repair.",
      toVerdict("bytes for a character at 1,000,000 / at 100,000", {
        value: (perCharacter[2] ?? Number.NaN) / (perCharacter[1] ?? Number.NaN),
        most: 1.1,
      }),
    ],
    tables: [
      [["", "bytes for an open stream"], ...rows],
      [
        ["characters", `${ours.name}, bytes for a character`],
        ...lengths.map((characters, index) => [
          characters.toLocaleString("en"),
          toFigure(perCharacter[index] ?? Number.NaN),
        ]),
      ],
    ],
  };
}
