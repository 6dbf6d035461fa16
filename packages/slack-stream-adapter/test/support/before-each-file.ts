import process from "node:process";
import fc from "fast-check";
import { liveStreams } from "../../src/answer/live-streams.ts";

/** In `pnpm mutate` any example may notice a change, and a change that is not noticed in two seconds mostly never is. */
const underMutation = { endOnFailure: true, interruptAfterTimeLimit: 2_000 };

fc.configureGlobal({
  // A fixed seed, so that a law fails only because of a change. To hunt, use another seed: `LAW_SEED=7 pnpm test laws`.
  seed: Number(process.env.LAW_SEED ?? 20_261_121),
  ...(process.env.STRYKER_MUTATOR_WORKER === undefined ? {} : underMutation),
});

// A worker runs several files, and some tests leave a stream under way on a clock that does not move any more.
liveStreams().clear();
