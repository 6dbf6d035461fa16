import { inspect } from "node:util";
import type { Fault } from "slack-stream-emulator";
import { afterEach, expect, test, vi } from "vitest";
import type { StreamOptions } from "../../src/index.ts";
import { createStory, type Line, type Story, silence } from "../support/story.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const page = "<!channel>";
const told = [
  "Look: ",
  ..."<!channel> <!here> <@U0000000001>",
  silence(2_000),
  " <!subteam^S1|all>, `<!here>`.",
];

/** All text that was sent, in any argument of any call. */
const sent = ({ slack }: Story) => slack.calls.map(({ args }) => JSON.stringify(args)).join("\n");
const shown = ({ slack }: Story) => slack.messages.at(-1)?.markdown;

test("a model's mentions notify nobody, with tokens that are split anywhere, streamed, edited, repaired and posted", async () => {
  const ways: readonly (readonly [StreamOptions, (story: Story) => void])[] = [
    [{}, () => {}],
    [{ transport: "edit" }, () => {}],
    [{}, (story) => story.slack.failNext("chat.stopStream", { type: "reset-after" })],
    [{}, (story) => story.slack.failNext("chat.startStream", "unknown_method")],
    [
      { continuation: "edit" },
      (story) => story.slack.failNext("chat.appendStream", "message_not_in_streaming_state"),
    ],
  ];
  for (const [options, arrange] of ways) {
    const story = createStory();
    arrange(story);
    const receipt = await story.play(told, options);
    expect(receipt.text).toContain("<!channel> <!here>");
    expect(shown(story)).toBe(
      "Look: &lt;!channel> &lt;!here> <@U0000000001> &lt;!subteam^S1|all>, `<!here>`.",
    );
    expect(sent(story)).not.toContain(page);
  }
});

test("no card, line or cut joins two halves into a mention", async () => {
  const card = (status: string) => ({ type: "task_update", id: "c", title: "t", status });
  const plan = { type: "plan_update", title: "Plan" };
  const cuts: readonly Line[][] = [
    ["Hi <", plan, "!channel> x"],
    [card("in_progress"), "Hi \\<", card("complete"), "!channel> x"],
    ["Hi <!", plan, "channel> x"],
    ["Hi <", silence(30_000), "!channel> x"],
    ["    <", silence(100), "!channel> x"],
    ["x\n\n    a <", silence(5_000), "!channel> x"],
    ["``\n", silence(5_000), "<!channel>\n``"],
    ["> ``\n> <!channel>\n> ``"],
  ];
  for (const lines of cuts) {
    for (const transport of ["auto", "edit"] as const) {
      const story = createStory();
      await story.play(lines, { transport });
      expect(shown(story)).not.toContain(page);
      expect(sent(story)).not.toContain(page);
    }
  }
  const fenced = createStory();
  await fenced.play(["```\na <", plan, " b\n```\nand `c <", "!d>`"]);
  expect(shown(fenced)).toBe("```\na < b\n```\nand `c <!d>`");
});

test("the short text beside blocks notifies nobody, also in text that would be code", async () => {
  const story = createStory();
  const card = { type: "task_update", id: "c1", title: "Look", status: "complete" };
  await story.play(["So: `<!here>`\n\n```\n<!channel>\n```", card], { transport: "edit" });
  const texts = story.slack.calls.map(({ args }) => args.text).filter((text) => typeof text === "string");
  expect(texts.join()).toContain("&lt;!here>");
  expect(texts.join()).not.toMatch(/<!/);
  expect(shown(story)).toContain("`<!here>`");
});

test("code with a card inside is code on both sides of the card and notifies nobody when it is written whole", async () => {
  const card = { type: "task_update", id: "c1", title: "Look", status: "complete" };
  for (const fence of ["```", "> ```", "~~~ts"]) {
    const indent = fence.startsWith(">") ? "> " : "";
    const end = fence.replace("ts", "");
    const lines = [`${fence}\n${indent}a\n`, card, `${indent}b <!here>\n${end}\n\nend <!here>`];
    const edited = createStory();
    await edited.play(lines, { transport: "edit" });
    const repaired = createStory();
    repaired.slack.failNext("chat.stopStream", { type: "reset-after" });
    await repaired.play(lines);
    for (const { slack } of [edited, repaired]) {
      const blocks = slack.calls.at(-1)?.args.blocks as unknown as readonly { text?: string }[];
      expect(blocks.flatMap(({ text }) => text ?? [])).toEqual([
        `${fence}\n${indent}a\n${end}`,
        `${fence}\n${indent}b <!here>\n${end}\n\nend &lt;!here>`,
      ]);
    }
  }
  const opening = createStory();
  await opening.play(["```ts", card, "\nb <!here>\n```"], { transport: "edit" });
  expect(JSON.stringify(opening.slack.calls.at(-1)?.args.blocks)).toContain("```ts\\nb <!here>\\n```");
});

