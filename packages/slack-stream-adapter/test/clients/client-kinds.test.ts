import type { WebClient as WebClient8 } from "@slack/web-api";
import { expect, test, vi } from "vitest";
import type { SlackClient } from "../../src/types/index.ts";
import { reset, startFakeSlack } from "./fake-slack.ts";
import { callThrough, majors, message, quietLogger, text, token } from "./majors.ts";

for (const { major, WebClient, create } of majors) {
  test(`a double instead of a method of WebClient ${major} is called, and nothing is sent`, async () => {
    const slack = await startFakeSlack();
    const client = create(slack);
    const append = vi.spyOn(client.chat, "appendStream").mockResolvedValue({ ok: true });
    const start = vi.fn().mockResolvedValue({ ok: true, ts: "1.1" });
    Object.assign(client.chat, { startStream: start });
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
    expect(await calls.start({ chunks: text("Hello") })).toMatchObject({ type: "applied", ts: "1.1" });
    expect(append).toHaveBeenCalledExactlyOnceWith({ ...message, chunks: text("Hello") });
    expect(start).toHaveBeenCalledOnce();
    expect(slack.received).toHaveLength(0);
    await calls.update(message, { type: "markdown", markdown: "Hello" });
    expect(slack.received.map(({ method }) => method)).toEqual(["chat.update"]);
  });

  // Such methods were taken for those of a client with `apiCall`, and nothing could be called.
  test(`an object with the chat methods of WebClient ${major} calls them`, async () => {
    const slack = await startFakeSlack();
    const client = create(slack);
    for (const part of [{ chat: client.chat }, { ...client, apiCall: undefined }])
      expect(await callThrough(part).calls.append(message, text("a"))).toMatchObject({ type: "applied" });
    expect(slack.received.map(({ method }) => method)).toEqual(["chat.appendStream", "chat.appendStream"]);
  });

  test(`a spied apiCall of WebClient ${major} sees the calls`, async () => {
    const slack = await startFakeSlack();
    const client = create(slack);
    const spy = vi.spyOn(client, "apiCall");
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
    expect(spy).toHaveBeenCalledOnce();
    expect(slack.received).toHaveLength(1);
  });

  // What is known of a client is kept from one stream to the next. This one may send a call again from now on.
  test(`an apiCall of WebClient ${major} that is replaced between two streams does not prove that nothing was sent`, async () => {
    const slack = await startFakeSlack();
    const client = create(slack);
    const { calls, clock } = callThrough(client);
    expect(await calls.append(message, text("a"))).toMatchObject({ type: "applied" });
    const refused = Object.assign(new Error("connect ECONNREFUSED"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    Object.assign(client, { apiCall: () => Promise.reject(refused) });
    const { calls: later } = callThrough(client, { clock });
    expect(await later.append(message, text("b"))).toMatchObject({ type: "unknown", code: "ECONNREFUSED" });
  });

  test(`a subclass of WebClient ${major} keeps its own apiCall, and is not repeated`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", reset);
    const seen: string[] = [];
    class Logged extends (WebClient as typeof WebClient8) {
      override apiCall(method: string, options?: Record<string, unknown>) {
        seen.push(method);
        return super.apiCall(method, options);
      }
    }
    const { calls } = callThrough(new Logged(token, { slackApiUrl: slack.url, logger: quietLogger }));
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "unknown" });
    expect(seen).toEqual(["chat.appendStream"]);
    expect(slack.received).toHaveLength(1);
  });

  test(`a subclass of WebClient ${major} with private members in its apiCall works`, async () => {
    const slack = await startFakeSlack();
    class Counting extends (WebClient as typeof WebClient8) {
      #count = 0;
      get count(): number {
        return this.#count;
      }
      override apiCall(method: string, options?: Record<string, unknown>) {
        this.#count += 1;
        return super.apiCall(method, options);
      }
    }
    const client = new Counting(token, { slackApiUrl: slack.url });
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
    expect(client.count).toBe(1);
  });

  test(`a subclass of WebClient ${major} whose private members are elsewhere is not repeated`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", reset);
    class Named extends (WebClient as typeof WebClient8) {
      #name = "bot";
      greet(): string {
        return `I am ${this.#name}`;
      }
    }
    const client = new Named(token, { slackApiUrl: slack.url, logger: quietLogger });
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "unknown" });
    expect(slack.received).toHaveLength(1);
    expect(client.greet()).toBe("I am bot");
  });

  test(`a proxy around WebClient ${major} works, and is not repeated where it passes the receiver on`, async () => {
    const slack = await startFakeSlack();
    slack.script("chat.appendStream", reset);
    const read: PropertyKey[] = [];
    const client = new Proxy(create(slack), {
      get: (target, key, receiver) => {
        read.push(key);
        return Reflect.get(target, key, receiver);
      },
    });
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "unknown" });
    expect(slack.received).toHaveLength(1);
    expect(read).toContain("apiCall");
  });

  test(`a proxy around WebClient ${major} that binds what it hands out works`, async () => {
    const slack = await startFakeSlack();
    const client = new Proxy(create(slack), {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const { calls } = callThrough(client);
    expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
    expect(slack.received).toHaveLength(1);
  });

  test(`WebClient ${major} keeps the team and headers of its owner`, async () => {
    const slack = await startFakeSlack();
    const { calls } = callThrough(create(slack, { teamId: "T9" }));
    await calls.append(message, text("Hello"));
    expect(slack.received[0]?.form).toMatchObject({ team_id: "T9" });
  });
}

test("WebClient 7 keeps the interceptor and adapter of its owner", async () => {
  const [seven] = majors;
  const slack = await startFakeSlack();
  const seen: string[] = [];
  const { calls } = callThrough(
    seven.create(slack, {
      requestInterceptor: (config) => {
        seen.push(`interceptor ${config.url}`);
        return config;
      },
      adapter: (config) => {
        seen.push(`adapter ${config.url}`);
        const data = { ok: true, channel: "C1", ts: "1.1" };
        return Promise.resolve({ data, status: 200, statusText: "OK", headers: {}, config, request: {} });
      },
    }),
  );
  expect(await calls.start({ chunks: text("Hello") })).toMatchObject({ type: "applied", ts: "1.1" });
  expect(seen).toEqual([`interceptor ${slack.url}chat.startStream`, `adapter ${slack.url}chat.startStream`]);
});

test("WebClient 8 keeps the fetch of its owner", async () => {
  const [, eight] = majors;
  const slack = await startFakeSlack();
  const seen: string[] = [];
  const { calls } = callThrough(
    eight.create(slack, {
      fetch: (url, init) => {
        seen.push(String(url));
        return fetch(url, init);
      },
    }),
  );
  expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
  expect(seen).toEqual([`${slack.url}chat.appendStream`]);
});

test("a client with only chat methods is called by them", async () => {
  const chat = {
    startStream: vi.fn().mockResolvedValue({ ok: true, ts: "1.1", channel: "C1" }),
    update: vi.fn().mockRejectedValue(new Error("boom")),
  };
  const { calls } = callThrough({ chat });
  expect(await calls.start({ chunks: text("Hello") })).toMatchObject({ type: "applied", ts: "1.1" });
  expect(await calls.update(message, { type: "markdown", markdown: "x" })).toMatchObject({ type: "unknown" });
  expect(await calls.append(message, text("Hello"))).toMatchObject({
    reason: "native-unavailable",
    isLasting: true,
    code: "no_such_method",
  });
  expect(await calls.post({ type: "markdown", markdown: "x" })).toMatchObject({ reason: "refused-for-good" });
  expect(await calls.find({ ts: "1.1" })).toMatchObject({ type: "failed" });
});

test("a client with chat methods that need their owner is called on it", async () => {
  class Chat {
    readonly sent: unknown[] = [];
    async appendStream(args: unknown) {
      this.sent.push(args);
      return { ok: true };
    }
  }
  const chat = new Chat();
  const { calls } = callThrough({ chat });
  expect(await calls.append(message, text("Hello"))).toMatchObject({ type: "applied" });
  expect(chat.sent).toHaveLength(1);
});

test("a client with only apiCall is called by it", async () => {
  const apiCall = vi.fn().mockResolvedValue({ ok: false, error: "message_not_found" });
  const client = { apiCall } as unknown as SlackClient;
  const { calls } = callThrough(client);
  expect(await calls.append(message, text("Hello"))).toMatchObject({ reason: "message-deleted" });
  expect(apiCall).toHaveBeenCalledExactlyOnceWith("chat.appendStream", { ...message, chunks: text("Hello") });
});

test("a client whose method throws at once, or throws nothing at all, gives an outcome", async () => {
  const appendStream = vi
    .fn()
    .mockImplementationOnce(() => {
      throw new Error("at once");
    })
    .mockImplementationOnce(() => Promise.reject(undefined))
    .mockImplementationOnce(() => ({ ok: true }));
  const { calls } = callThrough({ chat: { appendStream } });
  expect(await calls.append(message, text("a"))).toMatchObject({ type: "unknown" });
  expect(await calls.append(message, text("b"))).toMatchObject({ type: "unknown" });
  expect(await calls.append(message, text("c"))).toMatchObject({ type: "applied" });
});

test("if a client may retry by itself, a refused connection does not prove that nothing was sent", async () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), {
    code: "ECONNREFUSED",
    syscall: "connect",
  });
  const { calls } = callThrough({ chat: { appendStream: vi.fn().mockRejectedValue(refused) } });
  expect(await calls.append(message, text("a"))).toMatchObject({ type: "unknown", code: "ECONNREFUSED" });
});
