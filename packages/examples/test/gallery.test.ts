import { expect, test } from "vitest";
import { perform, runs } from "../src/gallery/perform.ts";

/** The thread as people see it, at four moments of each run. A change here is a change for all users. */
test("the runs of the gallery look as they do in the golden file", async () => {
  const lines: string[] = [];
  for (const run of runs) {
    lines.push(`=== ${run.name}: ${run.title}`);
    await perform(run, async ({ thread }, moment) => void lines.push(`--- ${moment}`, thread()));
  }
  await expect(`${lines.join("\n\n")}\n`).toMatchFileSnapshot("gallery.txt");
});
