import { isStepCount, jsonSchema, streamText, tool } from "ai";
import type { ScriptLine } from "../scripted-model.ts";
import type { Run } from "./stage.ts";

interface Search {
  readonly query: string;
}

interface Page {
  readonly url: string;
}

const anything = jsonSchema<Record<string, string>>({ type: "object" });

const topics = [
  "pricing",
  "rate limits",
  "data residency",
  "support",
  "uptime",
  "exports",
  "audit logs",
  "SSO",
  "SLAs",
  "roadmap",
];
const hosts = ["northwind.example", "contoso.example", "fabrikam.example"];

/** One step of the research: a search, and the pages that it found. */
function toResearchStep(topic: string): readonly ScriptLine[] {
  return [
    { silenceMs: 26_000 },
    { call: "web_search", input: { query: `${topic} of message queues` } },
    ...hosts.map((host) => ({
      call: "fetch_page",
      input: { url: `https://${host}/${encodeURIComponent(topic)}` },
    })),
  ];
}

const research: Run = {
  name: "research",
  title: "Forty tools in twelve minutes",
  about:
    "There are at most eight cards: the eighth stands for all later calls. After four minutes the library closes the message, and edits it from then on. The answer comes in a message of its own, with its sources and a push.",
  question: "Which of the three hosted message queues should we take?",
  moments: [4, 90, 420],
  play(stage) {
    const result = streamText({
      model: stage.model(
        ["I will compare the three vendors on what matters to us. ", ...toResearchStep("pricing").slice(1)],
        ...topics.slice(1).map(toResearchStep),
        [
          { source: "https://northwind.example/pricing", title: "Northwind: pricing" },
          { source: "https://contoso.example/pricing", title: "Contoso: pricing" },
          { source: "https://fabrikam.example/SLAs", title: "Fabrikam: service levels" },
          "**Take Northwind.** It is the only one that keeps data in the EU at our volume.\n\n",
          "| | Northwind | Contoso | Fabrikam |\n|---|--:|--:|--:|\n| a month | $410 | $380 | $655 |\n| uptime | 99.95 % | 99.9 % | 99.99 % |\n| EU only | yes | no | on request |\n\n",
          "Contoso is cheaper, but its exports go through the US. Fabrikam is better at nothing that we need.",
        ],
      ),
      prompt: research.question,
      tools: {
        web_search: tool({
          inputSchema: jsonSchema<Search>({ type: "object" }),
          execute: async ({ query }) => {
            await stage.wait(20_000);
            return { results: hosts.map((host) => ({ url: `https://${host}`, title: query })) };
          },
        }),
        fetch_page: tool({
          inputSchema: jsonSchema<Page>({ type: "object" }),
          execute: async ({ url }) => {
            await stage.wait(30_000 + url.length * 500);
            return `<html>${url}</html>`;
          },
        }),
      },
      stopWhen: isStepCount(20),
    });
    return stage.answer(result);
  },
};

const parallel: Run = {
  name: "parallel",
  title: "Tools that run at the same time",
  about:
    "Each call has a card, in the order in which the model made the calls. The title says what the call is about. Results are not shown.",
  question: "Is it warm enough for an offsite in Lisbon, Porto or Faro?",
  moments: [1, 3, 5],
  play(stage) {
    const cities = ["Lisbon", "Porto", "Faro"];
    const result = streamText({
      model: stage.model(
        ["I will look at all three. ", ...cities.map((name) => ({ call: "weather", input: { name } }))],
        ["Faro is warmest with **24 °C**. Lisbon has 21 °C, and in Porto it rains."],
      ),
      prompt: parallel.question,
      tools: {
        weather: tool({
          inputSchema: anything,
          execute: async ({ name = "" }) => {
            await stage.wait(2_000 + 1_500 * cities.indexOf(name));
            return { name, celsius: 21 };
          },
        }),
      },
      stopWhen: isStepCount(2),
    });
    return stage.answer(result);
  },
};

const retry: Run = {
  name: "retry",
  title: "A failure that a second try makes good",
  about:
    "The first query fails, and its card says so. Then the card says that a second try runs, and in the end that it succeeded. So there is no red card above a right answer.",
  question: "How many orders did we ship last week?",
  moments: [1, 3, 5],
  play(stage) {
    let tries = 0;
    const result = streamText({
      model: stage.model(
        [
          "I will ask the warehouse database. ",
          { call: "run_sql", input: { query: "select count(*) from shipment" } },
        ],
        [{ silenceMs: 1_500 }, { call: "run_sql", input: { query: "select count(*) from shipments" } }],
        ["We shipped **1,204 orders** last week, 8 % more than in the week before."],
      ),
      prompt: retry.question,
      tools: {
        run_sql: tool({
          inputSchema: jsonSchema<Search>({ type: "object" }),
          execute: async () => {
            await stage.wait(2_000);
            tries += 1;
            if (tries === 1)
              throw new Error('relation "shipment" does not exist at postgres://app:hunter2@db/app');
            return { rows: [{ count: 1_204 }] };
          },
        }),
      },
      stopWhen: isStepCount(3),
    });
    return stage.answer(result);
  },
};

