import { systemClock } from "../../src/clock.ts";
import type { StreamOptions } from "../../src/index.ts";
import { calls, finishes, type StreamText, says, type ToolScript } from "./ai-models.ts";
import { createStory, type Story } from "./story.ts";

/** A tool that returns the weather of a city. */
export const weather = {
  execute: async (input: never) => ({
    city: (input as { city: string }).city,
    celsius: 21,
    hours: [1, 2, 3],
  }),
};

/** Asks a tool for the weather in one step and answers in the next. */
export const playWeather = async (
  streamText: StreamText,
  tool: ToolScript | ((story: Story) => ToolScript),
  options?: StreamOptions & { readonly ui?: true | undefined },
) => {
  const story = createStory({ clock: systemClock });
  const result = streamText({
    steps: [
      [...says("Let me look."), ...calls("c1", "getWeather", { city: "Lisbon" }), finishes("tool-calls")],
      [...says("It is 21 °C."), finishes()],
    ],
    tools: { getWeather: typeof tool === "function" ? tool(story) : tool },
  });
  const { ui, ...given } = options ?? {};
  const receipt = await story.play(ui === true ? result.toUIMessageStream() : result, given);
  return { story, receipt };
};
