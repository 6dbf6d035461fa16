import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { calls, finishes, says, streamTexts } from "../support/ai-models.ts";
import { finish, forms, playIn } from "../support/everywhere.ts";
import { cardsOf, createStory, type Line, silence } from "../support/story.ts";

const { call, result, error } = forms["full stream"];
const play = (lines: readonly Line[], options = {}) =>
  playIn("native", ["Text.", ...lines, finish("stop")], options);

// Secrets, JSON and internal fields were shown to the whole channel.
test("a result is not shown, but how many things it lists", async () => {
  const shown = async (output: unknown, options = {}) =>
    (await play([call("c1", "readFile"), result("c1", output)], options)).cards[0];
  const quiet = [
    "token=sk_live_51Hx",
    'DATABASE_URL="postgres://app:hunter2@db/app"',
    '{\n  "email": "ada@example.com"\n}',
    { encrypted_content: "gAAAA", type: "web_search_result" },
    { success: true },
    { rowCount: 1 },
    // Lists that are not results.
    { errors: [] },
    { ok: true, warnings: ["old"] },
    { attachments: [] },
    { name: "a.ts", tags: ["x", "y"] },
    { added: [1], removed: [2] },
    // Of an agent inside the tool.
    { text: "It is sunny.", toolCalls: [], toolResults: [{}] },
    { content: [{ type: "text", text: "token=sk_live_51Hx" }] },
    { type: "text", value: "token=sk_live_51Hx" },
    [{ type: "text", text: "secret" }],
    42,
    null,
  ];
  for (const output of quiet) expect(await shown(output)).toBe("complete | Read file");
  for (const output of [
    [1, 2, 3],
    { results: [1, 2, 3], total: 900 },
    { type: "json", value: { items: [1, 2, 3] } },
  ])
    expect(await shown(output)).toBe("complete | Read file | 3 results");
  for (const output of [["one"], { issues: [{}], total: 1 }, { id: "i", results: [1], images: [] }])
    expect(await shown(output)).toBe("complete | Read file | 1 result");
  for (const output of [[], { files: [], errors: [] }, { searchResults: [] }])
    expect(await shown(output)).toBe("complete | Read file | 0 results");
  expect(await shown("## Found it", { tasks: { "*": { output: true } } })).toBe(
    "complete | Read file | Found it",
  );
});

// A text that grows may be what a command prints, with a token in it.
test("the text of an agent inside a tool grows on its card, and a tool's text is shown only on request", async () => {
  const preliminary = (output: unknown) => ({ ...result("c1", output), preliminary: true });
  const message = (text: string) => ({
    role: "assistant",
    parts: [{ type: "step-start" }, { type: "text", text }],
  });
  const growing = [
    call("c1", "research"),
    preliminary("Two"),
    preliminary("Two sources"),
    preliminary("Two sources agree."),
    result("c1", "Two sources agree."),
  ];
  expect((await play(growing)).cards).toEqual(["complete | Research"]);
  const asked = await play(growing, { tasks: { research: { output: true } } });
  expect(asked.cards).toEqual(["complete | Research | Two sources agree."]);
  const messages = await play([
    call("c1", "research"),
    preliminary(message("Two")),
    result("c1", message("Two sources.")),
  ]);
  expect(messages.cards).toEqual(["complete | Research | Two sources."]);
  const once = await play([call("c1", "cat"), preliminary("token=sk_live"), result("c1", "token=sk_live")]);
  expect(once.cards).toEqual(["complete | Cat"]);
  const json = await play([
    call("c1", "cat"),
    preliminary('{"a'),
    preliminary('{"a":1'),
    result("c1", '{"a":1}'),
  ]);
  expect(json.cards).toEqual(["complete | Cat"]);
});

// Twenty cards said "Fetch page".
test.each([
  ["webSearch", { query: "Slack  rate\nlimits" }, "Web search: Slack rate limits"],
  ["fetch_page", { url: "https://www.docs.slack.dev/apis?token=1" }, "Fetch page: docs.slack.dev"],
  ["mcp__files__read_file", { path: "src/index.ts" }, "Read file: src/index.ts"],
  ["github.list_pull_requests", { repo: "a", title: "Fix" }, "List pull requests: Fix"],
  ["run_sql", { sql: "select 1" }, "Run SQL"],
  ["check_ci_api", {}, "Check CI API"],
  ["Bash", { command: "ls -la", description: "List the files" }, "Bash: List the files"],
  ["Grep", { pattern: "TODO", path: "src" }, "Grep: src"],
  ["search", { query: "x".repeat(200), name: "short" }, "Search: short"],
])("the title of %s says what the call is about", async (name, input, title) => {
  expect((await play([call("c1", name, input), result("c1", "ok")])).cards).toEqual([`complete | ${title}`]);
});

