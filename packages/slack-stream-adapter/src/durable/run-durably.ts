import { type Delivery, type Keeper, runStream } from "../answer/run.ts";
import { budgetFor } from "../slack/rate-budget.ts";
import { guardSideCalls } from "../slack/side-calls.ts";
import { toAccountKey } from "../slack/workspace-key.ts";
import type { OpenSource } from "../source/read-source.ts";
import type { CheckpointOptions, StreamFrom, StreamReceipt } from "../types/index.ts";
import { type Entry, enter } from "./entry.ts";
import { StoreKeeper } from "./keeper.ts";
import { type RefusalSharing, shareRefusals } from "./shared-refusals.ts";
import { fromStart } from "./source-tracker.ts";

/** A source that may be told where to begin. */
export type OpenFrom = (from: StreamFrom) => OpenSource;

/**
 * Runs one answer, over any number of processes and attempts.
 *
 * @throws SlackStreamError `already-running` if another process runs it.
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
      const keeper = new StoreKeeper(entered, checkpoint);
      const side = delivery.side && guardSideCalls(delivery.side, () => keeper.mayCall());
      const sharing = toSharing(delivery, entered);
      try {
        return await runStream(open(entered.given), { ...delivery, keeper, side, budget: sharing?.budget });
      } finally {
        sharing?.stop();
      }
    }
  }
}

/** If there is a budget, it gets Slack's refusals to other processes. */
function toSharing({ settings, target }: Delivery, { clock, store }: Entry): RefusalSharing | undefined {
  const { budget = budgetFor(clock) } = settings;
  if (budget === false) return undefined;
  return shareRefusals(budget, store, { clock, workspace: toAccountKey(target), channel: target.channel });
}

const withoutStore: Keeper = {
  over: undefined,
  trackSource: ({ agent }) => agent,
  begin: async ({ answer }) => answer,
  before: async () => "go",
  after() {},
  end: async (_run, receipt) => ({ ...receipt, checkpoint: "off" }),
};
