import { expect, test } from "vitest";
import { createSlackStream } from "./index.ts";
import { onAbort } from "./on-abort.ts";

/** A signal that counts its listeners. */
function countListeners(signal: AbortSignal) {
  const { addEventListener, removeEventListener } = signal;
  const counts = { now: 0, most: 0 };
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    counts.now += 1;
    counts.most = Math.max(counts.most, counts.now);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    counts.now -= 1;
    removeEventListener.apply(signal, args);
  };
  return counts;
}

// Regression: Node printed a MaxListenersExceededWarning.
test("fifty streams put one listener on a signal that they share, and take it back", async () => {
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  const client = { chat: {}, apiCall: async () => ({ ok: true }) };
  const streams = Array.from({ length: 50 }, () =>
    createSlackStream({ client, channel: "C1" }, { abortSignal: controller.signal }),
  );
  expect(listeners).toEqual({ now: 1, most: 1 });
  for (const stream of streams.slice(1)) await stream.abort();
  expect(listeners.now).toBe(1);
  controller.abort(new Error("enough"));
  expect(streams[0]?.signal.aborted).toBe(true);
  expect(streams[0]?.signal.reason).toEqual(new Error("enough"));
  await expect(streams[0]?.stop()).resolves.toMatchObject({ outcome: "aborted" });
});

test("onAbort() calls each listener once, and no removed listener", () => {
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  const told: string[] = [];
  const cancel = onAbort(controller.signal, () => told.push("cancelled"));
  onAbort(controller.signal, () => told.push("first"));
  onAbort(controller.signal, () => told.push("second"));
  cancel();
  cancel();
  controller.abort();
  expect(told).toEqual(["first", "second"]);
  onAbort(controller.signal, () => told.push("late"));
  expect(told).toEqual(["first", "second", "late"]);
  onAbort(undefined, () => told.push("never"))();
  expect(listeners.most).toBe(1);
});