test("functions of titles get the tool's name, and a title may have two forms", async () => {
  const named = {
    tasks: { "*": (_: unknown, _progress: unknown, { name }: { name: string }) => `Tool ${name}` },
  };
  expect((await play([call("c1", "a"), result("c1", 1)], named)).cards).toEqual(["complete | Tool a"]);
  const two = { tasks: { a: { title: { doing: "Running the tests", done: () => "Ran the tests" } } } };
  const { story, cards } = await play([call("c1", "a"), silence(2_000), result("c1", 1)], two);
  expect(story.transcript()).toContain('in_progress "Running the tests"');
  expect(cards).toEqual(["complete | Ran the tests"]);
});

// 43 cards stood over four messages.
test("at most eight cards are made; the last is shared by all further calls", async () => {
  const lines = Array.from({ length: 40 }, (_, index): Line[] => {
    const name = index % 4 === 0 ? "web_search" : "fetch_page";
    const outcome = index === 39 ? error("c39", "no") : result(`c${index}`, "ok");
    return [call(`c${index}`, name, { query: `q${index}` }), silence(1_500), outcome];
  }).flat();
  const { cards, story } = await play(lines);
  expect(cards).toHaveLength(8);
  expect(cards[6]).toBe("complete | Fetch page: q6");
  expect(cards[7]).toBe("complete | 33 more steps: 25 × Fetch page, 8 × Web search, 1 failed");
  expect(story.transcript()).toContain('card more-steps in_progress "Web search: q20"');
  const eight = await play(lines.slice(0, 24));
  expect(eight.cards[7]).toBe("complete | Fetch page: q7");
  expect((await play(lines, { maxTasks: false })).story.transcript()).toContain("card c39 error");
});

const mail = call("mail", "sendMail");

test.each([
  ["the request comes after its call", 9, [mail], "complete | 2 more steps: 2 × Search"],
  ["the request is its first part", 9, [], "complete | 2 more steps: 2 × Search"],
  ["no other call is behind the last card", 7, [mail], "complete | Search | 1 result"],
])(
  "a call that waits for a person has its own card, however many there are: %s",
  async (_which, count, before, lastOfOthers) => {
    const { cards } = await playIn("native", [
      "Text.",
      ...Array.from({ length: count }, (_, index) => [
        call(`c${index}`, "search"),
        result(`c${index}`, [1]),
      ]).flat(),
      ...before,
      { type: "tool-approval-request", approvalId: "a", toolCallId: "mail", toolName: "sendMail" },
      finish("tool-calls"),
    ]);
    expect(cards.slice(-2)).toEqual([lastOfOthers, "pending | Waiting for approval: Send mail"]);
  },
);

test("a plan's title names the running work, and at the end its duration or outcome", async () => {
  const lines: Line[] = [
    call("c1", "webSearch"),
    silence(630_000),
    result("c1", [1]),
    "Done.",
    finish("stop"),
  ];
  const planned = { taskDisplayMode: "plan" } as const;
  const { story } = await playIn("native", lines, planned);
  expect(story.transcript()).toContain('plan "Web search"');
  expect(story.transcript()).toContain('"Worked for 11 min" blocks[plan]');
  const aborted = await playIn(
    "native",
    [call("c1", "webSearch"), silence(2_000), { type: "abort" }],
    planned,
  );
  expect(aborted.story.transcript()).toContain('plan "Stopped"');
  const failed = await playIn(
    "native",
    [call("c1", "webSearch"), silence(2_000), new Error("boom")],
    planned,
  );
  expect(failed.story.transcript()).toContain('plan "Error"');
  const timeline = await playIn("native", lines);
  expect(timeline.story.transcript()).not.toContain("plan ");
});

