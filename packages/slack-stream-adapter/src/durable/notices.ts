import type { Clock } from "../clock.ts";
import type { AgentSessionStoppedEvent, CheckpointStore } from "../types/index.ts";
import { poll, type SafeStore } from "./safe-store.ts";

/** Said to whichever process streams into a thread. */
export type ThreadNotice =
  | { readonly type: "user-stop"; readonly event: AgentSessionStoppedEvent }
  /** A newer answer takes the place of those that began before, ms since the epoch. */
  | { readonly type: "superseded"; readonly before: number; readonly by: string };

interface Thread {
  readonly channel: string;
  readonly threadTs: string | undefined;
}

interface StoredNotice {
  readonly number: string;
  readonly notice: ThreadNotice;
}

/** Slack delivers an event again after minutes; an answer that begins later is not meant. */
const noticeKeptForMs = 600_000;

function noticeKey({ channel, threadTs = "" }: Thread, { type }: Pick<ThreadNotice, "type">): string {
  return `slack-stream-notice:${channel}:${threadTs}:${type}`;
}

/** Tells the process that streams into a thread, wherever it is. It hears of it within half a second. */
export function tellThread(
  store: CheckpointStore,
  thread: Thread,
  notice: ThreadNotice,
): PromiseLike<unknown> {
  const stored: StoredNotice = { number: crypto.randomUUID(), notice };
  return store.set(noticeKey(thread, notice), stored, noticeKeptForMs);
}

/** Hears what is told to a thread, each notice once; the result ends that. */
export function hearThread(
  store: SafeStore,
  thread: Thread,
  { clock, hear }: { readonly clock: Clock; readonly hear: (notice: ThreadNotice) => void },
): () => void {
  const heard = new Set<string>();
  return poll(store, clock, async (isOver) => {
    for (const type of ["user-stop", "superseded"] as const) {
      const answer = await store.ask("get", (one) => one.get(noticeKey(thread, { type })));
      const stored = answer?.value as StoredNotice | null | undefined;
      if (isOver() || typeof stored?.number !== "string" || heard.has(stored.number)) continue;
      heard.add(stored.number);
      hear(stored.notice);
    }
  });
}
