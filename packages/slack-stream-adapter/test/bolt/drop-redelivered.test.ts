import { createMemoryState } from "@chat-adapter/state-memory";
import type * as bolt5 from "@slack/bolt";
import type * as bolt3 from "@slack/bolt-3";
import type * as bolt4 from "@slack/bolt-4";
import { createManualClock } from "slack-stream-emulator";
import { expect, expectTypeOf, test, vi } from "vitest";
import { type BoltApp, dropRedelivered, type EventStore, handleStopButton } from "../../src/bolt/index.ts";

function createListener(options?: Parameters<typeof dropRedelivered>[0]) {
  const middleware = dropRedelivered(options);
  const warnings: unknown[] = [];
  let passed = 0;
  return {
    warnings,
    /** Whether the event reached the listeners. */
    async deliver(body: object) {
      const before = passed;
      const next = async () => {
        passed += 1;
      };
      await middleware({ body, next, logger: { warn: (...texts) => void warnings.push(texts) } });
      return passed > before;
    },
  };
}

test("dropRedelivered() and handleStopButton() fit an app of Bolt 3, 4 and 5", () => {
  expectTypeOf(dropRedelivered()).toExtend<Parameters<bolt3.App["use"]>[0]>();
  expectTypeOf(dropRedelivered()).toExtend<Parameters<bolt4.App["use"]>[0]>();
  expectTypeOf(dropRedelivered()).toExtend<Parameters<bolt5.App["use"]>[0]>();
  expectTypeOf<bolt3.App | bolt4.App | bolt5.App>().toExtend<BoltApp>();
});

test("an event passes once, and a request without event_id always", async () => {
  const { deliver } = createListener();
  const passed = [];
  for (const id of ["Ev1", "Ev1", "Ev2", "Ev1"]) passed.push(await deliver({ event_id: id }));
  expect(passed).toEqual([true, false, true, false]);
  expect([await deliver({ command: "/ask" }), await deliver({ command: "/ask" })]).toEqual([true, true]);
});

test("processes that share a store answer an event once, and its connect() is called once", async () => {
  const store = createMemoryState();
  const connect = vi.spyOn(store, "connect");
  const [one, other] = [createListener({ store }), createListener({ store })];
  expect(await Promise.all([one.deliver({ event_id: "Ev1" }), other.deliver({ event_id: "Ev1" })])).toEqual([
    true,
    false,
  ]);
  await one.deliver({ event_id: "Ev2" });
  expect(connect).toHaveBeenCalledTimes(1);
});

test("an event is forgotten after its time", async () => {
  const clock = createManualClock();
  const { deliver } = createListener({ ttlMs: 1_000, clock });
  await deliver({ event_id: "Ev1" });
  await clock.advance(999);
  expect(await deliver({ event_id: "Ev1" })).toBe(false);
  await clock.advance(1);
  expect(await deliver({ event_id: "Ev1" })).toBe(true);
});

test.each(["setIfNotExists", "connect"] as const)(
  "an event is let through, and that is logged, when the store's %s() fails",
  async (method) => {
    let isUp = false;
    const failing = async () => {
      if (!isUp) throw new Error("down");
      return false;
    };
    const store = { connect: async () => {}, setIfNotExists: async () => false, [method]: failing };
    const { deliver, warnings } = createListener({ store: store as EventStore });
    expect([await deliver({ event_id: "Ev1" }), await deliver({ event_id: "Ev1" })]).toEqual([true, true]);
    expect(warnings).toHaveLength(2);
    isUp = true;
    expect(await deliver({ event_id: "Ev1" })).toBe(false);
  },
);

test("a wrong store, a wrong time and a wrong app are refused", () => {
  expect(() => dropRedelivered({ store: {} as EventStore })).toThrow(TypeError);
  expect(() => dropRedelivered({ stor: createMemoryState() } as object)).toThrow("did you mean store?");
  expect(() => dropRedelivered(createMemoryState() as object)).toThrow(TypeError);
  expect(() => dropRedelivered({ ttlMs: 0 })).toThrow(RangeError);
  expect(() => dropRedelivered({ ttlMs: Number.NaN })).toThrow(RangeError);
  expect(() => handleStopButton({} as BoltApp)).toThrow(TypeError);
  // At once, not when somebody presses stop.
  const app: BoltApp = { event() {} };
  expect(() => handleStopButton(app, { store: undefined } as never)).toThrow("store must be an object");
  expect(() => handleStopButton(app, createMemoryState() as never)).toThrow("is not an option");
});
