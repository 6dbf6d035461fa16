import { ReadableStream as NodeReadableStream } from "node:stream/web";
import { expect, test } from "vitest";
import type { StreamSource } from "../types/index.ts";
import { checkSource } from "./open-source.ts";
import { readSource } from "./read-source.ts";

const never = new AbortController();

function collect(source: StreamSource, control: Pick<AbortController, "signal"> = never) {
  const seen: string[] = [];
  let end: (how: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const sink = {
    closed: false,
    text: (text: string) => seen.push(text),
    chunk: (chunk: { type: string }) => seen.push(chunk.type),
    failed: (error: unknown) => end(`failed: ${error instanceof Error ? error.message : error}`),
    aborted: () => end("aborted"),
    done: () => end("done"),
  };
  return { seen, ended, sink, reading: readSource(source)(control, sink) };
}

/** A source that counts `return()`. */
function counted(steps: readonly (string | Error | Promise<string>)[]) {
  const left = [...steps];
  const iterator = {
    returned: 0,
    async next(): Promise<IteratorResult<string>> {
      const step = left.shift();
      if (step instanceof Error) throw step;
      return step === undefined ? { done: true, value: undefined } : { done: false, value: await step };
    },
    async return() {
      iterator.returned += 1;
      return { done: true as const, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

test("readSource() reads async iterables, web streams, and what has a fullStream or a stream", async () => {
  const parts = [
    { type: "text-delta", text: "a" },
    { type: "text-delta", text: "b" },
  ];
  const sources: StreamSource[] = [
    counted(["a", "b"]),
    from(["a", "b"]),
    { fullStream: from(parts) },
    { stream: from(parts) },
    () => counted(["a", "b"]),
    async () => ({ fullStream: from(parts) }),
    withoutIterator(from(["a", "b"])),
  ];
  for (const source of sources) {
    const { ended, seen } = collect(source);
    expect(await ended).toBe("done");
    expect(seen).toEqual(["a", "b"]);
  }
});

test("readSource() reads fullStream once: each read of it tees the model's stream", async () => {
  let reads = 0;
  const result = {
    get fullStream() {
      reads += 1;
      return from([{ type: "text-delta", text: "a" }]);
    },
  };
  checkSource(result);
  expect(await collect(result).ended).toBe("done");
  expect(reads).toBe(1);
});

test("readSource() lets the source go exactly once: after its end, its failure, and in the middle", async () => {
  const ending = counted(["a"]);
  await collect(ending).ended;
  await settle();
  expect(ending.returned).toBe(1);

  const failing = counted(["a", new Error("boom")]);
  expect(await collect(failing).ended).toBe("failed: boom");
  await settle();
  expect(failing.returned).toBe(1);

  const hanging = counted(["a", new Promise<string>(() => {})]);
  const { reading } = collect(hanging);
  await settle();
  reading.letGo();
  reading.letGo();
  expect(hanging.returned).toBe(1);
});

test("readSource() is not moved by a source that fails to be let go", async () => {
  const returns = [
    () => Promise.reject(new Error("in return")),
    () => {
      throw new Error("in return");
    },
    undefined,
  ];
  for (const answer of returns) {
    const source = counted(["a"]);
    const iterator = { next: () => source.next(), ...(answer && { return: answer }) };
    expect(await collect({ [Symbol.asyncIterator]: () => iterator } as never).ended).toBe("done");
    await settle();
  }
});

test("readSource() lets go of a source that is opened too late, and calls no function after an abort", async () => {
  const late = counted(["a"]);
  let open: (source: StreamSource) => void = () => {};
  const { reading, seen } = collect(
    () =>
      new Promise((resolve) => {
        open = resolve as typeof open;
      }),
  );
  reading.letGo();
  open(late);
  await settle();
  expect(late.returned).toBe(1);
  expect(seen).toEqual([]);

  collect(() => expect.unreachable("called after the abort"), { signal: AbortSignal.abort() });
  await settle();
});

test("readSource() stops at the next step when nobody wants more", async () => {
  let give: (text: string) => void = () => {};
  const source = counted([
    "a",
    new Promise<string>((resolve) => {
      give = resolve;
    }),
    "c",
  ]);
  const { seen, sink } = collect(source);
  await settle();
  sink.closed = true;
  give("b");
  await settle();
  expect(seen).toEqual(["a", "b"]);
  expect(source.returned).toBe(1);
});

test("readSource() travels a failing source function as a value", async () => {
  expect(await collect(() => Promise.reject(new Error("no key"))).ended).toBe("failed: no key");
  expect(await collect(() => 5 as never).ended).toContain("returned no source: expected text, an iterable");
});

test("checkSource() names the kind of a wrong source", () => {
  for (const [source, words] of [
    [undefined, "undefined"],
    [Promise.resolve(), "a promise (await it first, or give a function)"],
    [{ text: "a" }, "an object with text"],
    [new Map(), "an instance of Map"],
  ] as const) {
    expect(() => checkSource(source)).toThrow(TypeError);
    expect(() => checkSource(source)).toThrow(`got ${words}`);
  }
});

// A16
test("readSource() reads text, arrays, sync iterables and bytes that are cut anywhere", async () => {
  const bytes = new TextEncoder().encode("Grüße 🎉");
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  for (const [source, text] of [
    ["Hello", "Hello"],
    [["a", "b"], "ab"],
    [new Set(["a", "b"]), "ab"],
    [letters(), "ab"],
    [() => letters(), "ab"],
    [bytes, "Grüße 🎉"],
    [from(pieces), "Grüße 🎉"],
    [pieces, "Grüße 🎉"],
    [new Response("Grüße 🎉"), "Grüße 🎉"],
    [new Response(from(pieces) as never), "Grüße 🎉"],
  ] as const) {
    const { ended, seen } = collect(source as StreamSource);
    expect(await ended).toBe("done");
    expect(seen.join("")).toBe(text);
  }
});

const events = (...items: readonly unknown[]) =>
  [...items.map((item) => `data: ${JSON.stringify(item)}\n\n`), "data: [DONE]\n\n"].join("");
const deltas = events(
  { type: "start" },
  { type: "text-delta", id: "1", delta: "The data: " },
  { type: "text-delta", id: "1", delta: "é\n\ndata: x" },
);

// A14: the JSON was posted.
test("readSource() parses server-sent events, wherever they are cut", async () => {
  const text = "The data: é\n\ndata: x";
  for (const whole of [
    deltas,
    deltas.replaceAll("\n", "\r\n"),
    `: hello\n\nevent: message\n${deltas}`,
    `\uFEFF${deltas}`,
  ]) {
    for (let at = 1; at < whole.length; at += 1) {
      const { ended, seen } = collect([whole.slice(0, at), whole.slice(at)]);
      expect(await ended).toBe("done");
      expect(seen.join("")).toBe(text);
    }
    for (const source of [
      whole,
      [...whole],
      deltas.split("\n"),
      whole.split(/(?<=\n)/),
      [...new TextEncoder().encode(whole)].map((byte) => Uint8Array.of(byte)),
      new Response(whole),
      new Response(whole, { headers: { "content-type": "text/event-stream" } }),
    ]) {
      const { ended, seen } = collect(source as StreamSource);
      expect(await ended).toBe("done");
      expect(seen.join("")).toBe(text);
    }
  }
});

test("readSource() does not change an answer with data: lines, or one that begins like an event", async () => {
  for (const text of [
    `An event:\n\n${deltas}`,
    "data: the new oil",
    "data:",
    "d",
    "data",
    "data: [1, 2",
    "event: a party\nat noon",
    ": a colon",
    ":tada: done",
    "id: 5\nname: x",
    'data: {"half": ',
    "\n\ndata: {x}\n\n",
    "retry: no",
  ])
    for (const source of [[text], [...text], text]) {
      const { ended, seen } = collect(source);
      expect(await ended).toBe("done");
      expect(seen.join("")).toBe(text);
    }
});

test("readSource() holds back nothing of an ordinary answer", async () => {
  const long = "word ".repeat(100);
  const never = new Promise<string>(() => {});
  for (const pieces of [[long], ["d", long], ["data", long], ["\n", long]]) {
    const { reading, seen } = collect(counted([...pieces, never]));
    await settle();
    expect(seen.join("")).toBe(pieces.join(""));
    reading.letGo();
  }
});

test("readSource() fails where a stream of events breaks off in the middle of one", async () => {
  expect(await collect(deltas.slice(0, deltas.indexOf("data: x") + 7)).ended).toContain("broke off");
});

// A16: a Response with an HTTP error, one that was read, a generator that was used up.
test("readSource() says what is wrong with a Response, and with a source that was read before", async () => {
  expect(await collect(new Response("x", { status: 503, statusText: "Busy" })).ended).toBe(
    "failed: the Response is no answer: it has the HTTP status 503 Busy",
  );
  expect(await collect(Response.json({ error: "no quota" })).ended).toBe("failed: no quota");
  const read = new Response("x");
  await read.text();
  expect(() => checkSource(read)).toThrow("it was read before");
  const used = letters();
  expect(await collect(used).ended).toBe("done");
  expect(await collect(() => used).ended).toContain("it was read before");
  expect(() => checkSource(used)).toThrow("or a function that makes it");
  const locked = from(["a"]);
  locked.getReader();
  expect(() => checkSource(locked)).toThrow("is being read by somebody else");
  const again = ["a"];
  for (let times = 0; times < 2; times += 1) expect(await collect(again).ended).toBe("done");
});

test("readSource() reads only the fields of ResponseLike from a Response", async () => {
  const plain = (headers: Readonly<Record<string, string>>) => ({
    ok: true,
    status: 200,
    statusText: "",
    headers: { get: (name: string) => headers[name] ?? null },
    body: new Response(deltas).body,
  });
  expect((await readAllOf(plain({ "content-type": "text/event-stream" }))).join("")).toBe(
    (await readAllOf(deltas)).join(""),
  );
  expect(await collect(plain({ "content-type": "application/pdf" })).ended).toContain(
    "it is application/pdf",
  );
});

test("readSource() reads the messages of a graph, whatever comes before them", async () => {
  const chunk = { type: "AIMessageChunk", content: "Hello", id: "run-1" };
  const message = [chunk, { langgraph_node: "model" }];
  for (const item of [chunk, message, ["messages", message], [[], message], [["sub:1"], "messages", message]])
    expect((await readAllOf([item])).join("")).toBe("Hello");
});

async function readAllOf(source: unknown): Promise<readonly string[]> {
  const { ended, seen } = collect(source as StreamSource);
  expect(await ended).toBe("done");
  return seen;
}

// A16: the error named no remedy.
test("readSource() names the line that helps", async () => {
  for (const [item, words] of [
    [{ role: "assistant", parts: [] }, "readUIMessageStream"],
    [["one", "two"], "partialOutputStream"],
    [{ recipe: { name: "Lasagna" } }, "partialOutputStream"],
    [{ messages: [] }, 'streamMode: "messages"'],
    [{ agent: { messages: [] } }, 'streamMode: "messages"'],
  ] as const)
    expect(await collect([item] as never).ended).toContain(words);
  const end = { type: "finish" };
  expect(await collect(["Hi.", { type: "object", object: {} }, end] as never).ended).toBe("done");
  expect(() => checkSource({ text: "a", steps: [] })).toThrow("give result.text, or use streamText");
  for (const answer of [
    { id: "1", choices: [] },
    { model: "m", message: { content: "Hi." }, done: true },
    { message: { content: [] }, finishReason: "COMPLETE" },
    { candidates: [] },
    { output: { message: {} }, stopReason: "end_turn" },
    { response: "Hi.", usage: {} },
  ])
    expect(() => checkSource(answer)).toThrow("stream: true");
  expect(() => checkSource(Promise.resolve("Hi."))).toThrow(/await it first, or give a function\)$/);
  expect(() => checkSource({ partialObjectStream: new ReadableStream() })).toThrow("partialOutputStream");
  expect(() => checkSource({ subscribe() {} })).toThrow("createSlackStream");
});

// B8: 158 s of a blocked loop.
test("readSource() ends where done is anything that is true, as for await does", async () => {
  let reads = 0;
  const source = {
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: ++reads > 1 ? 1 : 0, value: "a" }) }),
  };
  const { ended, seen } = collect(source as never);
  expect(await ended).toBe("done");
  expect(seen).toEqual(["a"]);
});

