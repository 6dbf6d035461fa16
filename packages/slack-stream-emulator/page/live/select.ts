import type { ThreadView } from "../../src/page/wire.ts";
import { type Place, selectThread, toKey } from "./messages.ts";
import type { Slack } from "./store.ts";

export function findStatus({ threads }: Slack, place: Place): ThreadView | undefined {
  return threads.get(toKey(place));
}

/** Whether there is something for the stop button to stop (S136). */
export function isStoppable(slack: Slack, place: Place): boolean {
  const isOpen = selectThread(slack.messages, place).some(({ state }) => state === "open");
  return isOpen || findStatus(slack, place)?.session === "processing";
}
