import { ReadableStream as NodeReadableStream } from "node:stream/web";
import { expect, test } from "vitest";
import type { StreamSource } from "../types/index.ts";
import { checkSource } from "./open-source.ts";
import { readSource } from "./read-source.ts";

const never = new AbortController().signal;

function collect(source: StreamSource, signal = never) {
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
  return { seen, ended, sink, reading: readSource(source)(signal, sink) };
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

  collect(() => expect.unreachable("called after the abort"), AbortSignal.abort());
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
  expect(await collect(() => "text" as never).ended).toContain("it returned: expected an async iterable");
});

test("checkSource() says what was given", () => {
  for (const [source, words] of [
    ["text", '"text"'],
    [["a"], "an array"],
    [undefined, "undefined"],
    [Promise.resolve(), "a promise (await it first, or give a function)"],
    [{ text: "a" }, "an object with text"],
    [new Map(), "an instance of Map"],
  ] as const) {
    expect(() => checkSource(source)).toThrow(TypeError);
    expect(() => checkSource(source)).toThrow(`got ${words}`);
  }
});

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