test("the mentions option allows all, none, or what a function says", async () => {
  const play = async (mentions: StreamOptions["mentions"]) => {
    const story = createStory();
    await story.play(["<!here>, <@U0000000001> and <#C1>"], { mentions });
    return shown(story);
  };
  expect(await play("all")).toBe("<!here>, <@U0000000001> and <#C1>");
  expect(await play("none")).toBe("&lt;!here>, &lt;@U0000000001> and <#C1>");
  expect(await play((mention) => mention === "<!here>")).toBe("<!here>, &lt;@U0000000001> and &lt;#C1>");
});

test("cards, plans, sources and notices notify nobody, in pieces or whole", async () => {
  const story = createStory();
  const card = {
    type: "task_update",
    id: "c1",
    title: `Ask ${page}`,
    status: "in_progress",
    details: "<!chan",
  };
  const lines: Line[] = [
    "Look.",
    { type: "plan_update", title: page },
    card,
    silence(600),
    { type: "task_update", id: "c1", details: "nel>", output: page, status: "complete" },
    { type: "tool-result", toolCallId: "c2", toolName: page, output: `said ${page}` },
    { type: "source", sourceType: "url", url: "https://example.com/", title: page },
    { type: "finish", finishReason: "length" },
  ];
  await story.play(lines, { finishNotice: () => page, sources: "footnotes" });
  await createStory().play(lines, { transport: "edit" });
  expect(sent(story)).not.toContain(page);
  const details = story.slack.messages.at(-1)?.cards.get("c1")?.details;
  expect(details).toBe("&lt;!channel>");

  const failing = createStory();
  await failing.play(["Look.", silence(600), new Error(page)], { failureNotice: String }).catch(() => {});
  expect(sent(failing)).toContain("&lt;!channel>");
  expect(sent(failing)).not.toContain(page);
});

test.each(["7", "8", "token"])("text and tokens are in no error, event or log (%s)", async (way) => {
  const secret = "the launch is on Friday";
  const lines: Line[] = [
    `${secret}. `,
    { type: "tool-call", toolCallId: "c1", toolName: secret, input: { secret } },
    silence(600),
    `${secret}: `,
    { type: "tool-result", toolCallId: "c1", output: secret },
    { type: "source", url: "https://example.com/", title: secret },
    secret,
  ];
  const codes = ["channel_not_found", "msg_too_long", "invalid_auth", "internal_error", "unknown_method"];
  const faults: readonly Fault[] = [...codes, { type: "http", status: 500 }, { type: "reset-after" }];
  const logged: unknown[] = [];
  for (const name of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, name).mockImplementation((...told) => void logged.push(told));
  for (const method of ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update"]) {
    for (const fault of faults) {
      const story = createStory({ client: way === "7" ? 7 : 8 });
      if (way === "token") {
        vi.stubGlobal("fetch", story.slack.fetch);
        const { token } = story.slack;
        Object.assign(story.target, { client: undefined, token, slackApiUrl: "https://slack.test/api/" });
      }
      story.slack.failNext(method, fault, { times: 5 });
      const told = await story
        .play(lines, {
          onEvent: (event) => logged.push(event, JSON.stringify(event)),
          onFinish: (_, error) => logged.push(error),
          status: secret,
        })
        .catch((error: unknown) => error);
      if (told instanceof Error) logged.push(told, told.cause, String(told), JSON.stringify(told));
      const all = logged
        .splice(0)
        .map((one) => inspect(one, { depth: 12 }))
        .join("\n");
      expect(all).not.toContain(secret);
      expect(all).not.toContain(story.slack.token);
      expect(sent(story)).toContain(secret);
    }
  }
});
