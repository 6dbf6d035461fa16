import { LogLevel, WebClient } from "@slack/web-api";
import { createStory, type Story, type StoryOptions } from "./story.ts";

/** A Slack that takes no card from this app, in whatever form: the app is not declared an agent. */
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
