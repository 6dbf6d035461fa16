import { inspect } from "node:util";
import { expect, test } from "vitest";
import {
  answer,
  breakOff,
  closedUrl,
  held,
  type Reaction,
  rateLimit,
  raw,
  reset,
  silence,
  startFakeSlack,
} from "./fake-slack.ts";
import { callThrough, majors, message, text, token, until } from "./majors.ts";

const secret = "the words of the answer";

for (const { major, create } of majors) {
  test(`WebClient ${major} carries every kind of call, form-encoded, with the caller's token`, async () => {
    const slack = await startFakeSlack();
    const { calls } = callThrough(create(slack), { username: "Ada", iconEmoji: ":owl:" });
    await calls.start({ chunks: text("Hello"), taskDisplayMode: "plan" });
    await calls.append(message, text(" there"));
    await calls.stop(message, {
      chunks: text("."),
      blocks: [{ type: "divider" }],
      sessionStatus: "processing",
    });
    await calls.update(message, { type: "markdown", markdown: "Hello there." });
    await calls.post({ type: "blocks", blocks: [{ type: "divider" }], text: "Hello" });
    await calls.setSessionStatus("active");
    expect(slack.received.map(({ method, form }) => ({ method, ...form }))).toMatchInlineSnapshot(`
      [
        {
          "channel": "C1",
          "chunks": "[{"type":"markdown_text","text":"Hello"}]",
          "icon_emoji": ":owl:",
          "method": "chat.startStream",
          "recipient_team_id": "T1",
          "recipient_user_id": "U1",
          "task_display_mode": "plan",
          "thread_ts": "1700000000.000000",
          "username": "Ada",
        },
        {
          "channel": "C1",
          "chunks": "[{"type":"markdown_text","text":" there"}]",
          "method": "chat.appendStream",
          "ts": "1700000000.000001",
        },
        {
          "blocks": "[{"type":"divider"}]",
          "channel": "C1",
          "chunks": "[{"type":"markdown_text","text":"."}]",
          "method": "chat.stopStream",
          "session_status": "processing",
          "ts": "1700000000.000001",
        },
        {
          "channel": "C1",
          "markdown_text": "Hello there.",
          "method": "chat.update",
          "ts": "1700000000.000001",
        },
        {
          "blocks": "[{"type":"divider"}]",
          "channel": "C1",
          "icon_emoji": ":owl:",
          "method": "chat.postMessage",
          "text": "Hello",
          "thread_ts": "1700000000.000000",
          "unfurl_links": "false",
          "unfurl_media": "false",
          "username": "Ada",
        },
        {
          "channel_id": "C1",
          "method": "agents.sessions.setStatus",
          "status": "active",
          "thread_ts": "1700000000.000000",
        },
      ]
    `);
    expect(new Set(slack.received.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${token}`]),
    );
  });

  test.each<readonly [string, Reaction, object]>([
    ["ok", answer({ ok: true, channel: "C1", ts: "1700000000.000001" }), { type: "applied" }],
    ["a refusal", answer({ ok: false, error: "message_not_in_streaming_state" }), { reason: "message-over" }],
    ["a rate limit", rateLimit("7"), { reason: "rate-limited", retryAfterMs: 7_000 }],
    ["a rate limit with a fraction", rateLimit("0.5"), { reason: "rate-limited" }],
    ["a rate limit without a header", rateLimit(undefined), { reason: "rate-limited" }],
    ["a rate limit with a date", rateLimit("Wed, 07 Oct 2026 10:00:00 GMT"), { reason: "rate-limited" }],
    ["a rate limit as HTTP 200", answer({ ok: false, error: "rate_limited" }), { reason: "rate-limited" }],
    ["HTTP 500", raw("oops", { status: 500 }), { type: "unknown", code: "http_500" }],
    ["HTTP 502 with a page", raw("<html>", { status: 502 }), { type: "unknown", code: "http_502" }],
    ["HTTP 404", raw("gone", { status: 404 }), { reason: "native-unavailable", isLasting: true }],
    ["a page instead of JSON", raw("<html>Busy</html>"), { type: "unknown", code: "unreadable_answer" }],
    ["an internal error", answer({ ok: false, error: "internal_error" }), { type: "unknown" }],
    ["a reset before the answer", reset, { type: "unknown" }],
    ["an answer that breaks off", breakOff, { type: "unknown" }],
  ])(`WebClient ${major} and %s: one request, one outcome`, async (_, reaction, expected) => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", reaction);
    const { calls } = callThrough(create(slack));
    expect(await calls.append(message, text("Hello"))).toMatchObject(expected);
    expect(slack.received).toHaveLength(1);
  });

  test(`WebClient ${major} does not send an append twice whose answer was lost`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", reset, breakOff, raw("", { status: 503 }));
    const client = create(slack);
    const { calls } = callThrough(client);
    for (const word of ["one", "two", "three", "four"]) await calls.append(message, text(word));
    const sent = slack.received.map(({ form }) => form.chunks);
    expect(sent).toEqual(["one", "two", "three", "four"].map((word) => JSON.stringify(text(word))));
  });

  test(`WebClient ${major} is not held up for its owner by a rate limit of ours`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", rateLimit("600"));
    const client = create(slack);
    const limits: unknown[] = [];
    listenTo(client).on("rate_limited", (seconds) => limits.push(seconds));
    const { calls } = callThrough(client);
    await calls.append(message, text("Hello"));
    expect(await client.apiCall("chat.update", {})).toMatchObject({ ok: true });
    expect(limits).toEqual([600]);
  });

  test(`WebClient ${major} whose owner waits for a rate limit does not hold us up`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.update", rateLimit("600"));
    const client = create(slack);
    void client.apiCall("chat.update", {}).catch(() => {});
    await until(() => slack.received.length === 1);
    // The owner's queue is paused when the answer has been read.
    await until(() => readQueue(client).isPaused);
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
  });

  test(`WebClient ${major} is left as it was, and its listener for one time goes off once`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", rateLimit("1"), rateLimit("1"));
    const client = create(slack);
    let heard = 0;
    listenTo(client).once("rate_limited", () => {
      heard += 1;
    });
    const before = { ...client };
    await callThrough(client).calls.append(message, text("a"));
    await callThrough(client).calls.append(message, text("b"));
    expect(heard).toBe(1);
    expect({ ...client, _events: 0, _eventsCount: 0 }).toEqual({ ...before, _events: 0, _eventsCount: 0 });
  });

  test(`WebClient ${major}, frozen, can be used`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", reset);
    const { calls } = callThrough(Object.freeze(create(slack)));
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "unknown" });
    expect(slack.received).toHaveLength(1);
  });

  test(`WebClient ${major} is given up at our deadline, and a late start is told`, async () => {
    const slack = await startFakeSlack();
    const start = held({ ok: true, channel: "C1", ts: "1700000000.000009" });
    slack.script("chat.startStream", start.react);
    const { calls, clock } = callThrough(create(slack));
    const started = calls.start({ chunks: text("Hello") });
    await until(() => slack.received.length === 1);
    await clock.advance(15_000);
    const outcome = await started;
    expect(outcome).toMatchObject({ type: "unknown", code: "deadline" });
    // It counts as under way until it is answered.
    expect(clock.pending).toBe(1);
    start.release();
    const late = outcome.type === "unknown" ? await outcome.over : undefined;
    expect(late).toMatchObject({ type: "applied", channel: "C1", ts: "1700000000.000009" });
    expect(clock.pending).toBe(0);
  });

  test(`WebClient ${major} leaves no timer behind on any way out`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", answer({ ok: true }), rateLimit("1"), reset, raw("", { status: 500 }));
    const { calls, clock } = callThrough(create(slack));
    for (let count = 0; count < 4; count += 1) await calls.append(message, text("a"));
    expect(clock.pending).toBe(0);
  });

  test(`WebClient ${major} that is not reached sent nothing`, async () => {
    const slack = await startFakeSlack();
    const { calls } = callThrough(create({ ...slack, url: await closedUrl() }));
    expect(await calls.append(message, text("Hello"))).toMatchObject({ reason: "unreachable" });
    const { calls: unknownName } = callThrough(create({ ...slack, url: "http://nowhere.invalid/api/" }));
    expect(await unknownName.append(message, text("Hello"))).toMatchObject({ reason: "unreachable" });
  });

  test(`WebClient ${major} can't write down half a surrogate pair in an edit: refused at once, not sent`, async () => {
    const slack = await startFakeSlack();
    const { calls } = callThrough(create(slack));
    const outcome = await calls.update(message, { type: "markdown", markdown: "half \ud83d" });
    expect(outcome).toMatchObject({ reason: "edit-refused", code: "malformed_text" });
    expect(slack.received).toHaveLength(0);
  });

  test(`WebClient ${major} lets neither token nor text into an error`, async () => {
    const slack = await startFakeSlack();
    const reactions = [
      rateLimit("1"),
      reset,
      breakOff,
      raw("<html>", { status: 500 }),
      raw("no"),
      answer({ ok: false, error: "is_archived" }),
    ];
    slack.script("chat.appendStream", ...reactions);
    const { calls } = callThrough(create(slack));
    const { calls: unreachable } = callThrough(create({ ...slack, url: await closedUrl() }));
    const outcomes = [await unreachable.append(message, text(secret))];
    for (const _ of reactions) outcomes.push(await calls.append(message, text(secret)));
    const shown = inspect(outcomes, { depth: 12, showHidden: true, maxStringLength: null });
    expect(shown).not.toContain(token);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(encodeURIComponent(secret));
  });

  test(`WebClient ${major} asks who we are once, and finds our own message`, async () => {
    const slack = await startFakeSlack();
    slack.script("auth.test", answer({ ok: true, user_id: "UBOT", bot_id: "B1" }));
    const own = {
      ts: "1700000009.000001",
      bot_id: "B1",
      text: "*Hello*",
      streaming_state: "in_progress",
      blocks: [{ type: "rich_text" }],
    };
    slack.script(
      "conversations.replies",
      answer({
        ok: true,
        messages: [{ ts: "1700000000.000000", user: "U1", text: "?" }, own],
        has_more: true,
        response_metadata: { next_cursor: "n" },
      }),
      answer({ ok: true, messages: [{ ts: "1700000010.000001", user: "U2", text: "later" }] }),
      answer({ ok: true, messages: [own] }),
    );
    const { calls } = callThrough(create(slack));
    const found = await calls.find({ newerThan: "1700000005.000000" });
    expect(found).toEqual({
      type: "found",
      messages: [
        {
          channel: "C1",
          ts: "1700000009.000001",
          own: true,
          streamingState: "in_progress",
          text: "*Hello*",
          blocks: [{ type: "rich_text" }],
        },
        {
          channel: "C1",
          ts: "1700000010.000001",
          own: false,
          streamingState: undefined,
          text: "later",
          blocks: [],
        },
      ],
    });
    expect(await calls.find({ ts: "1700000009.000001" })).toMatchObject({
      type: "found",
      messages: [{ own: true }],
    });
    expect(slack.received.map(({ method, form }) => ({ method, ...form }))).toMatchInlineSnapshot(`
      [
        {
          "method": "auth.test",
        },
        {
          "channel": "C1",
          "include_all_metadata": "true",
          "inclusive": "true",
          "limit": "15",
          "method": "conversations.replies",
          "oldest": "1700000005.000000",
          "ts": "1700000000.000000",
        },
        {
          "channel": "C1",
          "cursor": "n",
          "include_all_metadata": "true",
          "inclusive": "true",
          "limit": "15",
          "method": "conversations.replies",
          "oldest": "1700000005.000000",
          "ts": "1700000000.000000",
        },
        {
          "channel": "C1",
          "include_all_metadata": "true",
          "inclusive": "true",
          "limit": "1",
          "method": "conversations.replies",
          "ts": "1700000009.000001",
        },
      ]
    `);
  });

  test(`WebClient ${major} that may not read says so`, async () => {
    const slack = await startFakeSlack();
    slack.script("auth.test", answer({ ok: true, user_id: "UBOT", bot_id: "B1" }));
    slack.script(
      "conversations.replies",
      answer({ ok: false, error: "missing_scope", needed: "channels:history" }),
    );
    const { calls } = callThrough(create(slack, {}));
    expect(await calls.find({ ts: "1.1" })).toMatchObject({
      type: "failed",
      outcome: { reason: "refused-for-good", code: "missing_scope" },
    });
  });

  test(`WebClient ${major} without a token of its own is given one with each call`, async () => {
    const slack = await startFakeSlack();
    const client = create(slack);
    const { calls } = callThrough(client, { token: "xoxb-other-1-x" });
    await calls.append(message, text("Hello"));
    expect(slack.received[0]?.authorization).toBe("Bearer xoxb-other-1-x");
  });

  test(`WebClient ${major} with a time-out of its own keeps it`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", silence);
    const { calls } = callThrough(create(slack, { timeout: 30 }));
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "unknown" });
    // Never sent again; on a busy machine the time-out may pass before the call has arrived.
    expect(slack.received.length).toBeLessThanOrEqual(1);
  });
}

function readQueue(client: object): { readonly isPaused: boolean } {
  return (client as { readonly requestQueue: { readonly isPaused: boolean } }).requestQueue;
}

type Listen = (event: string, listener: (seconds: number) => void) => unknown;

/** The two majors type their events differently. */
function listenTo(client: object): { readonly on: Listen; readonly once: Listen } {
  return client as { readonly on: Listen; readonly once: Listen };
}
