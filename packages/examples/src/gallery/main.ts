/**
 * Plays runs of agents on a local Slack as fast as possible, and shows the thread at four moments of each: all runs, or the
 * named ones. With `--pictures` a browser takes pictures of them, and docs/gallery.md is written again.
 */
import { perform, runs } from "./perform.ts";
import { takePictures } from "./pictures.ts";

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = named.find((name) => !runs.some((run) => run.name === name));
if (unknown !== undefined) {
  console.error(`There is no run "${unknown}". There are: ${runs.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
const chosen = runs.filter(({ name }) => named.length === 0 || named.includes(name));

if (process.argv.includes("--pictures")) await takePictures(chosen, runs);
else
  for (const run of chosen) {
    console.log(`\n=== ${run.name}: ${run.title}\n${run.about}`);
    await perform(run, async ({ thread }, moment) => console.log(`\n--- ${moment}\n\n${thread()}`));
  }
