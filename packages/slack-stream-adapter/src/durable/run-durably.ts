import { type Delivery, type Keeper, runStream } from "../answer/run.ts";
import { budgetFor } from "../slack/rate-budget.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { OpenSource } from "../source/read-source.ts";
import type { CheckpointOptions, StreamFrom, StreamReceipt } from "../types/index.ts";
import { enter } from "./entry.ts";
import { createKeeper } from "./keeper.ts";
import { shareRefusals } from "./shared-refusals.ts";
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
      const { settings, target } = delivery;
      if (settings.budget === false) return runStream(open(entered.given), { ...delivery, keeper });
      const { clock } = entered;
      const place = { clock, workspace: toAccountKey(target), channel: target.channel };
      const sharing = shareRefusals(settings.budget ?? budgetFor(clock), entered.store, place);
      try {
        // The same settings: whoever made them may change them while the answer is streamed.
        Object.assign(settings, { budget: sharing.budget });
        return await runStream(open(entered.given), { ...delivery, keeper });
      } finally {
        sharing.stop();
      }
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
