import { LogLevel, WebClient } from "@slack/web-api";
import type { StreamOptions } from "../../src/index.ts";
import { createStory, type Line, type Story, type StoryOptions, silence } from "./story.ts";

/** A Slack that refuses all cards of this app, because the app is not declared an agent. */
export function createStoryWithoutCards(given: StoryOptions = {}): Story {
  const story = createStory(given);
  const { fetch, ...options } = story.slack.webClientOptions(8);
  const client = new WebClient(story.slack.token, {
    ...options,
    logLevel: LogLevel.ERROR,
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const body = decodeURIComponent(String(init?.body ?? ""));
      if (body.includes('"task_update"')) return refuse("invalid_chunks");
      if (body.includes('"task_card"') || body.includes('"plan"')) return refuse("invalid_blocks");
      return fetch(input as never, init as never);
    },
  });
  return {
    ...story,
    play: (source, given) => story.play(source, given),
    target: Object.assign(story.target, { client }),
  };
}

const refuse = (error: string) =>
  new Response(JSON.stringify({ ok: false, error }), { headers: { "content-type": "application/json" } });

/** A tool is called, and gives its result. */
export const call = (id = "c1", toolName = "searchDocs") => ({
  type: "tool-call",
  toolCallId: id,
  toolName,
  input: {},
});
export const result = (id = "c1") => ({ type: "tool-result", toolCallId: id, output: "found" });
export const tool = (seconds: number): Line[] => [call(), silence(seconds * 1_000), result()];

/** The answer as a reader sees it if Slack takes no cards. */
export const playWithoutCards = async (
  lines: readonly Line[],
  options: StreamOptions = {},
  story: Story = createStoryWithoutCards(),
) => {
  const receipt = await story.play(lines, options);
  return { story, receipt, shown: story.slack.messages.slice(1).map(({ markdown }) => markdown) };
};
