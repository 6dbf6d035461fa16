import { expect, test } from "vitest";
import { type Call, type Change, createManualClock, createSlackEmulator } from "../src/index.ts";
import { append, CHANNEL, call, start, stop, task, text } from "./support/call.ts";

test("transcript() and thread() tell a run in lines", async () => {
  const clock = createManualClock();
  const slack = createSlackEmulator({ clock });
  const parent = slack.postUserMessage({ text: "What is new?" }).ts;
  await call(slack, "assistant.threads.setStatus", {
    channel_id: CHANNEL,
    thread_ts: parent,
    status: "is reading…",
  });
  const first = await start(slack, { thread_ts: parent, chunks: [text("# News\n**One** "), task()] });
  await clock.advance(20_400);
  await append(slack, first, { chunks: [text("\u200b")] });
  slack.failNext("chat.appendStream", { type: "reset-after" });
  await append(slack, first, {
    chunks: [text("x".repeat(200)), task({ status: "complete", output: "3 found" })],
  }).catch(() => undefined);
  await clock.advance(300_000);
  await stop(slack, first, { blocks: [{ type: "context", elements: [{ type: "mrkdwn", text: "note" }] }] });
  const second = await start(slack, { thread_ts: parent, markdown_text: "more" });
  await call(slack, "chat.update", { channel: CHANNEL, ts: second, text: "x" });
  slack.stopByUser(second);
  await call(slack, "chat.postMessage", {
    channel: CHANNEL,
    thread_ts: parent,
    blocks: [{ type: "markdown", text: "b" }],
  });

  expect(slack.transcript().join("\n")).toMatchInlineSnapshot(`
    "0.0s assistant.threads.setStatus status="is reading…"
    0.0s chat.startStream #1 "# News⏎**One** " card t1 in_progress "Search"
    20.4s chat.appendStream #1 "‹zwsp›"
    20.4s chat.appendStream #1 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxxxxxx" (200) card t1 complete "Search" output="3 found" !reset-after (applied)
    300.0s -- #1 expired --
    320.4s chat.stopStream #1 blocks[context] !message_not_in_streaming_state
    320.4s chat.startStream #2 text "more"
    320.4s chat.update #2 "x" !streaming_state_conflict
    320.4s -- #2 stopped by the user --
    320.4s chat.postMessage #3 blocks[markdown "b"]"
  `);
  expect(slack.thread(CHANNEL, parent)).toMatchInlineSnapshot(`
    "user:
    What is new?

    bot #1:
    News
    *One*
    [✓] Search
        3 found
    ‹zwsp›xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ⚠ Something went wrong

    bot #2: (stopped)
    more

    bot #3:
    b"
  `);
});

test("onCall(), onChange() and onEvent() tell observers what happens until they leave", async () => {
  const slack = createSlackEmulator();
  const calls: Call[] = [];
  const changes: Change["type"][] = [];
  const leaveCalls = slack.onCall((one) => calls.push(one));
  const leaveChanges = slack.onChange((change) => changes.push(change.type));
  const ts = await start(slack, { chunks: [text("a")] });
  await stop(slack, ts);
  await call(slack, "reactions.add", { channel: CHANNEL, timestamp: ts, name: "eyes" });
  slack.reset();
  expect(calls.map((one) => one.method)).toEqual(["chat.startStream", "chat.stopStream", "reactions.add"]);
  const told = changes.filter((type) => type !== "call");
  expect(told).toEqual(["message", "status", "notification", "message", "status", "reaction", "reset"]);
  // Each call is reported twice: when it came and when it was answered.
  expect(changes.length - told.length).toBe(6);
  leaveCalls();
  leaveChanges();
  await start(slack);
  expect(calls).toHaveLength(3);
  expect(changes).toHaveLength(13);
});

test("reset() deletes everything except the workspace, the interfaces and the listeners", async () => {
  const slack = createSlackEmulator();
  slack.failNext("chat.update", "fatal_error");
  slack.stopByUser(await start(slack));
  slack.reset();
  expect(slack.messages).toEqual([]);
  expect(slack.calls).toEqual([]);
  expect(slack.notifications).toEqual([]);
  expect(slack.events).toEqual([]);
  expect(slack.statuses.history).toEqual([]);
  expect(slack.unusedFaults()).toEqual([]);
  expect(slack.transcript()).toEqual([]);
  await start(slack);
  expect(slack.messages[0]?.number).toBe(1);
});
