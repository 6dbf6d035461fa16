import process from "node:process";
import fc from "fast-check";
import { liveStreams } from "../../src/answer/live-streams.ts";

/** Of `pnpm mutate` it matters that a change is noticed, not by which example; and most that live for two seconds live on. */
const underMutation = { endOnFailure: true, interruptAfterTimeLimit: 2_000 };

fc.configureGlobal({
  // A law fails for a change, not for its luck. To hunt, give it another seed: `LAW_SEED=7 pnpm test laws`.
  seed: Number(process.env.LAW_SEED ?? 20_261_121),
  ...(process.env.STRYKER_MUTATOR_WORKER === undefined ? {} : underMutation),
});

// A worker runs one file after the other, and some tests leave a stream under way on a clock that no longer moves.
liveStreams().clear();