// An agent's own list was six cards called "Update plan".
test("a model's own list is shown as tasks, and the tool that writes it is not shown", async () => {
  interface Todos {
    readonly todos: readonly { readonly content: string; readonly state: string }[];
  }
  const options = {
    plan: {
      update_plan: ({ todos }: Todos) =>
        todos.map(({ content, state }) => ({ title: content, status: state })),
    },
  };
  const write = (id: string, ...states: readonly string[]) =>
    call(id, "update_plan", {
      todos: states.map((state, index) => ({ content: `Step ${index + 1}`, state })),
    });
  const first = [write("p1", "in_progress", "pending", "pending"), silence(2_000), result("p1", "ok")];
  const { story, cards } = await play(
    [
      ...first,
      write("p2", "completed", "in_progress", "pending"),
      silence(2_000),
      write("p3", "completed", "completed"),
    ],
    options,
  );
  expect(story.transcript()).toContain('card plan-2 pending "Step 2"');
  expect(cards).toEqual(["complete | Step 1", "complete | Step 2", "error | Step 3 (dropped)"]);
  // The third step was called dropped while it ran as the second.
  const plan = (id: string, ...steps: readonly (readonly [string, string])[]) =>
    call(id, "update_plan", { todos: steps.map(([content, state]) => ({ content, state })) });
  const changed = [
    plan("p1", ["Read", "in_progress"], ["Restore", "pending"], ["Run", "pending"]),
    plan("p2", ["Read", "completed"], ["Run", "in_progress"]),
    plan("p3", ["Read", "completed"], ["Run", "completed"], ["Tell", "completed"]),
  ];
  expect((await play(changed, options)).cards).toEqual([
    "complete | Read",
    "error | Restore (dropped)",
    "complete | Run",
    "complete | Tell",
  ]);
  const renamed = [
    ...changed.slice(0, 1),
    plan("p2", ["Read", "completed"], ["Mend", "completed"], ["Run", "completed"]),
  ];
  expect((await play(renamed, options)).cards).toEqual([
    "complete | Read",
    "complete | Mend",
    "complete | Run",
  ]);
  expect((await play(first, options)).cards).toEqual([
    "complete | Step 1",
    "error | Step 2 (not done)",
    "error | Step 3 (not done)",
  ]);
});

// A card stood unchanged for five minutes while its tool told of its progress.
test("a card's title shows the progress of its call, at most every 10 s", async () => {
  const steps = Array.from({ length: 60 }, (_, index): Line[] => [
    { ...result("c1", { passed: index * 70, total: 4_210 }), preliminary: true },
    silence(1_000),
  ]).flat();
  const { story, cards } = await play([
    call("c1", "runTests"),
    ...steps,
    result("c1", { passed: 4_210, total: 4_210 }),
  ]);
  const told = [...story.transcript().matchAll(/in_progress "Run tests \((.*?)\)"/g)].map(
    ([, figure]) => figure,
  );
  expect(told.slice(0, 3)).toEqual(["0 of 4,210", "700 of 4,210", "1,400 of 4,210"]);
  expect(told.length).toBeLessThanOrEqual(7);
  expect(cards).toEqual(["complete | Run tests"]);
});

// Titles lost characters, links were broken by blank lines, and the rest was counted above the links.
test("each source is listed once with its name, and the title counts the rest", async () => {
  const source = (url: string, title?: string) => ({
    type: "source",
    sourceType: "url",
    id: url,
    url,
    title,
  });
  const document = (filename: string) => ({
    type: "source",
    sourceType: "document",
    id: filename,
    mediaType: "a/b",
    filename,
  });
  const names = ["q3_report_final.pdf", "pkg/__init__.py", "Array<string>", "C:\\temp\\new", "a*b*[c]"];
  const footnotes = await play(
    [...names.map(document), source("https://a.example/", "Weekly report\n\nby the team")],
    {
      sources: "footnotes",
    },
  );
  expect(footnotes.story.slack.messages.at(-1)?.markdown).toBe(
    "Text.\n\nSources: q3_report_final.pdf · pkg/\\_\\_init\\_\\_.py · Array&lt;string> · C:\\\\temp\\\\new · a\\*b\\*\\[c\\] · [Weekly report by the team](https://a.example/)",
  );
  const many = Array.from({ length: 14 }, (_, index) =>
    source(`https://a.example/${index}`, "The same title"),
  );
  const again = [
    source("https://www.a.example/3/?utm_source=x#part", "The same title"),
    source("https://a.example/1#b"),
  ];
  const { story } = await play([...many, ...again]);
  const card = story.slack.messages.at(-1)?.cards.get("sources");
  expect(card).toMatchObject({ title: "14 sources, 10 shown", details: "" });
  expect(new Set(card?.sources.map(({ text }) => text)).size).toBe(10);
});

