import { expect, test } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { finish, formNames, forms, playIn, type Way, ways } from "../support/everywhere.ts";
import type { Line } from "../support/story.ts";

const withCards = ways.filter((way) => way !== "no cards");
const matrix = withCards.flatMap((way) => formNames.map((form) => ({ way, form })));

const content = [{ type: "text", text: "ENOENT: /etc/passwd" }];
const mcpErrors: Readonly<Record<string, unknown>> = {
  "as it is": { isError: true, content },
  "without content": { isError: true, content: [] },
  "as content of a tool output": { type: "content", value: content, isError: true },
  "as JSON of a tool output": { type: "json", value: { isError: true, content } },
  "inside an output": { output: { isError: true, content } },
  "inside a result": { result: { isError: true, content } },
  "as error-text": { type: "error-text", value: "ENOENT: /etc/passwd" },
  "as error-json": { type: "error-json", value: { message: "ENOENT: /etc/passwd" } },
};

// A result with isError was a complete card with the error's text in it.
for (const { way, form } of matrix) {
  test(`${way}, ${form}: a result that is an MCP error is a failed card without its text`, async () => {
    const { begin, call, result } = forms[form];
    for (const [name, output] of Object.entries(mcpErrors)) {
      const { cards } = await playIn(way, [
        "Text.",
        begin("c1", "readFile"),
        call("c1", "readFile", { path: "a.txt" }),
        result("c1", output),
        finish("stop"),
      ]);
      expect([name, ...cards]).toEqual([name, "error | Read file: a.txt | Failed"]);
    }
  });
}

// Of code that a provider ran. Each was a complete card.
const failedRuns: Readonly<Record<string, unknown>> = {
  "Anthropic, a program": { type: "code_execution_result", stdout: "", stderr: "no", return_code: 1 },
  "Anthropic, no program": { type: "bash_code_execution_tool_result_error", error_code: "unavailable" },
  "Anthropic, a page": { type: "web_fetch_tool_result_error", errorCode: "url_not_accessible" },
  "Anthropic, a page by its name in the docs": { type: "web_fetch_tool_error", error_code: "unavailable" },
  "Anthropic, a search": [{ type: "web_search_tool_result_error", errorCode: "max_uses_exceeded" }],
  Google: { outcome: "OUTCOME_FAILED", output: "Traceback" },
  "OpenAI, the second of two commands": {
    output: [
      { stdout: "a", stderr: "", outcome: { type: "exit", exitCode: 0 } },
      { stdout: "", stderr: "no", outcome: { type: "exit", exitCode: 2 } },
    ],
  },
  "OpenAI, too slow": { output: [{ stdout: "a", stderr: "", outcome: { type: "timeout" } }] },
};
const goodRuns: Readonly<Record<string, unknown>> = {
  Anthropic: { type: "code_execution_result", stdout: "4", stderr: "a warning", return_code: 0 },
  Google: { outcome: "OUTCOME_OK", output: "4" },
  OpenAI: { output: [{ stdout: "4", stderr: "", outcome: { type: "exit", exitCode: 0 } }] },
  "an app's tool that looks errors up": { errorCode: "E1042", title: "Paper jam" },
  "an app's tool that always gives a code": { error_code: "OK", return_code: "0" },
};
for (const { way, form } of matrix) {
  test(`${way}, ${form}: code of the provider's that failed is a failed card, and other code is not`, async () => {
    const { call, result } = forms[form];
    const cardOf = async (output: unknown) => {
      const { cards } = await playIn(way, ["Text.", call("c1", "runCode"), result("c1", output)]);
      return cards;
    };
    for (const [name, output] of Object.entries(failedRuns))
      expect([name, ...(await cardOf(output))]).toEqual([name, "error | Run code | Failed"]);
    for (const [name, output] of Object.entries(goodRuns))
      expect([name, ...(await cardOf(output))]).toEqual([name, "complete | Run code"]);
  });
}

// It was a complete card.
test("a patch of the AI SDK that was not applied is a failed card, and a tool that reports a status is not", async () => {
  const { call, result } = forms["full stream"];
  const output = { status: "failed", output: "no such file" };
  for (const [name, card] of [
    ["apply_patch", "error | Apply patch | Failed"],
    ["get_build", "complete | Get build"],
  ] as const) {
    const { cards } = await playIn("native", ["Text.", call("c1", name), result("c1", output)]);
    expect(cards).toEqual([card]);
  }
});

test("the message of an MCP error is shown only on request, also for a dynamic tool", async () => {
  const { call, result } = forms["full stream"];
  const told = Object.entries(mcpErrors).filter(([name]) => name !== "without content");
  for (const [name, output] of told) {
    const lines = ["Text.", call("c1", "readFile"), { ...result("c1", output), dynamic: true }];
    const { cards } = await playIn("native", lines, { tasks: { "*": { error: true } } });
    expect([name, ...cards]).toEqual([name, "error | Read file | ENOENT: /etc/passwd"]);
  }
});

