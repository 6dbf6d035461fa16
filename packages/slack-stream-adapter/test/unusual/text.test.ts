import { expect, test } from "vitest";
import type { StreamSource } from "../../src/index.ts";
import { createStory } from "../support/story.ts";
import { delta } from "../support/unusual.ts";

const json = (items: readonly object[]) => items.map((one) => `${JSON.stringify(one)}\n`).join("");
const bytes = (body: string, type: string) => () => new Response(body, { headers: { "content-type": type } });

const cut = (body: string, size: number) => {
  const all = new TextEncoder().encode(body);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
};
const gemini = `[${["Grüße 🌍 ", "Ende."]
  .map((text) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] }, null, 2))
  .join("\n,\r\n")}\n]`;

const brackets = JSON.stringify(
  ["Grüße } ]", ' 🌍{ "a": [1]}'].map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] })),
);
const sse = (...items: readonly object[]) => items.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");

test.each<readonly [title: string, source: StreamSource, shown: string]>([
  [
    "JSON lines, as toReadableStream gives them",
    json([delta({ content: "Hi " }), delta({ content: "you." })]),
    "Hi you.",
  ],
  // They were "broken off in the middle of a line".
  [
    "JSON without line ends, an object in each text, as a socket gives them",
    ["Hi ", "{you}."].map((content) => JSON.stringify(delta({ content }))),
    "Hi {you}.",
  ],
  [
    "JSON without line ends, an object in each piece of bytes",
    ["Hi ", "you."].map((text) => new TextEncoder().encode(JSON.stringify({ type: "text-delta", text }))),
    "Hi you.",
  ],
  ["JSON lines of the AI SDK", json([{ type: "start" }, { type: "text-delta", text: "Hi." }]), "Hi."],
  [
    "JSON lines of any kind in a Response that says so",
    bytes(json([{ type: "ai", content: "Hi." }]), "application/x-ndjson"),
    "Hi.",
  ],
  [
    "the data stream of the AI SDK 4",
    'f:{"messageId":"m"}\n0:"Hel"\n2:[{}]\n0:"lo."\nd:{"finishReason":"stop"}\n',
    "Hello.",
  ],
  [
    "an answer that is JSON",
    '{"type":"object","properties":{}}\n{"id":"1"}\n',
    '{"type":"object","properties":{}}\n{"id":"1"}',
  ],
  [
    "a Response of text in an old encoding",
    () =>
      new Response(Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65), {
        headers: { "content-type": 'text/plain; charset="ISO-8859-1"' },
      }),
    "Grüße",
  ],
  [
    "a Response of events that names another encoding than theirs",
    bytes(sse({ type: "text-delta", text: "Grüße" }), "text/event-stream; charset=iso-8859-1"),
    "Grüße",
  ],
  // They were posted as they are.
  ...[
    '2:["ready"]',
    '8:[{"x":1}]',
    '9:{"toolCallId":"1","toolName":"x","args":{}}\na:{"toolCallId":"1"}',
  ].map((first): readonly [string, StreamSource, string] => [
    `the data stream of the AI SDK 4 that begins with ${first.slice(0, 2)}`,
    bytes(`${first}\nf:{"messageId":"m"}\n0:"Hello."\n`, "text/plain; charset=utf-8"),
    "Hello.",
  ]),
  ["an answer that begins with a letter", "a: [x](https://x.example)\nb", "a: [x](https://x.example)\nb"],
  ["an answer that begins with a coded list", "1:[x](https://x.example)\nb", "1:[x](https://x.example)\nb"],
  ["an answer that begins as a data stream", '0:"zero"? No.\n', '0:"zero"? No.'],
  ["an answer that begins as an event", 'data: "quoted"\nname: x\n', 'data: "quoted"\nname: x'],
  ["events that hold JSON strings", 'data: "Hel"\n\ndata: "lo."\n\ndata: [DONE]\n\n', "Hello."],
  [
    "named events of a graph",
    bytes(
      'event: values\ndata: {}\n\nevent: messages|a:1\ndata: {"event":"content-block-delta","delta":{"text":"Hi."}}\n\n',
      "text/event-stream",
    ),
    "Hi.",
  ],
  [
    "events of Workers AI",
    'data: {"response":"Hel","p":"abc"}\n\ndata: {"response":"lo."}\n\ndata: [DONE]\n\n',
    "Hello.",
  ],
  ["Gemini's array without alt=sse, in bytes", cut(gemini, 3), "Grüße 🌍 Ende."],
  [
    "Gemini's array in a Response of single bytes, with brackets in its text",
    () =>
      new Response(
        new ReadableStream({
          start(controller) {
            for (const byte of cut(brackets, 1)) controller.enqueue(byte);
            controller.close();
          },
        }),
        { headers: { "content-type": "application/json" } },
      ),
    'Grüße } ] 🌍{ "a": [1]}',
  ],
  [
    "events of Workers AI with a tool, and the next answer",
    bytes(
      sse(
        { response: null, tool_calls: [{ name: "search", arguments: { query: "x" } }] },
        { response: "", usage: { total_tokens: 3 } },
        { response: "Found." },
        { response: "", usage: { total_tokens: 5 } },
      ),
      "text/event-stream",
    ),
    "Found.",
  ],
  ["Gemini's array in one line", [JSON.stringify(JSON.parse(gemini))], "Grüße 🌍 Ende."],
  ["Gemini's array in a Response", bytes(gemini, "application/json; charset=UTF-8"), "Grüße 🌍 Ende."],
  ["an answer that is an array", '[{"city": "Rome"}]', '[{"city": "Rome"}]'],
  ["events whose JSON has several lines", 'data: {"type":"text-delta",\ndata:  "text":"Hi."}\n\n', "Hi."],
  ["events of plain text", ["data: Hel", "lo\n\nda", "ta:  you.\ndata: Bye.\n\n"], "Hello you.\nBye."],
  [
    "an answer that speaks of events",
    "data: a line of an event\n\nIt ends with a blank line.",
    "data: a line of an event\n\nIt ends with a blank line.",
  ],
  ["an answer of one such line", "data: x", "data: x"],
  [
    "an answer that speaks of an error",
    ['{"error":{"message":"x"}}', " is what the API says."],
    '{"error":{"message":"x"}} is what the API says.',
  ],
  // It was a RangeError.
  ["a charset that nobody knows", bytes("Hello.", "text/plain; charset=utf8mb4"), "Hello."],
  ["an ArrayBuffer", [new TextEncoder().encode("Hello.").buffer], "Hello."],
  // The answer was whole, and said that something went wrong.
  ["texts of which the last is undefined", () => ["Hi.", undefined, null] as never, "Hi."],
  ["a stream that is a promise too", () => thenable() as never, "Hi."],
])("reads %s", async (_title, source, shown) => {
  const story = createStory({ defaults: "library" });
  await story.play(source, { status: false });
  expect(story.slack.messages.at(-1)?.markdown).toBe(shown);
});

