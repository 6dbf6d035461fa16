import type { Clock } from "../clock.ts";
import type { AgentSessionStoppedEvent } from "../types/index.ts";
import { poll, type SafeStore } from "./safe-store.ts";

/** A notice to the process that streams into a thread. */
export type ThreadNotice =
  | { readonly type: "user-stop"; readonly event: AgentSessionStoppedEvent }
  /** A newer answer replaces the answers that began before this time, ms since the epoch. */
  | { readonly type: "superseded"; readonly before: number; readonly by: string };

interface Thread {
  readonly channel: string;
  readonly threadTs: string | undefined;
}

interface StoredNotice {
  readonly number: string;
  readonly notice: ThreadNotice;
}

/** Slack may deliver an event again after minutes. An answer that began later ignores it. */
const noticeKeptForMs = 600_000;

function noticeKey({ channel, threadTs = "" }: Thread, { type }: Pick<ThreadNotice, "type">): string {
  return `slack-stream-notice:${channel}:${threadTs}:${type}`;
}

/** Sends a notice to the process that streams into a thread. The process reads it within half a second. */
export function tellThread(store: SafeStore, thread: Thread, notice: ThreadNotice): Promise<unknown> {
  const stored: StoredNotice = { number: crypto.randomUUID(), notice };
  return store.ask("set", noticeKey(thread, notice), stored, noticeKeptForMs);
}

/** Reads the notices of a thread, each one once. Call the returned function to stop. */
export function hearThread(
  store: SafeStore,
  thread: Thread,
  { clock, hear }: { readonly clock: Clock; readonly hear: (notice: ThreadNotice) => void },
): () => void {
  const heard = new Set<string>();
  return poll(store, clock, async (isOver) => {
    for (const type of ["user-stop", "superseded"] as const) {
      const answer = await store.ask("get", noticeKey(thread, { type }));
      const stored = answer?.value as StoredNotice | null | undefined;
      if (isOver() || typeof stored?.number !== "string" || heard.has(stored.number)) continue;
      heard.add(stored.number);
      hear(stored.notice);
    }
  });
}
