import type { Clock } from "../clock.ts";
import { readProperty } from "../slack/read-property.ts";
import type { RateBudget, RateBudgetCall } from "../types/index.ts";
import type { SafeStore } from "./safe-store.ts";

const pollMs = 500;
const keptForMs = 600_000;

/** A budget that also hears of what Slack has refused other processes, and tells them of its own refusals. */
export interface RefusalSharing {
  readonly budget: RateBudget;
  /** Hears no more. */
  stop(): void;
}

/** Until when Slack wants no call, ms since the epoch. The key is the method; a space and the channel follow where Slack counts by channel. */
type Refusals = Readonly<Record<string, number>>;

/**
 * The refusals that each budget has been told already, by workspace. All streams of a process read the same store: without this, each of
 * them would tell the budget of the same refusal.
 */
const knownByBudget = new WeakMap<RateBudget, Map<string, Map<string, number>>>();

function knownOf(budget: RateBudget, workspace: string): Map<string, number> {
  const byWorkspace = knownByBudget.get(budget) ?? new Map<string, Map<string, number>>();
  knownByBudget.set(budget, byWorkspace);
  const known = byWorkspace.get(workspace) ?? new Map<string, number>();
  byWorkspace.set(workspace, known);
  return known;
}

export function shareRefusals(
  budget: RateBudget,
  store: SafeStore,
  {
    clock,
    workspace,
    channel,
  }: { readonly clock: Clock; readonly workspace: string; readonly channel: string },
): RefusalSharing {
  const key = `slack-stream-rates:${workspace}`;
  const known = knownOf(budget, workspace);
  let isOver = false;
  let cancel = () => {};

  const read = async (): Promise<Refusals> => {
    const answer = await store.ask("get", (one) => one.get(key));
    const value: unknown = answer?.value;
    if (typeof value !== "object" || value === null) return {};
    const now = clock.now();
    const names = Object.keys(value).filter((name) => Number(readProperty(value, name)) > now);
    return Object.fromEntries(names.map((name) => [name, Number(readProperty(value, name))]));
  };

  const hear = async () => {
    const refusals = await read();
    if (isOver) return;
    for (const [name, until] of known) if (until < clock.now()) known.delete(name);
    for (const [name, until] of Object.entries(refusals)) {
      const [method = "", where] = name.split(" ");
      if (where !== undefined && where !== channel) continue;
      if ((known.get(name) ?? 0) >= until) continue;
      known.set(name, until);
      const nowMs = clock.now();
      const call: RateBudgetCall = { method, workspace, channel, priority: "text", stream: "", nowMs };
      budget.refused(call, until - nowMs);
    }
    if (!store.isOff) cancel = clock.setTimer(pollMs, () => void hear());
  };

  const tell = async (call: RateBudgetCall, retryAfterMs: number) => {
    const name = call.method === "chat.postMessage" ? `${call.method} ${call.channel}` : call.method;
    const until = call.nowMs + retryAfterMs;
    known.set(name, until);
    const refusals = { ...(await read()), [name]: until };
    await store.ask("set", (one) => one.set(key, refusals, keptForMs));
  };

  void hear();
  return {
    budget: {
      take: (call) => budget.take(call),
      refused(call, retryAfterMs) {
        budget.refused(call, retryAfterMs);
        if (retryAfterMs > 0) void tell(call, retryAfterMs);
      },
    },
    stop() {
      isOver = true;
      cancel();
    },
  };
}