test.each<readonly [title: string, source: StreamSource, error: string]>([
  ["texts that are all undefined", () => [undefined, undefined] as never, "none is known (undefined)"],
  ["a file", bytes("%PDF-1.4", "application/pdf"), "it is application/pdf"],
  ["compressed bytes", [new Uint8Array([0x1f, 0x8b, 8, 0])], "bytes that are no text"],
  [
    "an event that is an error in words",
    bytes("event: error\ndata: too busy\n\n", "text/event-stream"),
    "too busy",
  ],
  [
    "Gemini's error without alt=sse",
    ['[{\n  "error": {\n    "code": 429,\n    "message": "slow down"\n  }\n}\n]'],
    "slow down",
  ],
  [
    "an error in the middle of Gemini's array",
    bytes(`${brackets.slice(0, -1)},{"error":{"code":503,"message":"overloaded"}}]`, "application/json"),
    "overloaded",
  ],
  [
    "an error of Text Generation Inference",
    bytes(
      sse(
        { token: { id: 1, text: "Half", special: false }, generated_text: null },
        { error: "Request failed during generation", error_type: "generation" },
      ),
      "text/event-stream",
    ),
    "Request failed during generation",
  ],
  ["Gemini's array that breaks off", gemini.slice(0, -20), "broke off in the middle of an item"],
  [
    "a whole answer in JSON",
    bytes('{"choices":[{"message":{"content":"Hi."}}]}', "application/json"),
    "that is a whole answer; call the API with stream: true",
  ],
  [
    "a whole answer of the Responses API, as the API itself gives it",
    bytes('{"id":"r","object":"response","output":[{"type":"message","content":[]}]}', "application/json"),
    "that is a whole answer; call the API with stream: true",
  ],
  [
    "a whole answer of Cohere's API",
    bytes('{"id":"c","finish_reason":"COMPLETE","message":{"role":"assistant"}}', "application/json"),
    "that is a whole answer; call the API with stream: true",
  ],
  // The failure was hidden behind "it is application/json".
  [
    "an error in JSON, with a status of success",
    bytes('{"error":{"message":"Quota exceeded","code":429}}', "application/json"),
    "Quota exceeded",
  ],
  // It was posted as the answer.
  [
    "an error in JSON that is declared as text",
    bytes('{\n  "error": {\n    "message": "Quota exceeded"\n  }\n}', "text/plain"),
    "Quota exceeded",
  ],
  [
    "an error in JSON that is declared as events",
    bytes('{"error":{"message":"Quota exceeded"}}', "text/event-stream"),
    "Quota exceeded",
  ],
  // The lines were dropped, and the answer was empty.
  [
    "lines in a Response that says it has events",
    bytes(json([{ type: "text-delta", text: "Hi." }]), "text/event-stream"),
    "the stream has no events",
  ],
  [
    "JSON that breaks off",
    bytes('{"error":{"message":"Quota', "application/json"),
    "broke off in the middle of an item",
  ],
  [
    "JSON lines that break off",
    `${json([delta({ content: "Hi." })])}{"id":`,
    "broke off in the middle of a line",
  ],
])("rejects %s", async (_title, source, error) => {
  await expect(createStory().play(source)).rejects.toThrow(error);
});

