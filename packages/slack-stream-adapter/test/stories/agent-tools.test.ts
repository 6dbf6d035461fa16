import { expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { StreamOptions } from "../../src/index.ts";
import {
  calls,
  finishes,
  type StreamText,
  says,
  streamTexts,
  type ToolScript,
} from "../support/ai-models.ts";
import { cardsOf, createStory } from "../support/story.ts";

const weather = {
  execute: async (input: never) => ({
    city: (input as { city: string }).city,
    celsius: 21,
    hours: [1, 2, 3],
  }),
};

/** Asks for the weather in one step and answers in the next. */
const play = async (
  streamText: StreamText,
  tool: ToolScript,
  options?: StreamOptions & { readonly ui?: true | undefined },
) => {
  const story = createStory({ clock: systemClock });
  const result = streamText({
    steps: [
      [...says("Let me look."), ...calls("c1", "getWeather", { city: "Lisbon" }), finishes("tool-calls")],
      [...says("It is 21 °C."), finishes()],
    ],
    tools: { getWeather: tool },
  });
  const { ui, ...given } = options ?? {};
  const receipt = await story.play(ui === true ? result.toUIMessageStream() : result, given);
  return { story, receipt };
};

for (const version of [6, 7] as const) {
  const streamText = streamTexts[version];

  test(`ai ${version}: a tool that runs is a card, with its name in words and its result in short`, async () => {
    const { story, receipt } = await play(streamText, weather);
    expect(story.thread()).toMatchInlineSnapshot(`
      "
      user:
      question

      bot #1:
      Let me look.
      [✓] Get weather
          city: Lisbon, celsius: 21, hours: 3 items
      It is 21 °C.
      "
    `);
    expect(receipt).toMatchObject({ outcome: "completed", text: "Let me look.\n\nIt is 21 °C." });
  });

  test(`ai ${version}: the calls of a tool that takes its time`, async () => {
    const slow = { execute: () => new Promise((resolve) => setTimeout(() => resolve("sunny"), 60)) };
    const { story } = await play(streamText, slow, { minIntervalMs: 0 });
    const lines = story.slack.transcript().map((line) => line.replace(/^\S+ /, ""));
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      chat.startStream #1 "Let me look."
      chat.appendStream #1 card c1 in_progress "Get weather"
      chat.appendStream #1 card c1 complete "Get weather" output="sunny"
      chat.appendStream #1 "It is 21 °C."
      chat.stopStream #1
      "
    `);
  });

  test(`ai ${version}: the tasks option names a tool, and says what of its call is shown`, async () => {
    const shown = async (tasks: StreamOptions["tasks"]) =>
      cardsOf((await play(streamText, weather, { tasks })).story);
    expect(await shown({ getWeather: "Asking the sky" })).toMatchInlineSnapshot(`
      [
        "complete | Asking the sky | city: Lisbon, celsius: 21, hours: 3 items",
      ]
    `);
    expect(
      await shown({ getWeather: ({ city }: { city: string }) => `Weather in ${city}` }),
    ).toMatchInlineSnapshot(`
      [
        "complete | Weather in Lisbon | city: Lisbon, celsius: 21, hours: 3 items",
      ]
    `);
    expect(await shown({ "*": { input: true, output: false } })).toMatchInlineSnapshot(`
      [
        "complete | Get weather | city: Lisbon",
      ]
    `);
    expect(
      await shown({ getWeather: { output: (value: { celsius: number }) => `${value.celsius} °C` } }),
    ).toMatchInlineSnapshot(`
      [
        "complete | Get weather | 21 °C",
      ]
    `);
    expect(await shown({ getWeather: false })).toEqual([]);
    expect(await shown(false)).toEqual([]);
  });

  test(`ai ${version}: a tool's own title is its card's`, async () => {
    const { story } = await play(streamText, { ...weather, title: "The weather office" });
    expect(cardsOf(story)).toMatchInlineSnapshot(`
      [
        "complete | The weather office | city: Lisbon, celsius: 21, hours: 3 items",
      ]
    `);
  });

  test(`ai ${version}: functions of the caller's that fail leave the tool's name`, async () => {
    const fail = () => {
      throw new Error("the caller's own");
    };
    const tasks = { getWeather: { title: fail, input: fail, output: fail } };
    expect(cardsOf((await play(streamText, weather, { tasks })).story)).toEqual(["complete | Get weather"]);
  });

  test(`ai ${version}: a tool that throws is a failed card, and its message is shown to nobody who did not ask`, async () => {
    const broken = {
      execute: async () => {
        throw new Error("no route to db-7.internal");
      },
    };
    expect(cardsOf((await play(streamText, broken)).story)).toMatchInlineSnapshot(`
      [
        "error | Get weather | Failed",
      ]
    `);
    const tasks = { getWeather: { error: true } };
    expect(cardsOf((await play(streamText, broken, { tasks })).story)).toMatchInlineSnapshot(`
      [
        "error | Get weather | no route to db-7.internal",
      ]
    `);
  });

  test(`ai ${version}: preliminary results that grow are added to, others wait for the final one`, async () => {
    const growing = {
      async *execute() {
        yield "Asking Lisbon";
        yield "Asking Lisbon, asking Porto";
        yield "Asking Lisbon, asking Porto: sunny";
      },
    };
    expect(cardsOf((await play(streamText, growing)).story)).toMatchInlineSnapshot(`
      [
        "complete | Get weather | Asking Lisbon, asking Porto: sunny",
      ]
    `);
    const states = {
      async *execute() {
        yield { state: "asking" };
        yield { state: "done", celsius: 21 };
      },
    };
    expect(cardsOf((await play(streamText, states)).story)).toMatchInlineSnapshot(`
      [
        "complete | Get weather | state: done, celsius: 21",
      ]
    `);
    const tasks = {
      getWeather: (_: unknown, progress?: { state: string }) => `Weather (${progress?.state ?? "begun"})`,
    };
    expect(cardsOf((await play(streamText, states, { tasks })).story)).toMatchInlineSnapshot(`
      [
        "complete | Weather (done) | state: done, celsius: 21",
      ]
    `);
  });

  test(`ai ${version}: a call of a tool that is not there is a failed card`, async () => {
    const story = createStory({ clock: systemClock });
    await story.play(
      streamText({
        steps: [
          [...calls("c1", "nothing_like_it"), finishes("tool-calls")],
          [...says("Sorry."), finishes()],
        ],
      }),
    );
    expect(cardsOf(story)).toMatchInlineSnapshot(`
      [
        "error | Nothing like it | Failed",
      ]
    `);
  });

  test(`ai ${version}: two steps may use one id, each call has a card of its own`, async () => {
    const story = createStory({ clock: systemClock });
    await story.play(
      streamText({
        steps: [
          [...calls("c1", "getWeather", { city: "Lisbon" }), finishes("tool-calls")],
          [...calls("c1", "getWeather", { city: "Porto" }), finishes("tool-calls")],
          [...says("Both are sunny."), finishes()],
        ],
        tools: { getWeather: weather },
      }),
      { tasks: { "*": ({ city }: { city: string }) => city } },
    );
    expect(cardsOf(story)).toMatchInlineSnapshot(`
      [
        "complete | Lisbon | city: Lisbon, celsius: 21, hours: 3 items",
        "complete | Porto | city: Porto, celsius: 21, hours: 3 items",
      ]
    `);
  });

  test(`ai ${version}: a UI message stream shows the same`, async () => {
    const { story, receipt } = await play(streamText, weather, { ui: true });
    expect(cardsOf(story)).toEqual(["complete | Get weather | city: Lisbon, celsius: 21, hours: 3 items"]);
    expect(receipt.text).toBe("Let me look.\n\nIt is 21 °C.");
  });

  test(`ai ${version}: what an error says is not shown of a UI message stream either`, async () => {
    const broken = {
      execute: async () => {
        throw new Error("no route to db-7.internal");
      },
    };
    expect(cardsOf((await play(streamText, broken, { ui: true })).story)).toEqual([
      "error | Get weather | Failed",
    ]);
  });

  test(`ai ${version}: where Slack takes no cards the text goes on without them`, async () => {
    const story = createStory({ clock: systemClock });
    story.slack.failNext("chat.stopStream", "invalid_chunks");
    const result = streamText({
      steps: [
        [...says("Let me look."), ...calls("c1", "getWeather", { city: "Lisbon" }), finishes("tool-calls")],
        [...says("It is 21 °C."), finishes()],
      ],
      tools: { getWeather: weather },
    });
    const receipt = await story.play(result);
    expect(story.slack.messages.filter((message) => message.streamed)).toMatchObject([
      { markdown: "Let me look.\n\nIt is 21 °C.", state: "stopped" },
    ]);
    expect(receipt).toMatchObject({ outcome: "completed", segments: [{ repaired: false }] });
  });
}