// B8
test("readSource() lets timers have their turn beside a source that never waits", async () => {
  let stopped = false;
  setImmediate(() => {
    stopped = true;
  });
  function* endless() {
    while (!stopped) yield "a";
  }
  expect(await collect(endless()).ended).toBe("done");
});

function* letters() {
  yield "a";
  yield "b";
}

function from<T>(items: readonly T[]): ReadableStream<T> {
  return NodeReadableStream.from(items) as never;
}

/** A ReadableStream of a runtime that can't iterate it. */
function withoutIterator(stream: ReadableStream<string>): ReadableStream<string> {
  return { getReader: () => stream.getReader() } as never;
}

/** Lets everything that is under way in microtasks come to rest. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

// The first characters may be those of a stream of events or lines. They were lost (fuzz, scope all, seed 32011518).
test.each(["1", "{", "[", "data", "e", "\n"])(
  "the text %j, after which the source fails or is let go, is read",
  async (text) => {
    const failing = collect(counted([text, new Error("broken")]));
    expect(await failing.ended).toBe("failed: broken");
    expect(failing.seen).toEqual([text]);
    const silent = collect(counted([text, new Promise<string>(() => {})]));
    await new Promise(setImmediate);
    silent.reading.letGo();
    expect(silent.seen).toEqual([text]);
  },
);
