import { expect, test } from "vitest";
import { createManualClock, createSlackEmulator } from "../src/index.ts";
import { call } from "./support/call.ts";
import { putUnderLoad } from "./support/load.ts";

test("20 streams side by side of 2,000 calls are answered, and reset() forgets them all", async () => {
  const slack = createSlackEmulator({ clock: createManualClock() });
  const report = await putUnderLoad(slack, {
    streams: 20,
    calls: 2_000,
    send: (method, args) => call(slack, method, { ...args }),
  });
  expect(report).toMatchObject({ calls: 2_000, refused: 0 });
  expect([slack.calls.length, slack.messages.length]).toEqual([0, 0]);
});
