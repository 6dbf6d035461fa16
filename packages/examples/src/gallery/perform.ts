import { setTimeout as sleep } from "node:timers/promises";
import type { ManualClock } from "slack-stream-emulator";
import { runsOfAnswers } from "./runs-of-answers.ts";
import { runsOfTools } from "./runs-of-tools.ts";
import { runsWithPeople } from "./runs-with-people.ts";
import { type GalleryStage, openStage, type Run } from "./stage.ts";

export const runs: readonly Run[] = [...runsOfTools, ...runsWithPeople, ...runsOfAnswers];

/** Plays a run as fast as possible, and calls `look` at each of its moments and at its end. */
export async function perform(
  run: Run,
  look: (stage: GalleryStage, moment: string) => Promise<void>,
): Promise<void> {
  const stage = openStage(run.question);
  const { clock } = stage;
  const begun = clock.now();
  let ended = false;
  const playing = run.play(stage).finally(() => {
    ended = true;
  });
  playing.catch(() => {}); // It is reported below.
  for (const seconds of run.moments) {
    await moveOn(clock, () => ended, begun + seconds * 1_000);
    await look(stage, `after ${toDuration(seconds)}`);
  }
  await moveOn(clock, () => ended, begun + longestMs);
  await playing;
  await look(stage, `at the end, after ${toDuration(Math.round((clock.now() - begun) / 1_000))}`);
}

/** No run is longer. */
const longestMs = 3_600_000;

/** Moves from timer to timer. At each it gives the promises of the AI SDK's streams time to settle. */
async function moveOn(clock: ManualClock, isOver: () => boolean, until: number): Promise<void> {
  while (clock.now() < until && !isOver()) {
    await sleep(1);
    const next = clock.nextTimerAt;
    if (next !== undefined) await clock.advance(Math.max(0, Math.min(next, until) - clock.now()));
    await clock.settle();
  }
}

function toDuration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}