test("citations inside a text are numbered sources", async () => {
  const citations = ["b", "a", "b"].map((id) => ({
    source: { type: "source", sourceType: "url", id, url: `https://example.com/${id}`, title: `Page ${id}` },
    startIndex: 0,
    endIndex: 4,
  }));
  const lines = [
    { type: "text-start", id: "t" },
    { type: "text-delta", id: "t", text: "It is so." },
    { type: "text-end", id: "t", citations },
    finish("stop"),
  ];
  const { story, receipt } = await playIn("native", lines);
  expect(receipt?.text).toBe("It is so.");
  expect(
    story.slack.messages
      .at(-1)
      ?.cards.get("sources")
      ?.sources.map(({ text }) => text),
  ).toEqual(["1. Page b", "2. Page a"]);
  const plain = await playIn("no cards", lines);
  expect(plain.story.slack.messages.at(-1)?.markdown).toBe(
    "It is so.\n\nSources: [1. Page b](https://example.com/b) · [2. Page a](https://example.com/a)",
  );
});

// 41 seconds of an unchanged thread.
test("a status is shown by default in a thread, and names the tool, also without cards", async () => {
  const slow: Line[] = [silence(3_000), call("c1", "webSearch"), silence(3_000), result("c1", [1]), "Text."];
  const statuses = async (options: object) => {
    const { story } = await playIn("native", slow, options);
    return JSON.stringify(
      story.slack.calls.filter(({ method }) => method.endsWith("setStatus")).map(({ args }) => args),
    );
  };
  expect(await statuses({})).toContain("is thinking…");
  expect(await statuses({ tasks: false })).toContain("Web search…");
  expect(await statuses({ status: false })).toBe("[]");
  expect((await playIn("native", ["At once."])).story.transcript()).not.toContain("setStatus");
  const posted = createStory({ defaults: "library", target: { threadTs: undefined } });
  await posted.play(slow);
  expect(posted.transcript()).not.toContain("threads.setStatus");
});

test("with silentReplies no default status is shown before an answer is certain", async () => {
  const slow: Line[] = [silence(3_000), "NO_", silence(3_000), "REPLY"];
  expect((await playIn("native", slow, { silentReplies: ["NO_REPLY"] })).story.transcript()).not.toContain(
    "setStatus",
  );
});

// "(is thinking…)" stayed behind one lost clear.
test.each(["ratelimited", "reset-after", "internal_error"] as const)(
  "a clear that ends with %s is made again",
  async (fault) => {
    for (const lines of [
      [silence(2_000), { type: "abort" }],
      [silence(2_000), new Error("boom")],
      [silence(2_000)],
    ] as Line[][]) {
      const story = createStory({ defaults: "library" });
      const given = fault === "reset-after" ? ({ type: "reset-after" } as const) : fault;
      story.slack.failNext("assistant.threads.setStatus", given, { skip: 1 });
      await story.play(lines, { finishNotice: false, failureNotice: false }).catch(() => {});
      const { channel, threadTs = "" } = story.target;
      expect(story.slack.statuses.assistant(channel, threadTs)).toBeUndefined();
    }
  },
);

test("a refusal of the status is remembered for the workspace", async () => {
  const story = createStory({ defaults: "library" });
  story.slack.failNext("assistant.threads.setStatus", "missing_scope");
  const slow: Line[] = [silence(2_000), "Text."];
  await story.play(slow);
  await story.play(slow);
  expect(story.slack.calls.filter(({ method }) => method === "assistant.threads.setStatus")).toHaveLength(1);
});

for (const version of [6, 7] as const) {
  test(`ai ${version}: a tool without execute is asked of the client's side, a step limit says that the answer ends`, async () => {
    const asked = createStory({ clock: systemClock, defaults: "library" });
    const steps = [
      [...says("One thing."), ...calls("c1", "askUser", { question: "Which one?" }), finishes("tool-calls")],
    ];
    await asked.play(streamTexts[version]({ steps, tools: { askUser: {} } }));
    expect(cardsOf(asked)).toEqual(["pending | Waiting for an answer"]);
    expect(asked.thread()).toContain("\nWhich one?\n");
    const limited = createStory({ clock: systemClock, defaults: "library" });
    const six = Array.from({ length: 6 }, (_, index) => [
      ...calls(`c${index}`, "look"),
      finishes("tool-calls"),
    ]);
    await limited.play(streamTexts[version]({ steps: six, tools: { look: { execute: async () => "ok" } } }));
    expect(limited.thread()).toContain("The answer ends here: the model stopped after its last tool");
  });
}
