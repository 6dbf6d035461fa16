import { expect, test } from "vitest";
import { createSlackEmulator } from "../../src/index.ts";
import { CHANNEL, call, start, stop } from "../support/call.ts";

test("chat.delete removes a message from the thread and keeps its record", async () => {
  const slack = createSlackEmulator();
  const ts = await start(slack);
  await stop(slack, ts);
  expect(await call(slack, "chat.delete", { channel: CHANNEL, ts })).toEqual({
    ok: true,
    channel: CHANNEL,
    ts,
  });
  expect(slack.messages[0]?.state).toBe("deleted");
  expect((await call(slack, "conversations.replies", { channel: CHANNEL, ts })).error).toBe(
    "thread_not_found",
  );
});

test("chat.delete refuses open streams, strangers' messages and what is not there (S114)", async () => {
  const slack = createSlackEmulator();
  const open = await start(slack);
  const user = slack.postUserMessage({ text: "hi" });
  expect((await call(slack, "chat.delete", { channel: CHANNEL, ts: open })).error).toBe(
    "cant_delete_message",
  );
  expect((await call(slack, "chat.delete", { channel: CHANNEL, ts: user.ts })).error).toBe(
    "cant_delete_message",
  );
  expect((await call(slack, "chat.delete", { channel: CHANNEL, ts: "1.2" })).error).toBe("message_not_found");
  expect((await call(slack, "chat.delete", { channel: "C404", ts: open })).error).toBe("channel_not_found");
});
