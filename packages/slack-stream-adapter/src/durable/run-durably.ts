import { type Delivery, type Keeper, runStream } from "../answer/run.ts";
import type { OpenSource } from "../source/read-source.ts";
import type { CheckpointOptions, StreamFrom, StreamReceipt } from "../types/index.ts";
import { enter } from "./entry.ts";
import { createKeeper } from "./keeper.ts";
import { fromStart } from "./source-watch.ts";

/** A source that may be told where to begin. */
export type OpenFrom = (from: StreamFrom) => OpenSource;

/**
 * One answer, in however many processes and tries.
 *
 * @throws SlackStreamError `already-running` when it runs elsewhere.
 */
export async function runDurably(
  open: OpenFrom,
  delivery: Delivery,
  checkpoint: CheckpointOptions,
): Promise<StreamReceipt> {
  const entered = await enter(checkpoint, delivery);
  switch (entered.type) {
    case "replayed":
      return entered.receipt;
    case "off":
      return runStream(open(fromStart), { ...delivery, keeper: withoutStore });
    case "entered": {
      const keeper = createKeeper(entered, checkpoint);
      return runStream(open(entered.given), { ...delivery, keeper });
    }
  }
}

const withoutStore: Keeper = {
  over: undefined,
  watch: ({ agent }) => agent.sink,
  begin: async ({ answer }) => answer,
  before: async () => "go",
  after() {},
  end: async (_run, _conclusion, receipt) => ({ ...receipt, checkpoint: "off" }),
};