/** As LangChain's `streamEvents` of version 3, which is a promise of the whole message too. */
function thenable() {
  const stream = (async function* () {
    yield delta({ content: "Hi." });
  })();
  Reflect.set(stream, "then", (resolve: (value: object) => void) => resolve({ content: "Hi." }));
  return stream;
}

test.each([40, 200_000])("an answer of 150,000 characters, %i at a time, is whole", async (each) => {
  const words = Array.from({ length: 14_000 }, (_, index) => `word${index}`);
  const uri = `![x](data:image/png;base64,${"A".repeat(90_000)})`;
  const text = `${words.slice(0, 5_000).join(" ")} ${uri} ${words.slice(5_000).join(" ")}`;
  const pieces = Array.from({ length: Math.ceil(text.length / each) }, (_, index) =>
    text.slice(index * each, (index + 1) * each),
  );
  const story = createStory({ defaults: "library" });
  await story.play(pieces, { status: false });
  const [, ...messages] = story.slack.messages;
  const shown = messages.map(({ markdown }) => markdown).join(" ");
  // Compared by words: a difference of 100,000 characters can't be read.
  const wanted = text.replace(/A{100,}/, "…").split(" ");
  expect(shown.split(" ").filter((word, index) => word !== wanted[index])).toEqual([]);
  expect(shown.length).toBe(wanted.join(" ").length);
});

test("the Response is the cause where its HTTP status is a failure", async () => {
  const response = new Response("slow down", { status: 429, headers: { "retry-after": "3" } });
  const failure: unknown = await createStory()
    .play(() => response)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: "the Response is no answer: it has the HTTP status 429" });
  expect((failure as Error).cause).toBe(response);
});

// The last item was lost.
test.each(["\n", "\n\n", ""])("an item before %j is read when the connection breaks", async (end) => {
  const said = (text: string) => `data: ${JSON.stringify(delta({ content: text }))}`;
  for (const [whole, half] of [
    [`${said("Hi ")}\n\n${said("you.")}${end}`, `${said("Hi you.")}\n\ndata: {"id"`],
    [
      `${said("Hi ")}\n${said("you.")}${end}`.replaceAll("data: ", ""),
      `${json([delta({ content: "Hi you." })])}{`,
    ],
  ] as const)
    for (const text of [whole, half]) {
      const story = createStory();
      const source = async function* () {
        yield text;
        throw new Error("terminated");
      };
      await expect(story.play(source)).rejects.toThrow("terminated");
      expect(story.slack.messages.at(-1)?.markdown).toContain("Hi you.");
    }
});

test("a stream of events that has comments alone is an empty answer", async () => {
  const receipt = await createStory().play(bytes(": ping\n\n: ping\n\n", "text/event-stream"));
  expect(receipt.text).toBe("");
});

// It was posted as the answer.
test("a stream of events that ends at once is an empty answer", async () => {
  const receipt = await createStory().play("data: [DONE]\n\n");
  expect(receipt.text).toBe("");
});
