import { expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { CHANNEL, call } from "../support/call.ts";

test("reactions.add and remove keep one emoji a name", async () => {
  const slack = createSlackEmulator();
  const timestamp = slack.postUserMessage({ text: "hi" }).ts;
  const eyes = { channel: CHANNEL, timestamp, name: "eyes" };
  expect((await call(slack, "reactions.add", eyes)).ok).toBe(true);
  expect((await call(slack, "reactions.add", eyes)).error).toBe("already_reacted");
  expect(slack.reactions).toEqual([{ channel: CHANNEL, ts: timestamp, name: "eyes", userId: "U0000000099" }]);
  expect((await call(slack, "reactions.remove", { ...eyes, name: ":eyes:" })).ok).toBe(true);
  expect((await call(slack, "reactions.remove", eyes)).error).toBe("no_reaction");
  expect(slack.reactions).toEqual([]);
});

test.each([
  [{ name: "eyes", channel: CHANNEL }, "no_item_specified"],
  [{ name: "eyes", channel: CHANNEL, timestamp: "x" }, "bad_timestamp"],
  [{ name: "eyes", channel: CHANNEL, timestamp: "1.2" }, "message_not_found"],
  [{ name: "eyes", channel: "C404", timestamp: "1.2" }, "channel_not_found"],
  [{ name: "two words", channel: CHANNEL, timestamp: "1.2" }, "invalid_name"],
  [{ channel: CHANNEL, timestamp: "1.2" }, "invalid_name"],
])("reactions answer %j with %s", async (args, error) => {
  const slack = createSlackEmulator();
  expect((await call(slack, "reactions.add", args)).error).toBe(error);
  expect((await call(slack, "reactions.remove", args)).error).toBe(error);
});