const mcp: Run = {
  name: "mcp",
  title: "Tools of an MCP server",
  about:
    "The titles leave out the server's name. The results of the tools go to the model and not into the thread: a file with a token in it, and a result that is marked as an error.",
  question: "Why does the nightly build of the website fail?",
  moments: [1, 2.5, 4],
  play(stage) {
    const give = async (ms: number, text: string, isError = false) => {
      await stage.wait(ms);
      return { content: [{ type: "text", text }], isError };
    };
    const result = streamText({
      model: stage.model(
        [
          "Let me look at the repository. ",
          { call: "mcp__github__list_workflow_runs", input: { name: "nightly" } },
          { call: "mcp__github__get_file_contents", input: { path: ".github/workflows/nightly.yml" } },
        ],
        [{ call: "mcp__github__get_job_logs", input: { name: "build" } }],
        [
          "The build has failed since Tuesday because `NODE_VERSION` is not set any more. Set it to `22` in `nightly.yml`.",
        ],
      ),
      prompt: mcp.question,
      tools: {
        mcp__github__list_workflow_runs: tool({
          inputSchema: anything,
          execute: () => give(1_500, "#812 failure"),
        }),
        mcp__github__get_file_contents: tool({
          inputSchema: anything,
          execute: () => give(2_500, "env:\n  DEPLOY_TOKEN: ghp_0123456789"),
        }),
        mcp__github__get_job_logs: tool({
          inputSchema: anything,
          execute: () => give(2_000, "HTTP 403: logs of this job have expired", true),
        }),
      },
      stopWhen: isStepCount(3),
    });
    return stage.answer(result);
  },
};

const subagent: Run = {
  name: "subagent",
  title: "An agent inside a tool",
  about:
    "The text of the other agent grows in the card of its tool, below the title. The answer is separate from it.",
  question: "Summarise what customers say about the new editor.",
  moments: [2, 5, 8],
  play(stage) {
    const findings = [
      "I read 214 tickets. ",
      "Most people like the faster start. ",
      "Thirty-one miss the old table view. ",
      "Nine lost text when their connection dropped.",
    ];
    const result = streamText({
      model: stage.model(
        [
          "I will let the support agent read the tickets. ",
          { call: "ask_support_agent", input: { title: "the new editor" } },
        ],
        [
          "People like that the editor starts faster. Two things need work:\n\n- 31 miss the **table view**\n- 9 **lost text** when their connection dropped, which is the urgent one",
        ],
      ),
      prompt: subagent.question,
      tools: {
        ask_support_agent: tool({
          inputSchema: anything,
          async *execute() {
            for (let count = 1; count <= findings.length; count += 1) {
              await stage.wait(1_800);
              // As `readUIMessageStream` returns the other agent's stream.
              yield { role: "assistant", parts: [{ type: "text", text: findings.slice(0, count).join("") }] };
            }
          },
        }),
      },
      stopWhen: isStepCount(2),
    });
    return stage.answer(result);
  },
};

const testRun: Run = {
  name: "test-run",
  title: "A test run of five minutes",
  about:
    "The card's title says how far the tests are, and changes at most every ten seconds. After four minutes the library closes the message, and edits it from then on. The result comes in a message of its own, with a push.",
  question: "Run the whole test suite on the release branch, please.",
  moments: [20, 150, 260],
  play(stage) {
    const total = 4_210;
    const result = streamText({
      model: stage.model(
        [
          "I will start the suite. That takes about five minutes. ",
          { call: "run_tests", input: { name: "release/8.2" } },
        ],
        ["All **4,210 tests** passed in five minutes. The release branch is good to go."],
      ),
      prompt: testRun.question,
      tools: {
        run_tests: tool({
          inputSchema: anything,
          async *execute() {
            for (let passed = 0; passed <= total; passed += total / 20) {
              yield { passed: Math.round(passed), total };
              await stage.wait(15_000);
            }
          },
        }),
      },
      stopWhen: isStepCount(2),
    });
    return stage.answer(result);
  },
};

export const runsOfTools: readonly Run[] = [research, parallel, retry, mcp, subagent, testRun];
