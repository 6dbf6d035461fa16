import type { Clock } from "../clock.ts";
import { readProperty, readString } from "../slack/read-property.ts";
import type { RateBudget, RateBudgetCall } from "../types/index.ts";
import { poll, type SafeStore } from "./safe-store.ts";

const keptForMs = 600_000;
const mostKept = 100;
/** If refusals end at nearly the same moment, as in a burst, only one of them is shared. */
const sameWithinMs = 500;

/** A budget that also gets Slack's refusals to other processes, and shares its own refusals with them. */
export interface RefusalSharing {
  readonly budget: RateBudget;
  /** Stops reading. */
  stop(): void;
}

interface Refusal {
  /** The method. If Slack counts by channel, a space and the channel follow. */
  readonly name: string;
  /** Slack wants no call until this time, ms since the epoch. */
  readonly until: number;
}

/**
 * The latest time that each budget knows, by workspace and name. All streams of a process read the same store. Without this map each stream
 * would report the same refusal to the budget.
 */
const knownByBudget = new WeakMap<RateBudget, Map<string, number>>();

export function shareRefusals(
  budget: RateBudget,
  store: SafeStore,
  {
    clock,
    workspace,
    channel,
  }: { readonly clock: Clock; readonly workspace: string; readonly channel: string },
): RefusalSharing {
  // A list, because two processes may add to it at the same moment, and both entries must stay.
  const key = `slack-stream-refusals:${workspace}`;
  const known = knownByBudget.get(budget) ?? new Map<string, number>();
  knownByBudget.set(budget, known);

  const hear = async (isOver: () => boolean) => {
    const listed = await store.ask("getList", key);
    if (isOver()) return;
    for (const [name, until] of known) if (until < clock.now()) known.delete(name);
    for (const { name, until } of toRefusals(listed?.value ?? [])) {
      const [method = "", where] = name.split(" ");
      const nowMs = clock.now();
      if ((where !== undefined && where !== channel) || until <= nowMs || !isNews(name, until)) continue;
      const call: RateBudgetCall = { method, workspace, channel, priority: "text", stream: "", nowMs };
      budget.refused(call, until - nowMs);
    }
  };

  /** Records that the budget knows it. */
  const isNews = (name: string, until: number) => {
    if ((known.get(key + name) ?? 0) >= until - sameWithinMs) return false;
    known.set(key + name, until);
    return true;
  };

  const tell = (call: RateBudgetCall, retryAfterMs: number) => {
    const name = call.method === "chat.postMessage" ? `${call.method} ${call.channel}` : call.method;
    const until = call.nowMs + retryAfterMs;
    if (!isNews(name, until)) return;
    const options = { maxLength: mostKept, ttlMs: keptForMs };
    void store.ask("appendToList", key, { name, until }, options);
  };

  return {
    budget: {
      take: (call) => budget.take(call),
      refused(call, retryAfterMs) {
        budget.refused(call, retryAfterMs);
        if (retryAfterMs > 0) tell(call, retryAfterMs);
      },
    },
    stop: poll(store, clock, hear),
  };
}

function toRefusals(listed: readonly unknown[]): readonly Refusal[] {
  return listed.flatMap((entry) => {
    const [name, until] = [readString(entry, "name"), Number(readProperty(entry, "until"))];
    return name !== undefined && until > 0 ? [{ name, until }] : [];
  });
}