test("a result that only mentions errors is a result", async () => {
  const { call, result } = forms["full stream"];
  for (const output of [{ isError: false, content }, { errors: [] }, { error: null }, "isError: true"]) {
    const { cards } = await playIn("native", ["Text.", call("c1", "readFile"), result("c1", output)]);
    expect(cards[0]).toMatch(/^complete/);
  }
});

// A call whose input was cut off was a complete card.
const ends: Readonly<Record<string, readonly Line[]>> = {
  length: [finish("length")],
  "content-filter": [finish("content-filter")],
  stop: [finish("stop")],
  other: [finish("other")],
  "tool-calls": [finish("tool-calls")],
  "the end of the stream": [],
  "an abort": [{ type: "abort" }],
};
for (const { way, form } of matrix) {
  test(`${way}, ${form}: a call that was begun and never made is not done, however the answer ends`, async () => {
    const { begin, finishStep } = forms[form];
    for (const [name, lines] of Object.entries(ends)) {
      const { cards, story } = await playIn(way, [
        "Text.",
        begin("c1", "sendMail"),
        finishStep("length"),
        ...lines,
      ]);
      const word = name === "an abort" ? "Stopped" : "Not run";
      expect([name, ...cards]).toEqual([name, `error | Send mail | ${word}`]);
      expect(story.slack.messages.at(-1)?.cardsLeftOpen).toEqual([]);
    }
  });
}

test.each(withCards)("%s: a call that has no result when the source fails is not done", async (way) => {
  const { begin, call } = forms["full stream"];
  for (const line of [begin("c1", "sendMail"), call("c1", "sendMail")]) {
    const { error, cards } = await playIn(way, ["Text.", line, new Error("boom")]);
    expect(error).toMatchObject({ message: "boom" });
    expect(cards).toEqual([expect.stringMatching(/^error \| Send mail \| (Not run|Stopped)$/)]);
  }
});

test("a call that the provider runs is not done without its result, and a call after a cut is not done either", async () => {
  const { call } = forms["full stream"];
  const byProvider = { ...call("c1", "webSearch"), providerExecuted: true };
  expect((await playIn("native", ["Text.", byProvider, finish("tool-calls")])).cards).toEqual([
    "error | Web search | No result",
  ]);
  expect((await playIn("native", ["Text.", call("c1", "sendMail"), finish("length")])).cards).toEqual([
    "error | Send mail | No result",
  ]);
});

test("a call whose result only the model saw is done when the model goes on", async () => {
  const { call, finishStep } = forms["full stream"];
  const { cards } = await playIn("native", [
    call("c1", "webSearch"),
    finishStep("tool-calls"),
    "It is 42.",
    finish("stop"),
  ]);
  expect(cards).toEqual(["complete | Web search"]);
});

// The card stood as done.
for (const { way, form } of matrix) {
  test(`${way}, ${form}: a call whose failure is told after the model went on is not done`, async () => {
    const { call, error, finishStep } = forms[form];
    const { cards, story } = await playIn(way, [
      "I will send it.",
      call("c1", "sendMail"),
      finishStep("tool-calls"),
      "It is on its way.",
      error("c1", "550 no such mailbox"),
      finish("stop"),
    ]);
    expect(cards).toEqual(["error | Send mail | Failed"]);
    expect(story.slack.messages.at(-1)?.cardsLeftOpen).toEqual([]);
  });
}

const request = { type: "tool-approval-request", approvalId: "a1", toolCallId: "c1" };
const stateOf = async (way: Way, lines: readonly Line[], options?: StreamOptions) => {
  const { story, cards, shown } = await playIn(way, lines, options);
  const { channel, threadTs = "" } = story.target;
  return { cards, shown, session: story.slack.statuses.session(channel, threadTs) };
};

// It waited for an answer of nobody.
test("a call that the app itself refuses is declined, also if only the request's id names it", async () => {
  const { call } = forms["full stream"];
  const { cards, shown } = await stateOf("native", [
    call("c1", "sendMail"),
    { ...request, isAutomatic: true },
    { type: "tool-approval-response", approvalId: "a1", approved: false },
    "It may not be sent.",
    finish("stop"),
  ]);
  expect(cards).toEqual(["error | Declined: Send mail"]);
  expect(shown).not.toContain("waits for");
});

// "✓ Send email (needs approval)" stood for a mail that was not sent.
for (const { way, form } of matrix) {
  test(`${way}, ${form}: a call that waits for an approval is not done, and a line says so where no blocks do`, async () => {
    const lines = [
      "I have a draft.",
      forms[form].call("c1", "sendEmail", { to: "Ada" }),
      request,
      finish("tool-calls"),
    ];
    const { cards, shown, session } = await stateOf(way, lines);
    expect(cards).toEqual(["pending | Waiting for approval: Send email"]);
    expect(shown).toContain("This needs approval before it can go on: Send email.");
    expect(session).toBe("suspended");
    const withBlocks = await stateOf(way, lines, {
      approvalBlocks: () => [
        {
          type: "actions",
          elements: [{ type: "button", action_id: "yes", text: { type: "plain_text", text: "Yes" } }],
        },
      ],
    });
    expect(withBlocks.shown).not.toContain("This needs approval");
  });
}

test("a call whose approval was refused, or not given before an abort, does not look as if it had run", async () => {
  const { call } = forms["full stream"];
  const lines = ["Text.", call("c1", "sendEmail"), request];
  const refused = { type: "tool-approval-response", approvalId: "a1", approved: false };
  expect((await stateOf("native", [...lines, refused])).cards).toEqual(["error | Declined: Send email"]);
  expect((await stateOf("native", [...lines, { type: "abort" }])).cards).toEqual([
    "error | Send email | Not run",
  ]);
});

// "✓ Ask user" stood for a question that nobody saw.
test.each(ways)(
  "%s: a call for the client's side shows its question and suspends the session",
  async (way) => {
    const input = { question: "Which account should pay?" };
    for (const form of formNames) {
      const { call, finishStep } = forms[form];
      const lines = [
        "One thing first.",
        call("c1", "askUser", input),
        finishStep("tool-calls"),
        finish("tool-calls"),
      ];
      const { cards, shown, session } = await stateOf(way, lines);
      expect(cards).toEqual(way === "no cards" ? [] : ["pending | Waiting for an answer"]);
      expect(shown).toContain("\nWhich account should pay?");
      expect(shown).not.toContain("The answer ends here");
      expect(session).toBe("suspended");
    }
  },
);

test.each(ways)("%s: a question without a word of text before it is asked all the same", async (way) => {
  const { call } = forms["full stream"];
  const asked = await stateOf(way, [call("c1", "pickDate"), finish("tool-calls")]);
  expect(asked.shown).toContain("This waits for an answer before it can go on: Pick date.");
  expect(asked.session).toBe("suspended");
});

// Two red "Failed" stood above a right answer.
test("a failure that a later call corrects is marked so, and only when the answer completes", async () => {
  const { call, error, result, finishStep } = forms["full stream"];
  const lines: Line[] = [
    "Let me see.",
    call("c1", "runSql"),
    error("c1", "no such column"),
    finishStep("tool-calls"),
    { silence: 2_000 },
    call("c2", "runSql"),
    { silence: 2_000 },
    result("c2", [1, 2]),
    finishStep("tool-calls"),
    "There are two.",
  ];
  const good = await playIn("native", [...lines, finish("stop")]);
  expect(good.story.transcript()).toContain('card c1 in_progress "Run SQL (Retrying…)"');
  expect(good.cards).toEqual(["complete | Run SQL | Failed, tried again", "complete | Run SQL | 2 results"]);
  const cut = await playIn("native", [...lines, finish("length")]);
  expect(cut.cards).toEqual(["error | Run SQL | Failed", "complete | Run SQL | 2 results"]);
});

// The first of them was a tick, "Failed, tried again".
test("a failure is not corrected by a later call that fails, is declined or gets no result", async () => {
  const { call, error, finishStep } = forms["full stream"];
  const second: Readonly<Record<string, readonly Line[]>> = {
    Failed: [error("c2", "no such column")],
    "No result": [],
    Declined: [{ type: "tool-output-denied", toolCallId: "c2" }],
  };
  for (const [name, lines] of Object.entries(second)) {
    const { cards } = await playIn("native", [
      "Let me see.",
      call("c1", "runSql"),
      error("c1", "no such table"),
      finishStep("tool-calls"),
      { ...call("c2", "runSql"), providerExecuted: true },
      ...lines,
      finishStep("stop"),
      finish("stop"),
    ]);
    expect([name, cards[0]]).toEqual([name, "error | Run SQL | Failed"]);
  }
});

test("a call in the same step as a failed one does not correct it", async () => {
  const { call, error, result, finishStep } = forms["full stream"];
  const { cards } = await playIn("native", [
    "Text.",
    { type: "start-step" },
    call("c1", "fetchPage"),
    error("c1", "no route"),
    call("c2", "fetchPage"),
    result("c2", "page"),
    finishStep("tool-calls"),
    "Done.",
    finish("stop"),
  ]);
  expect(cards).toEqual(["error | Fetch page | Failed", "complete | Fetch page"]);
});
